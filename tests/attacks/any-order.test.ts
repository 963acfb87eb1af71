// The invariants of the security model's part 3 over deeds of three people in any order, through the real forms.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AccountId } from '../../src/base/brands.ts';
import { attackedSites } from '../support/attack-site.ts';
import { signUpMember } from '../support/story-people.ts';
import { propertyRuns } from '../support/test-length.ts';
import { callerOf, DEEDS, type Deed, type Proof, perform, type Stage, sessionOf } from './any-order.ts';

const { site, attack } = attackedSites();

const NEEDED: Readonly<Record<string, readonly Proof[]>> = { P: ['password'], R: ['password', 'recovery code'], O: ['password', 'totp'] };

interface Facts {
  readonly id: AccountId;
  readonly epoch: number;
  readonly needsFactor: boolean;
  readonly frozenAt: number | null;
  readonly apps: number;
  readonly steps: ReadonlyMap<string, number>;
}

async function factsOf({ member }: Stage): Promise<Facts> {
  const { read } = site().world;
  const account = await read.selectFrom('accounts').selectAll().where('username', '=', member.username).executeTakeFirstOrThrow();
  const apps = await read.selectFrom('totp_apps').select(['id', 'last_step']).where('account_id', '=', account.id).execute();
  return {
    ...{ id: account.id, epoch: account.auth_epoch, needsFactor: account.needs_second_factor_at !== null, frozenAt: account.frozen_at },
    ...{ apps: apps.length, steps: new Map(apps.map((app) => [app.id, app.last_step])) },
  };
}

/** 1: once needed, a second factor is needed until the last app is removed. 7: accepted steps only grow. */
function checkFactors(before: Facts, after: Facts, deed: Deed): void {
  if (before.needsFactor && !after.needsFactor) assert.deepEqual([deed.what, after.apps], ['remove an app', 0]);
  if (after.needsFactor) assert.ok(after.apps > 0);
  for (const [app, step] of before.steps) assert.ok((after.steps.get(app) ?? step) >= step);
  assert.ok(after.epoch >= before.epoch);
}

/** 2: no session is stronger than what was shown in its browser. 5, 11: none outlives its epoch or a freeze. */
async function checkSessions(stage: Stage, seen: ReadonlySet<string>, now: Facts): Promise<void> {
  for (const session of seen) {
    const caller = await callerOf(stage, session);
    if (caller.kind !== 'account') continue;
    assert.equal(caller.session.epoch, now.epoch);
    assert.equal(now.frozenAt, null);
    assert.ok(caller.session.strength !== 'P' || !now.needsFactor, 'a password alone opens nothing (B1)');
  }
  for (const { browser, proofs } of stage.actors) {
    const session = sessionOf(browser);
    const caller = session === undefined ? undefined : await callerOf(stage, session);
    if (caller?.kind !== 'account') continue;
    const needed = NEEDED[caller.session.strength] ?? [];
    assert.deepEqual(
      needed.filter((proof) => !proofs.has(proof)),
      [],
      `a session of strength ${caller.session.strength}`,
    );
  }
}

/** 8: evaluated failures at one authenticator, of strangers and in all. */
async function checkGuesses({ id }: Facts): Promise<void> {
  for (const kind of ['password', 'totp', 'codes']) {
    const found = await site().world.read.selectFrom('guesses').selectAll().where('authenticator', '=', `${kind}:${id}`).execute();
    const failures = Object.fromEntries(found.map((row) => [row.pool, row.failures]));
    assert.ok((failures['stranger'] ?? 0) <= 80 && (failures['stranger'] ?? 0) + (failures['known'] ?? 0) <= 100);
  }
}

/** 11: what the account is said to have done after it was frozen, by the trail. */
async function checkFrozen({ id, frozenAt }: Facts): Promise<void> {
  if (frozenAt === null) return;
  const entries = await site().world.read.selectFrom('entries').select(['kind', 'body']).orderBy('serial').execute();
  const own = entries.map(({ kind, body }) => ({
    kind,
    body: JSON.parse(body) as { actor: { account?: string }; subjects: { id?: string }[] },
  }));
  const frozen = own.findLastIndex(({ kind, body }) => kind === 'account.frozen' && body.subjects.some((subject) => subject.id === id));
  const later = own.slice(frozen + 1).filter(({ body }) => body.actor.account === id);
  assert.deepEqual(
    later.map(({ kind }) => kind),
    [],
  );
}

async function play(stage: Stage, deeds: readonly Deed[]): Promise<void> {
  const seen = new Set<string>();
  let before = await factsOf(stage);
  for (const deed of deeds) {
    const held = stage.actors.map(({ browser }) => sessionOf(browser));
    await perform(stage, deed);
    const after = await factsOf(stage);
    checkFactors(before, after, deed);
    for (const [place, { browser }] of stage.actors.entries()) {
      const session = sessionOf(browser);
      if (session === undefined || session === held[place]) continue;
      assert.ok(deed.what === 'steal a cookie' || !seen.has(session), 'who finishes gets an id never seen before (5)');
      seen.add(session);
    }
    await checkSessions(stage, seen, after);
    await checkGuesses(after);
    before = after;
  }
  assert.equal(new Set(stage.usedCodes).size, stage.usedCodes.length, 'each recovery code opens once (6)');
  await checkFrozen(before);
}

const OFTEN = ['sign in', 'sign in', 'sign in', 'step up', 'step up', 'change the password', 'remove an app', 'add an app'] as const;

const deed = fc.record({
  who: fc.nat({ max: 2 }),
  what: fc.constantFrom(...(Object.keys(DEEDS) as Deed['what'][]), ...OFTEN),
  isRight: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
  n: fc.nat({ max: 9 }),
});

attack(
  'invariant 1, invariant 2, invariant 5, invariant 6, invariant 7, invariant 8, invariant 11: whatever three people do in any order, no account opens to less than it asks for',
  async () => {
    let run = 0;
    const property = fc.asyncProperty(fc.array(deed, { minLength: 8, maxLength: 24 }), async (deeds) => {
      run += 1;
      site().clock.advance({ hours: 13 });
      const member = await signUpMember(site(), `ada${run}`);
      const owner = { browser: member.browser, proofs: new Set<Proof>(['password', 'totp']) };
      const others = [0, 1].map(() => ({ browser: site().browser(), proofs: new Set<Proof>() }));
      await play({ site: site(), member, actors: [owner, ...others], password: member.password, apps: [member.app], usedCodes: [] }, deeds);
    });

    await fc.assert(property, { ...propertyRuns(7), endOnFailure: true });
  },
);
