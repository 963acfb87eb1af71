// Guessing at codes and passwords from every side: budgets belong to the account, the network and the site, never to a form.
import assert from 'node:assert/strict';
import { attackedSites } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { codeNow, nextCode, signUp, signUpMember, typePassword } from '../support/story-people.ts';

const { site, attack } = attackedSites({ settings: { trustedProxies: ['127.0.0.1'] } });
const WRONG = 'not the password she has';

/** A browser somewhere: each place has a network of its own unless told. */
function from(address: string): Visitor {
  return site().browser({ address, readsMail: false });
}

function wrongCode(app: string): string {
  return codeNow(site(), app) === '000000' ? '000001' : '000000';
}

/** Sends a form with the token of the present page, its fields as they are written here. */
async function post(browser: Visitor, path: string, fields: string): Promise<number> {
  const token = /name="csrf_token" value="([^"]*)"/.exec(browser.page)?.[1] ?? '';
  const headers = { cookie: browser.cookie, origin: site().origin, 'content-type': 'application/x-www-form-urlencoded' };
  return (await site().ask(path, { method: 'POST', headers, body: `csrf_token=${token}&${fields}` })).status;
}

attack('6: a code that is a short number, a list, an object, or a million digits signs nobody in and breaks nothing', async () => {
  const member = await signUpMember(site(), 'odd-codes');
  const browser = from('198.51.1.7');
  await typePassword(browser, member);
  const digits = nextCode(site(), member.app);
  for (const [fields, status] of [
    [`totp_value=${Number(digits)}.0`, 401],
    [`totp_value[]=${digits}`, 401],
    [`totp_value[$gt]=`, 401],
    [`totp_value=${digits}&totp_value=${digits}`, 400],
    [`totp_value=${'1'.repeat(60_000)}`, 401],
    [`totp_value=${'1'.repeat(1_000_000)}`, 413],
  ] as const) {
    assert.equal(await post(browser, '/account/two-factor/', fields), status, fields.slice(0, 30));
    site().clock.advance({ minutes: 2 });
    await typePassword(browser, member);
  }
});

attack('7: three sign-ins begun anew share one budget: the sixth wrong code is not looked at', async () => {
  const member = await signUpMember(site(), 'anew');
  const statuses: number[] = [];
  for (let form = 0; form < 3; form += 1) {
    const browser = from(`198.51.${10 + form}.7`);
    await typePassword(browser, member);
    for (let guess = 0; guess < 3; guess += 1) {
      statuses.push((await browser.attempt('/account/two-factor/', { totp_value: wrongCode(member.app) })).status);
    }
  }

  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429, 429]);
});

attack('14, 6.5.8: with the clock a day back a used code stays used, and no time that the client names counts', async () => {
  const member = await signUpMember(site(), 'clockback');
  const browser = from('198.51.20.7');
  const used = nextCode(site(), member.app);
  await typePassword(browser, member);
  await browser.send('/account/two-factor/', { totp_value: used });
  assert.equal(browser.path, '/account/two-factor/mailbox/');

  site().clock.advance({ hours: -24 });
  const thief = from('198.51.21.7');
  await typePassword(thief, member);
  for (const code of [used, codeNow(site(), member.app)]) {
    await thief.send('/account/two-factor/', { totp_value: code });
    assert.equal(thief.status, 401);
  }
  const fields = `totp_value=${used}&time=${Date.UTC(2026, 10, 24, 12)}&now=1&step=1`;
  assert.equal(await post(thief, '/account/two-factor/', fields), 401);
  site().clock.advance({ hours: 24 });

  const owner = from('198.51.22.7');
  await typePassword(owner, member);
  await owner.send('/account/two-factor/', { totp_value: nextCode(site(), member.app) });
  assert.equal(owner.path, '/account/two-factor/mailbox/', 'once the clock is right the next code counts');
});

attack('16, 6.3.1: one password tried at a hundred accounts from one network ends in a wait, and other networks go on', async () => {
  const person = await signUp(site(), 'sprayed');
  const statuses: number[] = [];
  const browser = from('203.0.113.1');
  await browser.open('/account/login/');
  for (let number = 0; number < 101; number += 1) {
    const typed = { username: `nobody${number}`, password: person.password };
    statuses.push((await browser.clone(`203.0.113.${number}`).attempt('/account/login/', typed)).status);
  }
  assert.deepEqual([statuses.slice(0, 100).every((status) => status === 401), statuses[100]], [true, 429]);

  const elsewhere = from('203.0.112.9');
  await typePassword(elsewhere, person);
  assert.equal(elsewhere.path, '/manage/account/');
});

attack('17: from addresses that change within a /48 it is the same network', async () => {
  const statuses: number[] = [];
  const browser = from('2001:db8:77::1');
  await browser.open('/account/login/');
  for (let number = 0; number < 102; number += 1) {
    const address = `2001:db8:77:${number.toString(16)}::${number.toString(16)}`;
    statuses.push((await browser.clone(address).attempt('/account/login/', { username: `six${number}`, password: WRONG })).status);
  }

  assert.deepEqual(statuses.slice(-2), [429, 429]);
  const neighbour = from('2001:db8:78::1');
  await typePassword(neighbour, { username: 'six', password: WRONG });
  assert.equal(neighbour.status, 401);
});

attack('18: spellings of one user name share one budget', async () => {
  const person = await signUp(site(), 'an.na-lee');
  const spellings = ['an.na-lee', 'AN.NA-LEE', 'anna_lee', 'annalee', ' an-na.lee ', 'Annalee', 'an.na-lee'];
  const statuses: number[] = [];
  for (const [number, username] of spellings.entries()) {
    const browser = from(`198.51.${40 + number}.7`);
    await typePassword(browser, { username, password: number < 5 ? WRONG : person.password });
    statuses.push(browser.status);
  }

  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429]);
});

attack(
  '25, 6.2.9: two hundred passwords of a megabyte at once are turned away unread, and one of 1,024 characters is looked at',
  async () => {
    const browser = from('198.51.60.7');
    await browser.open('/account/login/');
    const password = 'p'.repeat(1 << 20);
    const huge = Array.from({ length: 200 }, () =>
      browser.attempt('/account/login/', { username: 'nobody', password }).catch(() => undefined),
    );
    const index = site().ask('/simple/');
    const statuses = new Set((await Promise.all(huge)).map((answer) => answer?.status ?? 413));

    assert.ok(statuses.has(413));
    // A network has a hundred sign-ins in five minutes, whatever they hold.
    for (const status of statuses) assert.ok([413, 429].includes(status), String(status));
    assert.equal((await index).status, 200);
    const other = from('198.51.61.7');
    await typePassword(other, { username: 'nobody', password: 'p'.repeat(1_024) });
    assert.equal(other.status, 401);
  },
);
