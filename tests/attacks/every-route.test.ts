// Every route of the product, by its own table: a new route is attacked without being named here.
import assert from 'node:assert/strict';
import { composeApp } from '../../src/app.ts';
import type { Route } from '../../src/web/route.ts';
import { attackedSites, requestText, statusesIn } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { dumpTables } from '../support/leave-clean.ts';
import { registrationOf, signIn, signUp, signUpMember, typePassword } from '../support/story-people.ts';

type State = 'visitor' | 'pending' | 'half' | 'held' | 'password' | 'recovery code' | 'two factors';

let routes: readonly Route[] = [];
const { site, prepared, attack } = attackedSites({}, async (started) => {
  routes = (await composeApp(started.world, 0)).routes;
  const member = await signUpMember(started, 'member');
  const [visitor, pending, half, code] = [started.browser(), started.browser(), started.browser(), started.browser()];
  await visitor.open('/account/login/');
  await pending.open('/account/register/');
  await pending.send('/account/register/', registrationOf('pending'));
  await typePassword(half, member);
  await typePassword(code, member);
  await code.open('/account/recovery-code/');
  await code.send('/account/recovery-code/', { recovery_code_value: member.codes[1] ?? '' });
  const held = started.browser({ readsMail: false });
  await signIn(started, member, held);
  const password = (await signUp(started, 'password')).browser;
  await started.runJobs();
  const all = { visitor, pending, half, held, password, 'recovery code': code, 'two factors': member.browser };
  return new Map<State, Visitor>(Object.entries(all) as [State, Visitor][]);
});

/** A path of the route, its parts filled in with what is nobody's. */
function pathOf(route: Route): string {
  return route.path.replaceAll(/:([a-zA-Z]+)/g, (_whole, part: string) => (part === 'username' ? 'member' : 'a'.repeat(32)));
}

/** What a route lets in, by its declaration. */
const MAY: Readonly<Record<Route['who'], readonly State[]>> = {
  anyone: ['visitor', 'pending', 'half', 'held', 'password', 'recovery code', 'two factors'],
  token: ['visitor', 'pending', 'half', 'held', 'password', 'recovery code', 'two factors'],
  pending: ['pending'],
  half: ['half'],
  held: ['held'],
  account: ['password', 'recovery code', 'two factors'],
  member: ['password', 'recovery code', 'two factors'],
  publisher: ['two factors'],
  operator: [],
};

function get(path: string, browser: Visitor | undefined, method = 'GET'): Promise<Response> {
  return site().ask(path, { method, headers: { cookie: browser?.cookie ?? '' } });
}

attack(
  '6.3.3, 27, 8.2.1, invariant 4: no state reaches a page that is not its own: half signed in, unconfirmed, by recovery code, without a second factor',
  async () => {
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      for (const [state, browser] of prepared()) {
        const { status } = await get(pathOf(route), browser);
        const isLetIn = status === 200 || status === 410;
        if (!MAY[route.who].includes(state)) assert.ok(!isLetIn, `${state} at ${route.path}: ${status}`);
        // Somebody who showed a recovery code is never fresh (B8).
        if (state === 'recovery code' && route.fresh !== 'none' && route.who !== 'operator')
          assert.equal(status, 303, `${state} at ${route.path}`);
        assert.ok(status < 500);
      }
    }
  },
);

/** What a page of another site, or a script with the cookies alone, would send. */
async function postForged(route: Route, state: State, browser: Visitor, foreign: string): Promise<void> {
  for (const [csrf_token, headers] of [
    ['', {}],
    [foreign, {}],
    [foreign, { origin: 'https://evil.example' }],
    ['', { 'sec-fetch-site': 'cross-site' }],
    ['', { 'content-type': 'text/plain' }],
    ['', { 'x-http-method-override': 'POST', 'content-type': 'application/json' }],
  ] as const) {
    const answer = await site().ask(pathOf(route), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: browser.cookie, ...headers },
      body: new URLSearchParams({ csrf_token, password: 'x', deed: 'confirm' }).toString(),
    });
    const isLedAway = answer.status === 303 && (route.fresh !== 'none' || state === 'recovery code');
    assert.ok(answer.status === 403 || isLedAway, `${state} at ${route.path}: ${answer.status}`);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  }
}

