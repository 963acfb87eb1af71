// Sessions that somebody copied, planted or made up, and what is sent beside a form's own fields.
import assert from 'node:assert/strict';
import { composeApp } from '../../src/app.ts';
import type { Route } from '../../src/web/route.ts';
import { attackedSites } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { addPasskey, askOptions, signUpWithPasskey } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { makeToken, setUpOperator, signUp, signUpMember, typePassword } from '../support/story-people.ts';
import { startStorySite } from '../support/story-site.ts';

let routes: readonly Route[] = [];
const { site, prepared, attack } = attackedSites({}, async (started) => {
  routes = (await composeApp(started.world, 0)).routes;
  return setUpOperator(started);
});

const SIGNED_IN = new Set(['account', 'member', 'publisher', 'operator']);

/** Paths of pages for those who are signed in. */
function signedInPages(): readonly string[] {
  const pages = routes.filter(({ method, who }) => method === 'GET' && SIGNED_IN.has(who));
  return pages.map(({ path }) => path.replaceAll(/:[a-zA-Z]+/g, 'a'.repeat(32)));
}

async function leadsToSignIn(path: string, cookie: string): Promise<void> {
  const { status, headers } = await site().ask(path, { headers: { cookie } });
  if (path.startsWith('/admin/') && status === 404) return;
  assert.equal(status, 303, path);
  assert.match(headers.get('location') ?? '', /^\/account\/login\//, path);
}

attack('33, 7.4.1: the cookie of who signed out opens no page, whatever route it is shown to', async () => {
  const { browser } = await signUpMember(site(), 'leaving');
  const { cookie } = browser;
  await browser.open('/account/logout/');
  await browser.send('/account/logout/');

  assert.ok(signedInPages().length > 20);
  for (const path of signedInPages()) await leadsToSignIn(path, cookie);
});

attack('36, 7.2.1: a session that was made up, cut short, or made by another site opens nothing and breaks nothing', async () => {
  const { browser } = await signUp(site(), 'copied');
  const session = /__Host-kh_session=([^;]+)/.exec(browser.cookie)?.[1] ?? '';
  const elsewhere = await startStorySite({}, undefined);
  const foreign = /__Host-kh_session=([^;]+)/.exec((await signUp(elsewhere.site, 'copied')).browser.cookie)?.[1] ?? '';
  await elsewhere.close();
  const flipped = `${session.slice(0, -2)}${session.at(-2) === 'A' ? 'B' : 'A'}${session.at(-1)}`;

  for (const value of [foreign, flipped, session.slice(1), `${session}A`, session.toLowerCase(), '', '%00', '../..'])
    await leadsToSignIn('/manage/account/', `__Host-kh_session=${value}`);
  await browser.open('/manage/account/');
  assert.equal(browser.status, 200);
});

attack('7.2.2: no fixed key opens a page: not an API token, in no place where a page could look for it', async () => {
  const member = await signUpMember(site(), 'tokens');
  const token = await makeToken(member, 'ci');
  const basic = `Basic ${Buffer.from(`__token__:${token}`).toString('base64')}`;

  for (const headers of [{ authorization: basic }, { authorization: `Bearer ${token}` }, { cookie: `__Host-kh_session=${token}` }]) {
    const answer = await site().ask('/manage/account/', { headers: headers as Record<string, string> });
    assert.equal(answer.status, 303);
    assert.deepEqual(
      answer.headers.getSetCookie().filter((line) => line.includes('kh_session')),
      [],
    );
  }
});

attack('7.1.2: there is no limit to the sessions of an account: thirty are alive beside each other and all are listed', async () => {
  const person = await signUp(site(), 'everywhere');
  const browsers: Visitor[] = [person.browser];
  for (let number = 1; number < 30; number += 1) {
    const browser = site().browser();
    await typePassword(browser, person);
    browsers.push(browser);
  }

  for (const browser of browsers) {
    await browser.open('/manage/account/');
    assert.equal(browser.status, 200);
  }
  assert.match(person.browser.text, /^Sessions 30$/m);
});

attack('7.4.4: every page of who is signed in has the form that signs out', async () => {
  const { browser } = prepared();
  const pages = signedInPages().filter((path) => !path.includes('aaaa'));
  for (const path of [...pages, '/', '/help/']) {
    await browser.open(path);
    if (browser.status === 200 && browser.headers.get('content-type')?.startsWith('text/html') === true)
      assert.match(browser.page, /<form[^>]*method="post"[^>]*action="\/account\/logout\/"/, path);
  }
});

attack('8.2.3: fields that a form does not have make nobody an operator, confirm no address and set no factor', async () => {
  const eve = await signUp(site(), 'eve');
  const extra = {
    ...{ is_operator: '1', operator: 'true', who: 'operator', role: 'owner', account_id: 'a'.repeat(32), username: 'root' },
    ...{ verified: '1', verified_at: '1', needs_second_factor_at: '', frozen_at: '', auth_epoch: '99', id: '1' },
  };
  await eve.browser.open('/manage/account/name/');
  const token = /name="csrf_token" value="([^"]*)"/.exec(eve.browser.page)?.[1] ?? '';
  for (const [path, own] of [
    ['/manage/account/name/', { name: 'Eve' }],
    ['/manage/account/emails/', { email: 'eve2@example.org' }],
  ] as const) {
    const headers = { cookie: eve.browser.cookie, origin: site().origin, 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ csrf_token: token, ...extra, ...own }).toString();
    assert.equal((await site().ask(path, { method: 'POST', headers, body })).status, 303);
  }

  await eve.browser.open('/admin/');
  assert.equal(eve.browser.status, 404);
  const { read } = site().world;
  const account = await read.selectFrom('accounts').selectAll().where('username', '=', 'eve').executeTakeFirstOrThrow();
  assert.deepEqual([account.auth_epoch < 99, account.needs_second_factor_at, account.frozen_at], [true, null, null]);
  const emails = await read.selectFrom('emails').select('verified_at').where('account_id', '=', account.id).execute();
  assert.equal(emails.filter(({ verified_at }) => verified_at !== null).length, 1);
});

