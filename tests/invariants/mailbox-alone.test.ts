// Part 3 of the security model, invariant 3: who reads the mailbox, and has nothing else, only takes away.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Secret } from '../../src/base/secret.ts';
import { makeFindCaller } from '../../src/sessions/find-caller.ts';
import { sessionOf } from '../attacks/any-order.ts';
import { attackedSites } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { VISIT } from '../support/residents.ts';
import { codeNow, type Member, signUpMember, typePassword } from '../support/story-people.ts';
import { linkIn, type StorySite } from '../support/story-site.ts';
import { propertyRuns } from '../support/test-length.ts';

const { site, attack } = attackedSites();

type Step =
  | { readonly who: 'thief'; readonly what: 'asks' | 'opens' | 'presses'; readonly n: number }
  | { readonly who: 'owner'; readonly what: 'signs in' | 'asks' | 'adds an address' | 'changes the password'; readonly n: number };

const MINE = 'lantern oboe gravel tuesday';
const TYPED = {
  ...{ password: MINE, password_confirm: MINE, password_current: MINE, totp_value: '000000' },
  ...{ recovery_code_value: 'aaaa-bbbb-cccc-dddd', username_or_email: '', email: 'thief@example.net' },
};

/** Opens one of the newest links that went to the mailbox, whatever it is for. */
async function openMail(ada: Member, browser: Visitor, n: number): Promise<void> {
  await site().runJobs();
  const links = site().mails.flatMap((mail) => (mail.to === ada.address ? (linkIn(mail) ?? []) : []));
  const link = links.at(-1 - (n % 4));
  if (link !== undefined) await browser.open(link);
}

/** Sends one of the forms of the page, with one of its buttons and everything that she could type. */
async function press(browser: Visitor, n: number): Promise<void> {
  const actions = [...browser.page.matchAll(/<form[^>]*action="([^"]+)"/g)].map(([, action]) => action ?? '');
  const deeds = [...browser.page.matchAll(/name="deed" value="([^"]*)"/g)].map(([, deed]) => deed ?? '');
  const action = actions[n % Math.max(1, actions.length)];
  if (action === undefined) return;
  try {
    await browser.send(action, { ...TYPED, deed: deeds[n % Math.max(1, deeds.length)] ?? '' });
  } catch (error) {
    // The page that a form was on is left by a step of the owner.
    if (!(error instanceof Error && error.message.startsWith('there is no form'))) throw error;
  }
}

async function askForReset(browser: Visitor, { username }: Member): Promise<void> {
  await browser.open('/account/request-password-reset/');
  if (browser.path === '/account/request-password-reset/') await browser.send(browser.path, { username_or_email: username });
}

/** The owner goes on as people do; what the thief has frozen or ended simply fails. */
async function own(ada: Member, browser: Visitor, { what }: Step): Promise<void> {
  if (what === 'asks') return askForReset(browser, ada);
  if (what === 'signs in') {
    site().clock.advance({ minutes: 2 });
    await typePassword(browser, ada);
    if (browser.path === '/account/two-factor/') await browser.send(browser.path, { totp_value: codeNow(site(), ada.app) });
    return;
  }
  const path = what === 'adds an address' ? '/manage/account/emails/' : '/manage/account/password/';
  await browser.open(path);
  const fields = { email: 'ada@work.example', password: ada.password, password_confirm: ada.password, password_current: ada.password };
  if (browser.path === path) await browser.send(path, fields);
}

/** What opens the account: whatever the thief does, none of it is new. */
async function openersOf({ world }: StorySite, username: string): Promise<readonly string[]> {
  const { id } = await world.read.selectFrom('accounts').select('id').where('username', '=', username).executeTakeFirstOrThrow();
  const apps = await world.read.selectFrom('totp_apps').select('id').where('account_id', '=', id).execute();
  const keys = await world.read.selectFrom('webauthn_keys').select('id').where('account_id', '=', id).execute();
  const tokens = await world.read.selectFrom('tokens').select('id').where('account_id', '=', id).execute();
  const verified = world.read.selectFrom('emails').select('id').where('account_id', '=', id).where('verified_at', 'is not', null);
  return [...apps, ...keys, ...tokens, ...(await verified.execute())].map((row) => row.id).sort();
}

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    who: fc.constant('thief' as const),
    what: fc.constantFrom('asks' as const, 'opens', 'opens', 'presses', 'presses'),
    n: fc.nat({ max: 7 }),
  }),
  fc.record({
    who: fc.constant('owner' as const),
    what: fc.constantFrom('signs in' as const, 'asks', 'adds an address', 'changes the password'),
    n: fc.nat(),
  }),
);

attack('invariant 3: from the mailbox alone, in any order with what the owner does, nothing opens and nothing is set up', async () => {
  let run = 0;
  const property = fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
    run += 1;
    site().clock.advance({ hours: 25 });
    const ada = await signUpMember(site(), `mailbox${run}`);
    const before = await openersOf(site(), ada.username);
    const thief = site().browser({ readsMail: false });
    const owner = site().browser({ readsMail: false });
    for (const done of steps) {
      if (done.who === 'owner') await own(ada, owner, done);
      else if (done.what === 'asks') await askForReset(thief, ada);
      else await (done.what === 'opens' ? openMail(ada, thief, done.n) : press(thief, done.n));

      const session = sessionOf(thief);
      const caller = session === undefined ? undefined : await makeFindCaller(site().world)({ session: new Secret(session) }, VISIT);
      assert.notEqual(caller?.kind, 'account', 'the mailbox alone is no session');
      const opening = await openersOf(site(), ada.username);
      assert.deepEqual(
        opening.filter((id) => !before.includes(id)),
        [],
        'the mailbox alone sets nothing up',
      );
    }
    await typePassword(thief, { username: ada.username, password: MINE });
    assert.notEqual(thief.path, '/account/two-factor/', 'no password of the thief opens anything');
  });

  await fc.assert(property, { ...propertyRuns(6), endOnFailure: true });
});
