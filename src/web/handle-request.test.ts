import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Ask, formBody, startTestSite, TEST_HOST, type TestSite } from '../../tests/support/test-site.ts';
import type { AccountId, PersonId, SessionId } from '../base/brands.ts';
import { LIMITS } from '../limits/limits.ts';
import { htmlAnswer, textAnswer } from './answer.ts';
import type { AccountCaller, Caller, CookieSecrets } from './caller.ts';
import { get, type PageRequest, post, postStream, type Route, type Who } from './route.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;

const ADA: AccountCaller = {
  kind: 'account',
  accountId: 'a1' as AccountId,
  personId: 'p1' as PersonId,
  username: 'ada',
  isOperator: false,
  hasVerifiedAddress: true,
  needsSecondFactor: true,
  owes: 'nothing',
  warning: undefined,
  hasSecondFactor: true,
  session: {
    ...{ id: 's1' as SessionId, handle: 'h1', epoch: 1, strength: 'O', factors: [], enrolNonce: '', mailboxAt: null },
    ...{ startedAt: NOON, authenticatedAt: NOON, freshAt: NOON, freshStrength: 'O' },
  },
};
const OPERATOR: AccountCaller = { ...ADA, isOperator: true };
const WITHOUT_ADDRESS: AccountCaller = { ...ADA, hasVerifiedAddress: false };
const WITHOUT_FACTOR: AccountCaller = {
  ...ADA,
  hasSecondFactor: false,
  needsSecondFactor: false,
  owes: 'nothing',
  session: { ...ADA.session, strength: 'P' },
};
const BY_CODE: AccountCaller = { ...ADA, session: { ...ADA.session, strength: 'R', freshStrength: 'R' } };
const STALE: AccountCaller = { ...ADA, session: { ...ADA.session, freshAt: NOON - 15 * MINUTE } };
const HALF: Caller = { kind: 'half', halfId: 'x', accountId: 'a1' as AccountId, pool: 'known', nextPath: '/' };
const HELD: Caller = { kind: 'held', holdId: 'x', handle: 'h', accountId: 'a1' as AccountId };
const PENDING: Caller = { kind: 'pending', halfId: 'x', registrationId: 'r1' };
const VISITOR: Caller = { kind: 'visitor' };

/** Who calls stands in the session cookie's first character. */
const CALLERS: Readonly<Record<string, Caller>> = {
  A: ADA,
  O: OPERATOR,
  W: WITHOUT_ADDRESS,
  F: WITHOUT_FACTOR,
  R: BY_CODE,
  S: STALE,
  H: HALF,
  M: HELD,
  P: PENDING,
};

const WHOS: readonly Who[] = ['anyone', 'account', 'member', 'publisher', 'operator', 'half', 'held', 'pending'];
const showForm = async (request: PageRequest) => htmlAnswer(`token=${request.csrfToken}`);
const done: string[] = [];
const ROUTES: readonly Route[] = [
  ...WHOS.flatMap((who) => [
    get(`/for/${who}/`, { who, limit: 'page' }, showForm),
    post(`/for/${who}/`, { who, limit: 'form', csrf: 'form', fresh: 'none' }, async (request) => {
      done.push(`${who} ${request.field('name')}`);
      return textAnswer(`did ${request.field('name')}${request.field('absent')}`);
    }),
  ]),
  get('/fresh/action/', { who: 'account', limit: 'page', fresh: 'action' }, showForm),
  get('/fresh/factors/', { who: 'account', limit: 'page', fresh: 'factors' }, showForm),
  post('/fresh/action/', { who: 'account', limit: 'form', csrf: 'form', fresh: 'action' }, async () => textAnswer('did')),
  post('/account/login/', { who: 'anyone', limit: 'sign-in', csrf: 'form', fresh: 'none' }, async () => textAnswer('did')),
  get('/reset/', { who: 'anyone', limit: 'page', link: true }, async (request) =>
    textAnswer(`link ${request.cookies.link?.reveal().slice(0, 3)}`),
  ),
  get('/headers/', { who: 'anyone', limit: 'page' }, async (request) => textAnswer(Object.keys(request.headers).join(' '))),
  get('/law-9/', { who: 'anyone', limit: 'page' }, async (_request, reading) => textAnswer(Object.keys(reading).sort().join(' '))),
  postStream('/legacy/', { who: 'token', limit: 'upload', csrf: 'token', fresh: 'none' }, async (request) =>
    textAnswer(`${request.caller.kind} ${Object.keys(request.cookies).length}`),
  ),
];

