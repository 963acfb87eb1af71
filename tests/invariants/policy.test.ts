// Invariants 14 and 16: policies as operators decide them, in any order.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findPolicies } from '../../src/accounts/find-policies.ts';
import { decidePolicy, withdrawPolicy } from '../../src/admin/decide-policy.ts';
import { ripenPolicies } from '../../src/admin/ripen-policies.ts';
import { insertOperator } from '../../src/admin/store.ts';
import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { OF_SITE } from '../../src/audit/events/events.ts';
import { findTime } from '../../src/audit/note-time.ts';
import { rows } from '../../src/audit/tables.ts';
import { HOUR } from '../../src/base/brands.ts';
import { Refusal } from '../../src/base/refusal.ts';
import { rowMac } from '../../src/crypto/row-mac.ts';
import { deliverMails } from '../../src/outbox/deliver-mails.ts';
import { accountWorld } from '../support/account-world.ts';
import { liveThrough } from '../support/live-through.ts';
import { onBothDatabases } from '../support/on-both-databases.ts';
import { addResident, type Resident, type TestWorld, VISIT } from '../support/residents.ts';
import { propertyRuns } from '../support/test-length.ts';

const STRICTNESS = ['open', 'invite', 'closed'] as const;

interface Step {
  readonly what: 'decides' | 'withdraws' | 'lives' | 'mails';
  readonly who: number;
  readonly value: (typeof STRICTNESS)[number];
  readonly hours: number;
}

async function addOperator(world: TestWorld, username: string): Promise<Resident> {
  const resident = await addResident(world, username);
  const grant = { account_id: resident.accountId, granted_at: 0, granted_by: null };
  await act(world, BY_SYSTEM, [], async (tx) => {
    await insertOperator(tx, { ...grant, row_mac: rowMac(world.keys, 'operators', grant) });
    const details = { account: resident.accountId, how: 'command' } as const;
    const changed = rows('operators', [resident.accountId]);
    return { result: undefined, events: [{ kind: 'site.operator-granted', subjects: [OF_SITE], details, rows: changed }] };
  });
  return resident;
}

/** Does it, and gives false where it is refused in words. */
async function may(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

async function strictnessOf(world: TestWorld): Promise<number> {
  return STRICTNESS.indexOf((await findPolicies(world)).registration as (typeof STRICTNESS)[number]);
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...(['decides', 'decides', 'lives', 'lives', 'lives', 'lives', 'mails', 'mails', 'withdraws'] as const)),
  who: fc.nat({ max: 1 }),
  value: fc.constantFrom(...STRICTNESS),
  hours: fc.constantFrom(1, 20, 40, 71, 73, 100),
});

/** What waits, as the model sees it: to which strictness, since when. */
interface Asked {
  readonly value: number;
  readonly at: number;
}

/** Does one step of an operator or of time; gives what waits afterwards. */
async function take(world: TestWorld, operators: readonly Resident[], done: Step, asked: Asked | undefined): Promise<Asked | undefined> {
  const caller = operators[done.who]?.caller as Resident['caller'];
  if (done.what === 'lives') await liveThrough({ world, clock: world.clock }, done.hours);
  if (done.what === 'mails') await deliverMails(world, 'a test');
  if (done.what === 'withdraws') {
    const isDone = await may(() => withdrawPolicy(world, VISIT, caller, { name: 'registration', reason: 'no' }));
    assert.equal(isDone, asked !== undefined, 'whoever is an operator withdraws what waits (16)');
    return undefined;
  }
  if (done.what !== 'decides') return asked;
  const [before, wanted] = [await strictnessOf(world), STRICTNESS.indexOf(done.value)];
  const { lived } = await findTime(world);
  const isAccepted = await may(() => decidePolicy(world, VISIT, caller, { name: 'registration', value: done.value, reason: 'any' }));
  if (!isAccepted) return asked;
  return wanted < before ? { value: wanted, at: lived } : undefined;
}

/** The way as it is meant, whatever chance brings besides. */
const STRAIGHT: readonly Step[] = [
  { what: 'decides', who: 0, value: 'open', hours: 0 },
  { what: 'mails', who: 0, value: 'open', hours: 0 },
  { what: 'lives', who: 0, value: 'open', hours: 71 },
  { what: 'lives', who: 0, value: 'open', hours: 20 },
  { what: 'lives', who: 0, value: 'open', hours: 20 },
];

onBothDatabases(
  'invariant 14, invariant 16: no order of decisions makes a policy less strict before it waited, told to all',
  async (database) => {
    const mailer = { mode: 'folder', send: async () => undefined } as const;
    const bare = accountWorld(database);
    const world: TestWorld = { ...bare, mailer, settings: { ...bare.settings, pinned: {} } };
    const operators = [await addOperator(world, 'opal'), await addOperator(world, 'otto')];
    let asked: Asked | undefined;
    let loosened = 0;

    const property = fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 20 }) as fc.Arbitrary<readonly Step[]>, async (steps) => {
      for (const done of steps) {
        const before = await strictnessOf(world);
        asked = await take(world, operators, done, asked);
        await ripenPolicies(world);
        const after = await strictnessOf(world);
        if (after >= before) continue;
        assert.equal(after, asked?.value, 'what was asked for, and nothing else');
        assert.ok((await findTime(world)).lived - (asked?.at ?? 0) >= 72 * HOUR, 'and not before it waited');
        asked = undefined;
        loosened += 1;
      }
    });

    await fc.assert(property, { ...propertyRuns(15), examples: [[STRAIGHT]], endOnFailure: true });
    assert.ok(loosened > 0, 'some policies are loosened');
  },
);
