import assert from 'node:assert/strict';
import { composeApp } from '../../src/app.ts';
import type { AccountCaller } from '../../src/web/caller.ts';
import { type Asked, guard } from '../../src/web/guards.ts';
import { aWheel } from '../support/distributions.ts';
import { hold } from '../support/hold-policy.ts';
import { addPasskey, askAtLogin } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import {
  makeToken,
  nextCode,
  PASSWORD,
  setUpApp,
  signIn,
  signUp,
  signUpMember,
  stepUp,
  typePassword,
  uploadWith,
} from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

const SIGNED_IN: ReadonlySet<string> = new Set(['account', 'member', 'publisher', 'operator']);

const CALLER = {
  ...{ kind: 'account', accountId: 'a', personId: 'p', username: 'dora', isOperator: true, hasVerifiedAddress: true },
  ...{ needsSecondFactor: true, hasSecondFactor: true, owes: 'passkey' },
  session: { strength: 'O', freshStrength: 'O', freshAt: 1, mailboxAt: null },
} as unknown as AccountCaller;

function isReached(asked: Asked): boolean {
  return guard(asked) === undefined;
}

/** Reaches, as GET, what an account with a factor reaches. */
const ELSEWHERE = [
  '/manage/account/',
  '/manage/projects/',
  '/manage/account/history/',
  '/manage/account/token/',
  '/manage/account/password/',
];
const SET_UP = ['/manage/account/webauthn-provision', '/manage/account/totp-provision', '/manage/account/recovery-codes/'];