function cookieOf(caller: string): string {
  return `__Host-kh_${'HMP'.includes(caller) ? 'half' : 'session'}=${caller.padEnd(43, 'x')}`;
}

async function findCaller({ session, half }: CookieSecrets): Promise<Caller> {
  return CALLERS[(session ?? half)?.reveal()[0] ?? ''] ?? VISITOR;
}

function start(t: TestContext): Promise<TestSite> {
  done.length = 0;
  return startTestSite(t, { routes: ROUTES, findCaller, knowsDevice: async (device) => device.reveal().startsWith('known') });
}

async function askAs(site: TestSite, caller: string, path: string): Promise<string> {
  const answer = await site.ask(path, caller === '' ? {} : { headers: { cookie: cookieOf(caller) } });
  return answer.headers.location ?? String(answer.status);
}

/** Opens the form as a caller and gives what sends it: the right token and the cookie it is bound to. */
async function openForm(site: TestSite, path: string, cookie?: string): Promise<{ token: string; cookie: string }> {
  const page = await site.ask(path, { headers: cookie === undefined ? {} : { cookie } });
  const made = page.headers['set-cookie']?.[0]?.split(';')[0];
  return { token: page.body.slice('token='.length), cookie: cookie ?? made ?? '' };
}

function sendForm(site: TestSite, path: string, fields: Record<string, string>, headers: Record<string, string>) {
  const form = formBody(fields);
  return site.ask(path, { method: 'POST', headers: { ...form.headers, ...headers }, body: form.body });
}

test('who may open what', async (t) => {
  const site = await start(t);
  const login = (path: string) => `/account/login/?next=${encodeURIComponent(path)}`;
  const [account, factor, address] = ['/manage/account/', '/manage/account/?needs=factor', '/manage/account/?needs=address'];

  const table: Record<string, Record<string, string>> = {};
  for (const who of WHOS) {
    const row: Record<string, string> = {};
    for (const caller of ['', 'H', 'M', 'P', 'W', 'F', 'R', 'A', 'O']) row[caller] = await askAs(site, caller, `/for/${who}/`);
    table[who] = row;
  }

  const everybody = { '': '200', H: '200', M: '200', P: '200', W: '200', F: '200', R: '200', A: '200', O: '200' };
  const half = { H: '/account/two-factor/', M: '/account/two-factor/mailbox/', P: '/account/pending/' };
  const through = { W: account, F: account, R: account, A: account, O: account };
  assert.deepEqual(table, {
    anyone: everybody,
    account: { ...everybody, ...half, '': login('/for/account/') },
    member: { ...everybody, ...half, '': login('/for/member/'), W: address },
    publisher: { ...everybody, ...half, '': login('/for/publisher/'), W: address, F: factor, R: factor },
    operator: { '': '404', H: '404', M: '404', P: '404', W: '404', F: '404', R: '404', A: '404', O: '200' },
    half: { '': '/account/login/', ...half, H: '200', ...through },
    held: { '': '/account/login/', ...half, M: '200', ...through },
    pending: { '': '/account/login/', ...half, P: '200', ...through },
  });
});

test('B16: a half-signed-in browser posts to nothing but what is its own', async (t) => {
  const site = await start(t);
  const { token, cookie } = await openForm(site, '/for/half/', cookieOf('H'));

  for (const who of ['account', 'member', 'publisher', 'operator', 'held', 'pending'])
    await sendForm(site, `/for/${who}/`, { name: 'x', csrf_token: token }, { cookie });
  const own = await sendForm(site, '/for/half/', { name: 'code', csrf_token: token }, { cookie });

  assert.equal(own.status, 200);
  assert.deepEqual(done, ['half code']);
});