attack(
  '3.5.1, 71: every form is refused without its token, with another browser’s, and from another site, and changes nothing',
  async () => {
    const foreign = /name="csrf_token" value="([^"]*)"/.exec(await site().browser().open('/account/login/'))?.[1] ?? '';
    const before = await dumpTables(site().world.read);
    for (const route of routes.filter(({ csrf }) => csrf === 'form')) {
      for (const [state, browser] of prepared()) {
        if (!MAY[route.who].includes(state)) continue;
        await postForged(route, state, browser, foreign);
        // So many refused forms from one network would be stopped by its limits first.
        await site().world.database.transaction((tx) => tx.deleteFrom('limit_counters').execute());
      }
    }
    const after = await dumpTables(site().world.read);

    for (const [table, text] of before) if (table !== 'limit_counters') assert.equal(after.get(table), text, table);
  },
);

attack('7.6.2, 23, 72: GET and HEAD of every route, in every state and with a form’s fields in the address, change no row', async () => {
  const before = await dumpTables(site().world.read);
  for (const route of routes) {
    for (const browser of prepared().values()) {
      for (const method of ['GET', 'HEAD'])
        await get(`${pathOf(route)}?_method=POST&deed=confirm&password=x&username=member`, browser, method);
    }
  }

  assert.deepEqual(await dumpTables(site().world.read), before);
});

attack('4.1.4: other methods than a route’s own are answered with 405 and what it does', async () => {
  for (const path of new Set(routes.map(pathOf))) {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      const answer = await site().raw(requestText(site(), `${method} ${path}`));
      assert.match(answer, /^HTTP\/1\.1 (?:405|501) /, `${method} ${path}`);
      assert.ok(!/access-control-allow-origin/i.test(answer));
    }
    const [lower] = statusesIn(await site().raw(requestText(site(), `get ${path}`)));
    assert.ok([400, 405, 501].includes(lower ?? 0));
  }
});

attack('124, 14.3.2: whoever holds a cookie, or is given one, gets nothing that a cache keeps', async () => {
  for (const route of routes.filter(({ method, who }) => method === 'GET' && who !== 'token')) {
    for (const browser of [undefined, ...prepared().values()]) {
      const answer = await get(pathOf(route), browser);
      const control = answer.headers.get('cache-control') ?? '';
      const isPersonal = browser !== undefined || answer.headers.getSetCookie().length > 0;
      if (isPersonal) assert.equal(control, 'no-store', `${route.path}`);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
    }
  }
});

attack('14.2.5: a page’s address with a file’s ending, a semicolon or an encoded slash is nothing', async () => {
  const browser = prepared().get('two factors');
  for (const tail of ['x.css', '%2fx.css', ';x.js', '..%2f', '%00.png', '%0d%0aX-Injected:%201', '/', '/.', '/..;/']) {
    const answer = await get(`/manage/account/${tail}`, browser);
    assert.ok([400, 404].includes(answer.status), `${tail}: ${answer.status}`);
    assert.equal(answer.headers.get('x-injected'), null);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  }
});

attack('6.4.2: no page asks for a hint or for the answer to a question', async () => {
  const names = new Set<string>();
  for (const route of routes.filter(({ method, who }) => method === 'GET' && who !== 'token')) {
    for (const browser of prepared().values()) {
      const page = await (await get(pathOf(route), browser)).text();
      for (const [, name = ''] of page.matchAll(/<(?:input|select|textarea)[^>]* name="([^"]*)"/g)) names.add(name);
    }
  }

  assert.ok(names.has('password') && names.has('totp_value'));
  assert.deepEqual(
    [...names].filter((name) => /hint|question|answer|maiden|pet|birth/.test(name)),
    [],
  );
});

attack('74, 3.4.6: no page lets itself be put into a frame, in whatever state and whatever it answers', async () => {
  for (const route of routes.filter(({ method }) => method === 'GET')) {
    for (const browser of [undefined, ...prepared().values()]) {
      const { headers, status } = await get(pathOf(route), browser);
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, `${route.path}: ${status}`);
    }
  }
});

attack('13.4.1: files of the program and of the data folder are not served', async () => {
  const names = [
    '.git/config',
    '.env',
    'package.json',
    'node_modules/',
    'src/main.ts',
    'data/keys/master',
    'keyhouse.sqlite',
    'outbox/',
    'setup-link',
  ];
  for (const name of [...names, ...names.map((one) => `assets/..%2f${one}`), ...names.map((one) => `packages/..%2f..%2f${one}`)]) {
    for (const path of [`/${name}`, `//${name}`, `/./${name}`, `/assets/../${name}`]) {
      const [status] = statusesIn(await site().raw(requestText(site(), `GET ${path}`)));
      assert.ok(status !== undefined && status >= 400 && status < 500, `${path}: ${status}`);
    }
  }
});
