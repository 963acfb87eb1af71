import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { composeApp } from '../../src/app.ts';
import type { Route } from '../../src/web/route.ts';
import { attackedSite } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { setUpApp, signUp, signUpMember, typePassword } from '../support/story-people.ts';
import { propertyRuns } from '../support/test-length.ts';

const FIELDS = [
  ...['username', 'name', 'email', 'password', 'password_confirm', 'password_current', 'totp_value', 'recovery_code_value', 'next', 'deed'],
  ...['description', 'token_scope', 'reason', 'username_or_email', 'registration', 'twoFactor', 'value', 'is_operator', '__proto__'],
];

/** For each browser a page with a form, for its token. */
const PAGES = ['/account/login/', '/account/two-factor/', '/manage/account/name/', '/manage/account/name/'];

let routes: readonly Route[] = [];
let browsers: readonly Visitor[] = [];
const site = attackedSite({}, async (started) => {
  routes = (await composeApp(started.world, 0)).routes.filter(
    ({ csrf, path }) => csrf === 'form' && !/logout|freeze|sessions|remove/.test(path),
  );
  const operator = started.browser();
  await operator.open(await started.setUpLink());
  const person = { username: 'operator', address: 'operator@example.org', password: 'wandering otters keep ledgers', browser: operator };
  await operator.send('/setup/', {
    username: 'operator',
    name: '',
    email: person.address,
    password: person.password,
    password_confirm: person.password,
  });
  await setUpApp(started, person);
  const member = await signUpMember(started, 'member');
  const half = started.browser();
  await typePassword(half, member);
  browsers = [started.browser(), half, (await signUp(started, 'plain')).browser, operator];
  await started.runJobs();
});

const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 2_000 }),
  fc.constantFrom(
    '',
    ' ',
    '\r\n',
    '%00',
    '../..',
    '-1',
    '1e9',
    '9'.repeat(400),
    '{"$gt":""}',
    '[object Object]',
    '\u202e',
    'ﬁ',
    'İ',
    '\ud83d',
    "' or 1=1 --",
    'a@b',
    '"<>@x.y',
    'scope:project:',
    'scope:user',
    '__proto__',
    'confirm',
    'not-me',
  ),
);

const attack = fc.record({
  route: fc.nat({ max: 999 }),
  browser: fc.nat({ max: 3 }),
  part: odd,
  fields: fc.dictionary(fc.constantFrom(...FIELDS), odd, { maxKeys: 8, noNullPrototype: true }),
});

function tokenOn(page: string): string {
  return /name="csrf_token" value="([^"]*)"/.exec(page)?.[1] ?? '';
}

test('2.2.1, 15.3.3: forms with a right token and any values, in every state, are answered and never break', async () => {
  const property = fc.asyncProperty(attack, async ({ route: place, browser: who, part, fields }) => {
    const [route, browser] = [routes[place % routes.length], browsers[who % browsers.length]];
    if (route === undefined || browser === undefined) return;
    await site().world.database.transaction((tx) => tx.deleteFrom('limit_counters').execute());
    const page = await browser.open(PAGES[who] ?? '/account/login/');
    const path = route.path.replaceAll(/:[a-zA-Z]+/g, () =>
      encodeURIComponent(part.isWellFormed() && part !== '' ? part : 'x').replaceAll('.', '%2e'),
    );
    const body = new URLSearchParams({ ...fields, csrf_token: tokenOn(page) }).toString();
    const headers = { cookie: browser.cookie, origin: site().origin, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await site().ask(path, { method: 'POST', headers, body });
    assert.ok(answer.status < 500, `${route.path} ${body}: ${answer.status}`);
    for (const line of answer.headers.getSetCookie()) browser.keep(line);
    if (path === '/account/request-password-reset/') await site().runJobs();
  });

  await fc.assert(property, propertyRuns(250));
});