story(
  'D4, row 17: after the date a sign-in without a factor reaches set-up, the brake and the way out, past the mailbox alone',
  async (site) => {
    const { browser, address } = await signUp(site, 'dora');
    await hold(site, 'twoFactor', 'everyone');
    site.clock.advance({ minutes: 16 });

    for (const path of [...ELSEWHERE, ...SET_UP]) {
      await browser.open(path);
      assert.equal(browser.path, '/account/new-factor/', path);
    }
    await browser.open('/manage/account/freeze/');
    assert.equal(browser.path, '/manage/account/freeze/');
    await browser.open('/account/new-factor/');
    await browser.send('/account/new-factor/', {});
    await browser.open(await site.linkMailedTo(address));
    await browser.send('/account/confirm-browser/', { deed: 'confirm' });
    assert.match(browser.path, /^\/account\/reauthenticate\//);
    await browser.send('/account/reauthenticate/', { password: PASSWORD });
    assert.equal(browser.path, '/manage/account/webauthn-provision');
    for (const path of ELSEWHERE) {
      await browser.open(path);
      assert.equal(browser.path, '/manage/account/webauthn-provision', path);
    }
  },
);

story('D4, 8.3.1: of every route of the table a session that is kept to set-up reaches the few that say so', async (site) => {
  const { routes } = await composeApp(site.world, 0);
  const owing = { ...CALLER, session: { ...CALLER.session, mailboxAt: null } };
  const asked = { caller: owing, target: '/', referer: undefined, now: 1 };

  const reached = routes.filter(({ who }) => SIGNED_IN.has(who)).filter((route) => isReached({ ...asked, route }));

  assert.deepEqual(reached.map(({ method, path }) => `${method} ${path}`).toSorted(), [
    ...['GET /account/new-factor/', 'GET /account/reauthenticate/', 'GET /manage/account/freeze/', 'POST /account/new-factor/'],
    ...['POST /account/reauthenticate/', 'POST /account/reauthenticate/passkey/', 'POST /account/reauthenticate/passkey/options/'],
    'POST /manage/account/freeze/',
  ]);
});

story('D4: what was set up past the mailbox signs in anew, and then everything is reached', async (site) => {
  const person = await signUp(site, 'dora');
  await hold(site, 'twoFactor', 'everyone');

  const member = await setUpApp(site, person);
  await member.browser.open('/manage/account/');
  const after = member.browser.path;
  await signIn(site, member, member.browser);
  await member.browser.open('/manage/account/');

  assert.match(after, /^\/account\/login\//);
  assert.equal(member.browser.path, '/manage/account/');
});

story('D4: a thief with password and code does not set up the passkey that a policy asks for without the mailbox', async (site) => {
  const member = await signUpMember(site, 'dora');
  await hold(site, 'phishingResistant', 'everyone');
  const thief = site.browser();

  await signIn(site, member, thief);
  await thief.open('/manage/account/webauthn-provision');
  const asked = thief.path;
  await addPasskey(thief, new SoftwareAuthenticator(site.origin), 'Mine').catch(() => undefined);

  assert.equal(asked, '/account/new-factor/');
  assert.deepEqual(await site.world.read.selectFrom('webauthn_keys').select('id').execute(), []);
});

story('B14: where a policy asks for what resists phishing a code of an app opens nothing beside a passkey', async (site) => {
  const { member, authenticator } = await withBoth(site);
  await hold(site, 'phishingResistant', 'everyone');
  const relay = site.browser();

  await typePassword(relay, member);
  assert.doesNotMatch(relay.page, /name="totp_value"/);
  await relay.send('/account/two-factor/', { totp_value: nextCode(site, member.app) }).catch(() => undefined);
  assert.equal(relay.path, '/account/two-factor/');
  await relay.open('/manage/account/');
  assert.equal(relay.path, '/account/two-factor/');

  const own = site.browser();
  await own.send('/account/login/passkey/', { credential: authenticator.get(await askAtLogin(own)) });
  await own.open('/manage/account/');
  assert.equal(own.path, '/manage/account/');
});

async function withBoth(site: StorySite) {
  const member = await signUpMember(site, 'dora');
  await stepUp(site, member);
  const authenticator = new SoftwareAuthenticator(site.origin);
  await addPasskey(member.browser, authenticator, 'MacBook');
  return { member, authenticator };
}

story('D4: the token of an account that lacks what a policy asks for publishes nothing, and says why', async (site) => {
  const member = await signUpMember(site, 'dora');
  const token = await makeToken(member, 'CI');
  const before = await uploadWith(site, token, aWheel('limpet', '1.0'));
  await hold(site, 'phishingResistant', 'owners');

  const after = await uploadWith(site, token, aWheel('limpet', '1.1'));

  assert.equal(before.status, 200);
  assert.equal(after.status, 403);
  assert.match(after.reason, /asks the account for a passkey/);
});

story('D4, E9: of uploads that race with the policy none commits after it', async (site) => {
  const member = await signUpMember(site, 'dora');
  const token = await makeToken(member, 'CI');
  await uploadWith(site, token, aWheel('limpet', '1.0'));

  const uploads = Array.from({ length: 12 }, (_, i) => uploadWith(site, token, aWheel('limpet', `2.${i}`)));
  await Promise.race(uploads);
  await hold(site, 'phishingResistant', 'everyone');
  const answers = await Promise.all(uploads);

  const found = await site.world.read.selectFrom('entries').select('kind').orderBy('serial').execute();
  const kinds = found.map(({ kind }) => kind);
  const published = kinds.slice(kinds.lastIndexOf('site.policy-changed')).filter((kind) => kind === 'project.file-uploaded');
  assert.deepEqual(published, []);
  assert.deepEqual(
    answers.filter(({ status }) => status !== 200 && status !== 403),
    [],
  );
});

story('53, row 20: the last factor that a policy asks for is replaced, never removed', async (site) => {
  const member = await signUpMember(site, 'dora');
  await hold(site, 'twoFactor', 'everyone');
  const [app] = await site.world.read.selectFrom('totp_apps').select('id').execute();

  await stepUp(site, member);
  await member.browser.open(`/manage/account/totp/${app?.id}/remove/`);
  await member.browser.send(`/manage/account/totp/${app?.id}/remove/`, {});

  assert.match(member.browser.text, /this is the last one/);
  assert.equal((await site.world.read.selectFrom('totp_apps').select('id').execute()).length, 1);
});