test('a sign-in that is no longer fresh leads to step-up and back to where the form was', async (t) => {
  const site = await start(t);
  const stepUp = (next: string) => `/account/reauthenticate/?next=${encodeURIComponent(next)}`;

  assert.equal(await askAs(site, 'A', '/fresh/action/?a=1'), '200');
  assert.equal(await askAs(site, 'S', '/fresh/action/?a=1'), stepUp('/fresh/action/?a=1'));
  // A recovery code never steps up (B5): such a session signs in anew.
  assert.equal(await askAs(site, 'R', '/fresh/action/'), '/manage/account/?needs=sign-in');
  site.clock.advance({ minutes: 5 });
  assert.equal(await askAs(site, 'A', '/fresh/action/'), '200');
  assert.equal(await askAs(site, 'A', '/fresh/factors/'), stepUp('/fresh/factors/'));

  const posted = await sendForm(site, '/fresh/action/', {}, { cookie: cookieOf('S'), referer: `http://${TEST_HOST}/manage/account/?x=1` });
  assert.equal(posted.headers.location, stepUp('/manage/account/?x=1'));
});

test('law 5: every form without its token, with another’s, or from elsewhere is refused and does nothing', async (t) => {
  const site = await start(t);
  const forms = ROUTES.filter((route) => route.csrf === 'form' && route.path.startsWith('/for/'));
  const callerFor: Record<string, string> = { anyone: '', half: 'H', held: 'M', pending: 'P', operator: 'O' };

  for (const { path, who } of forms) {
    const { token, cookie } = await openForm(site, path, callerFor[who] === '' ? undefined : cookieOf(callerFor[who] ?? 'A'));
    const other = await openForm(site, '/for/anyone/');
    const right = { csrf_token: token, name: 'x' };
    const attempts: [string, Promise<{ status: number }>][] = [
      ['no token', sendForm(site, path, { name: 'x' }, { cookie })],
      ['token of another browser', sendForm(site, path, { ...right, csrf_token: other.token }, { cookie })],
      ['token cut short', sendForm(site, path, { ...right, csrf_token: token.slice(1) }, { cookie })],
      ['foreign origin', sendForm(site, path, right, { cookie, origin: 'https://evil.example' })],
      ['null origin', sendForm(site, path, right, { cookie, origin: 'null' })],
      ['https twin', sendForm(site, path, right, { cookie, origin: `https://${TEST_HOST}` })],
      ['cross-site', sendForm(site, path, right, { cookie, 'sec-fetch-site': 'cross-site' })],
      ['sibling site', sendForm(site, path, right, { cookie, 'sec-fetch-site': 'same-site' })],
      ['text/plain', site.ask(path, { method: 'POST', headers: { cookie, 'content-type': 'text/plain' }, body: `csrf_token=${token}` })],
      ['json', site.ask(path, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify(right) })],
    ];
    for (const [attack, asked] of attempts) assert.equal((await asked).status, 403, `${path} ${attack}`);
  }

  assert.deepEqual(done, []);
});

test('a form with its token does its deed, sent either way', async (t) => {
  const site = await start(t);
  const { token, cookie } = await openForm(site, '/for/anyone/');
  const part = (name: string, value: string) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const multipart: Ask = {
    method: 'POST',
    headers: { cookie, 'content-type': 'multipart/form-data; boundary=b' },
    body: `${part('csrf_token', token)}${part('name', 'zwölf')}--b--\r\n`,
  };

  const plain = await sendForm(
    site,
    '/for/anyone/',
    { csrf_token: token, name: 'one two+three' },
    { cookie, origin: `http://${TEST_HOST}` },
  );

  assert.equal(plain.body, 'did one two+three');
  assert.equal((await site.ask('/for/anyone/', multipart)).body, 'did zwölf');
});

