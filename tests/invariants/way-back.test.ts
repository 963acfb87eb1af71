// Invariants 10 and 12: whatever a thief with session, password and app does within the wait, the owner gets the account back.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { attackedSites } from '../support/attack-site.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { liveThrough } from '../support/live-through.ts';
import { moveAway } from '../support/move-away.ts';
import { addPasskey } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { type Member, makeToken, nextCode, signIn, signUpMember, stepUp, typePassword } from '../support/story-people.ts';
import { linkIn } from '../support/story-site.ts';
import { propertyRuns } from '../support/test-length.ts';

const { site, attack } = attackedSites();
const OWN = 'rhubarb winter saddle ninety';

/** What the thief does in the owner's session; each with a fresh step-up. */
const DEEDS: Readonly<Record<string, (ada: Member, n: number) => Promise<void>>> = {
  async 'adds an app'({ browser }, n) {
    await browser.open('/manage/account/totp-provision');
    const app = appSecretOn(browser.page) ?? '';
    await browser.send('/manage/account/totp-provision', { name: `Thief ${n}`, totp_value: nextCode(site(), app) });
  },
  'adds a passkey': ({ browser }, n) => addPasskey(browser, new SoftwareAuthenticator(site().world.settings.url), `Thief ${n}`),
  async 'makes a token'(ada, n) {
    await makeToken(ada, `thief ${n}`);
  },
  async 'makes new codes'({ browser }) {
    await browser.open('/manage/account/recovery-codes/');
    const code = /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(browser.page)?.[1];
    if (code !== undefined) await browser.send('/manage/account/recovery-codes/', { recovery_code_value: code });
  },
  waits: () => liveThrough(site(), 5),
};

/** Both factors again; where the session has rested too long a new one. */
async function confirmAnew(ada: Member): Promise<void> {
  await ada.browser.open('/account/reauthenticate/');
  if (ada.browser.path.startsWith('/account/login/')) await typePassword(ada.browser, ada);
  if (ada.browser.path === '/account/two-factor/')
    await ada.browser.send('/account/two-factor/', { totp_value: nextCode(site(), ada.app) });
  await stepUp(site(), ada);
}

interface Standing {
  readonly frozen: number | null;
  readonly addresses: readonly string[];
  readonly apps: readonly string[];
  readonly keys: readonly string[];
  readonly tokens: readonly string[];
}

async function standingOf({ username }: Member): Promise<Standing> {
  const { read } = site().world;
  const account = await read.selectFrom('accounts').select(['id', 'frozen_at']).where('username', '=', username).executeTakeFirstOrThrow();
  const of = { id: account.id, now: site().clock.now() };
  const emails = read.selectFrom('emails').select('id').where('account_id', '=', of.id).where('verified_at', 'is not', null);
  const tokens = read.selectFrom('tokens').select('id').where('account_id', '=', of.id).where('deleted_at', 'is', null);
  const apps = read.selectFrom('totp_apps').select('id').where('account_id', '=', of.id);
  const keys = read
    .selectFrom('webauthn_keys')
    .select('id')
    .where('account_id', '=', of.id)
    .where((is) => is.or([is('leaves_at', 'is', null), is('leaves_at', '>', of.now)]));
  const ids = async (found: { execute(): Promise<readonly { readonly id: string }[]> }) =>
    (await found.execute()).map(({ id }) => id).sort();
  return {
    frozen: account.frozen_at,
    addresses: await ids(emails),
    apps: await ids(apps),
    keys: await ids(keys),
    tokens: await ids(tokens),
  };
}

/** The newest link to the old mailbox that leads to a page. */
async function linkTo(page: string, { address }: Member): Promise<string> {
  await site().runJobs();
  const mail = site().mails.findLast(({ to, text }) => to === address && text.includes(page));
  return (mail && linkIn(mail)) ?? '';
}

attack(
  'invariant 10, invariant 12: after whatever a thief did within the wait, three acts of the owner bring exactly the snapshot back',
  async () => {
    let run = 0;
    const deeds = fc.array(fc.record({ what: fc.constantFrom(...Object.keys(DEEDS)), n: fc.nat({ max: 99 }) }), { maxLength: 5 });
    const property = fc.asyncProperty(deeds, fc.nat({ max: 5 }), async (steps, moveAt) => {
      run += 1;
      site().clock.advance({ hours: 25 });
      const ada = await signUpMember(site(), `back${run}`);
      const before = await standingOf(ada);
      for (const [place, { what, n }] of [...steps, { what: 'waits', n: 0 }].entries()) {
        if (place === Math.min(moveAt, steps.length)) {
          await confirmAnew(ada);
          await moveAway(site(), ada.browser, `thief${run}@example.net`);
        }
        await confirmAnew(ada);
        await DEEDS[what]?.(ada, n);
      }

      const owner = site().browser();
      await owner.open(await linkTo('/account/undo-addresses/', ada));
      await owner.send('/account/undo-addresses/');
      await owner.open(await linkTo('/account/restore-addresses/', ada));
      await owner.send('/account/restore-addresses/', { password: OWN, password_confirm: OWN, totp_value: nextCode(site(), ada.app) });
      await signIn(site(), { ...ada, password: OWN }, owner);

      await owner.open('/manage/account/');
      assert.equal(owner.path, '/manage/account/', 'the owner is in');
      const after = await standingOf(ada);
      assert.equal(after.frozen, null);
      assert.deepEqual(after.addresses, before.addresses, 'the addresses of the snapshot, and no other');
      const bound = ({ apps, keys, tokens }: Standing) => [...apps, ...keys, ...tokens];
      const earlier = new Set(await boundBeforeMove(ada));
      assert.deepEqual(
        bound(after).filter((id) => !earlier.has(id)),
        [],
        'what was bound since the change is gone',
      );
    });

    await fc.assert(property, { ...propertyRuns(4), endOnFailure: true });
  },
);

/** Factors and tokens that stood when the first address changed, by the times of their rows. */
async function boundBeforeMove({ username }: Member): Promise<readonly string[]> {
  const { read } = site().world;
  const { id } = await read.selectFrom('accounts').select('id').where('username', '=', username).executeTakeFirstOrThrow();
  const [first] = await read
    .selectFrom('entries')
    .innerJoin('entry_subjects', 'entry_subjects.entry_id', 'entries.id')
    .select('entries.at')
    .where('entry_subjects.subject_id', '=', id)
    .where('entries.kind', '=', 'account.email-verified')
    .orderBy('entries.serial', 'desc')
    .limit(1)
    .execute();
  const since = first?.at ?? 0;
  const apps = await read.selectFrom('totp_apps').select('id').where('account_id', '=', id).where('made_at', '<=', since).execute();
  const keys = await read.selectFrom('webauthn_keys').select('id').where('account_id', '=', id).where('made_at', '<=', since).execute();
  const tokens = await read.selectFrom('tokens').select('id').where('account_id', '=', id).where('made_at', '<=', since).execute();
  return [...apps, ...keys, ...tokens].map((row) => row.id);
}