attack('24: the options of a sign-in name no passkey and say the same to everybody, whoever has one', async () => {
  const member = await signUpWithPasskey(site(), 'has-a-key');
  const asked: string[] = [];
  for (const username of [member.username, 'has-no-key']) {
    const browser = site().browser();
    await browser.open('/account/login/');
    const { challenge: _, ...options } = await askOptions(browser, '/account/login/passkey/options/');
    asked.push(JSON.stringify(options));
    const stranger = site().browser();
    await typePassword(stranger, { username, password: 'not the password she has' });
    assert.equal(stranger.status, 401);
    await stranger.open('/account/two-factor/');
    assert.equal(stranger.path, '/account/login/', 'whose keys there are is told behind the password alone');
  }

  assert.equal(asked[0], asked[1]);
  assert.match(asked[0] ?? '', /"allowCredentials":\[\]/);
  assert.ok(!asked.join().includes(member.authenticator.credentialId));
});

attack('53, 8.2.2: a passkey of another account is not there: it is neither renamed nor removed', async () => {
  const victim = await signUpWithPasskey(site(), 'keyholder');
  const thief = await signUpWithPasskey(site(), 'keythief');
  await addPasskey(thief.browser, new SoftwareAuthenticator(site().origin), 'Second');
  const row = await site()
    .world.read.selectFrom('webauthn_keys')
    .innerJoin('accounts', 'accounts.id', 'webauthn_keys.account_id')
    .select('webauthn_keys.id')
    .where('accounts.username', '=', victim.username)
    .executeTakeFirstOrThrow();
  await thief.browser.open('/manage/account/name/');
  const csrf_token = /name="csrf_token" value="([^"]*)"/.exec(thief.browser.page)?.[1] ?? '';
  const headers = { cookie: thief.browser.cookie, origin: site().origin, 'content-type': 'application/x-www-form-urlencoded' };
  for (const deed of ['remove', 'rename', 'keep']) {
    const path = `/manage/account/passkeys/${row.id}/${deed}/`;
    const body = new URLSearchParams({ csrf_token, name: 'Mine' }).toString();
    assert.ok([404, 409].includes((await site().ask(path, { method: 'POST', headers, body })).status), deed);
  }

  await victim.browser.open('/manage/account/');
  assert.match(victim.browser.text, /MacBook/);
});

attack('54: options for a new passkey are given to nobody whose sign-in is older than five minutes', async () => {
  const member = await signUpMember(site(), 'stale');
  await member.browser.open('/manage/account/webauthn-provision');
  const page = member.browser.clone();
  site().clock.advance({ minutes: 6 });

  await assert.rejects(askOptions(page, '/manage/account/webauthn-provision/options'), /no options at .*: 303/);
});