test('the token changes with the sign-in', async (t) => {
  const site = await start(t);
  const visitor = await openForm(site, '/for/anyone/');
  const both = `${visitor.cookie}; ${cookieOf('A')}`;

  assert.equal((await sendForm(site, '/for/anyone/', { csrf_token: visitor.token }, { cookie: both })).status, 403);
  const signedIn = await openForm(site, '/for/anyone/', both);
  assert.equal((await sendForm(site, '/for/anyone/', { csrf_token: signedIn.token }, { cookie: both })).status, 200);
});

test('two session cookies are none', async (t) => {
  const site = await start(t);

  const answer = await site.ask('/for/account/', { headers: { cookie: `${cookieOf('A')}; ${cookieOf('O')}` } });

  assert.equal(answer.headers.location, '/account/login/?next=%2Ffor%2Faccount%2F');
});

test('A4: looking at a mailed link moves its token into a cookie and out of the address, and does nothing else', async (t) => {
  const site = await start(t);
  const token = 'abc'.padEnd(43, 'd');

  const moved = await site.ask(`/reset/?token=${token}`);
  const cookie = moved.headers['set-cookie']?.[0] ?? '';

  assert.deepEqual([moved.status, moved.headers.location, moved.headers['referrer-policy']], [303, '/reset/', 'no-referrer']);
  assert.equal(cookie, `__Host-kh_link=${token}; Max-Age=600; Path=/; Secure; HttpOnly; SameSite=Lax`);
  assert.equal((await site.ask('/reset/', { headers: { cookie: cookie.split(';')[0] ?? '' } })).body, 'link abc');
  assert.equal((await site.ask('/reset/?token=short')).headers['set-cookie'], undefined);
});

test('law 9: a GET handler gets nothing that writes', async (t) => {
  const site = await start(t);

  const answer = await site.ask('/law-9/');

  assert.equal(answer.body, 'clock files keys log mailMode read seen settings');
});

test('pages see neither cookies nor Basic in the headers', async (t) => {
  const site = await start(t);

  const answer = await site.ask('/headers/', { headers: { cookie: cookieOf('A'), authorization: 'Basic eDp5', accept: 'text/html' } });

  assert.equal(answer.body, 'host accept connection');
});

test('a route for tools takes no cookie, and no browser from another site', async (t) => {
  const site = await start(t);
  const headers = { cookie: cookieOf('A') };

  assert.equal((await site.ask('/legacy/', { method: 'POST', headers })).body, 'visitor 0');
  assert.equal((await site.ask('/legacy/', { method: 'POST', headers: { ...headers, 'sec-fetch-site': 'cross-site' } })).status, 403);
});

test('pages of signed-in people are not loaded into other sites', async (t) => {
  const site = await start(t);
  const embedded = { cookie: cookieOf('A'), 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
  const followed = { ...embedded, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

  assert.equal((await site.ask('/for/account/', { headers: embedded })).status, 403);
  assert.equal((await site.ask('/for/account/', { headers: followed })).status, 200);
});

test('B15: junk sign-ins from a network do not keep a known browser out', async (t) => {
  const site = await start(t);
  const { token, cookie } = await openForm(site, '/for/anyone/');
  const signIn = (more = '') => sendForm(site, '/account/login/', { csrf_token: token }, { cookie: `${cookie}${more}` });
  for (let spent = 0; spent < LIMITS['sign-in'].most; spent++) await signIn();

  assert.equal((await signIn()).status, 429);
  assert.equal((await signIn(`; __Host-kh_device=${'unknown'.padEnd(43, 'x')}`)).status, 429);
  assert.equal((await signIn(`; __Host-kh_device=${'known'.padEnd(43, 'x')}`)).status, 200);
});

test('law 6: when limits cannot be counted, no form is taken', async (t) => {
  const site = await start(t);
  const { token, cookie } = await openForm(site, '/for/anyone/');
  await site.world.database.close();

  const answer = await sendForm(site, '/for/anyone/', { csrf_token: token, name: 'x' }, { cookie });

  assert.deepEqual([answer.status, answer.headers['retry-after']], [503, '5']);
  assert.deepEqual(done, []);
});
