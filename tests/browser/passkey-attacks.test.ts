// Attacks on passkeys with answers that a real browser and its authenticator gave: what is wrong is where, when, or whose they are.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { Visitor } from '../support/browser-client.ts';
import { type AskedOptions, askAtLogin, askOptions } from '../support/passkeys.ts';
import { missingProgram } from '../support/programs.ts';
import { authenticators, PLATFORM } from './authenticators.ts';
import { launchChromium } from './chromium.ts';
import { type OpenSite, openTestSite } from './open-site.ts';
import { addPasskey, keepCodes, newcomer, pressPasskey } from './passkey-steps.ts';
import type { Tour } from './tour.ts';
import { PASSWORD } from './tour-newcomer.ts';

const LOGIN = '/account/login/passkey/';

/** Any page that asks for no passkey by itself. */
const QUIET = '/help/';

/** What the browser's authenticator answers on the page that is open, whoever made the options. */
function answerOn(page: Page, asked: AskedOptions, changed: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const publicKey = `PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify({ ...asked, ...changed })})`;
  return page.evaluate<string>(
    `navigator.credentials.get({ publicKey: ${publicKey} }).then((credential) => JSON.stringify(credential.toJSON()))`,
  );
}

describe('attacks on passkeys', { skip: missingProgram('chromium') }, () => {
  let browser: Browser;
  let site: OpenSite;
  let evil: Server;

  before(async () => {
    [browser, site] = await Promise.all([launchChromium(), openTestSite({ KEYHOUSE_REGISTRATION: 'open' })]);
    evil = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Free wheels</title>'),
    );
    await new Promise<void>((resolve) => {
      evil.listen(0, '127.0.0.1', resolve);
    });
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    evil?.close();
  });

  /** A member with one passkey, on a page that asks for nothing. */
  async function keyholder(
    t: Parameters<typeof newcomer>[0],
    username: string,
  ): Promise<{ tour: Tour; keys: Awaited<ReturnType<typeof authenticators>>; id: string }> {
    const tour = await newcomer(t, { browser, site }, username);
    const keys = await authenticators(tour);
    const id = await keys.add(PLATFORM);
    await addPasskey(tour, 'MacBook');
    await keepCodes(tour);
    await tour.open(QUIET);
    return { tour, keys, id };
  }

  /** A thief's own browser at the sign-in page. */
  async function thiefAtLogin(): Promise<{ thief: Visitor; asked: AskedOptions }> {
    const thief = new Visitor(site.origin, { address: '203.0.113.77' });
    return { thief, asked: await askAtLogin(thief) };
  }

  test('39: a page of another origin under the same host gets an answer, and it opens nothing', async (t) => {
    const { tour } = await keyholder(t, 'wanda');
    const { thief, asked } = await thiefAtLogin();
    await tour.page.goto(`http://localhost:${(evil.address() as AddressInfo).port}/`);

    const credential = await answerOn(tour.page, asked);
    await thief.send(LOGIN, { credential });

    assert.match(credential, /"userHandle"/);
    assert.equal(thief.status, 401);
  });

  test('40: a page of another host gets no answer at all', async (t) => {
    const { tour } = await keyholder(t, 'walter');
    const { asked } = await thiefAtLogin();
    await tour.page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);

    await assert.rejects(answerOn(tour.page, asked), /SecurityError|invalid domain|not a registrable domain/i);
  });

  test('41: an answer signs in once, in the browser that asked for it, and never again', async (t) => {
    const { tour } = await keyholder(t, 'rosa');
    const { thief: owner, asked } = await thiefAtLogin();
    const [copy, stranger] = [owner.clone(), (await thiefAtLogin()).thief];
    const credential = await answerOn(tour.page, asked);
    await stranger.send(LOGIN, { credential });
    assert.equal(stranger.status, 401, 'in another browser');

    await owner.send(LOGIN, { credential });
    assert.equal(owner.path, '/manage/account/');
    await copy.send(LOGIN, { credential });

    assert.equal(copy.status, 401);
  });

  test('43: without user verification a passkey that could have it signs nobody in alone', async (t) => {
    const { tour } = await keyholder(t, 'vera');
    const { thief, asked } = await thiefAtLogin();

    const credential = await answerOn(tour.page, asked, { userVerification: 'discouraged' });
    const flags =
      Buffer.from((JSON.parse(credential) as { response: { authenticatorData: string } }).response.authenticatorData, 'base64url')[32] ?? 0;
    await thief.send(LOGIN, { credential });

    assert.equal(flags & 0x04, 0, 'the authenticator checked nobody');
    assert.equal(thief.status, 401);
  });

  test('47: the key of another account is no second step of this one', async (t) => {
    await keyholder(t, 'olivia');
    const { tour } = await keyholder(t, 'otto');
    const thief = new Visitor(site.origin, { address: '203.0.113.78' });
    await thief.open('/account/login/');
    await thief.send('/account/login/', { username: 'olivia', password: PASSWORD });
    const asked = await askOptions(thief, '/account/two-factor/passkey/options/');

    const credential = await answerOn(tour.page, asked, { allowCredentials: [] });
    await thief.send('/account/two-factor/passkey/', { credential });

    assert.equal(thief.status, 401);
  });

  test('45: a copy of an authenticator whose counter lags behind is refused, and its owner reads of it', async (t) => {
    const { tour, keys, id } = await keyholder(t, 'clara');
    const [copied] = await keys.credentials(id);
    assert.ok(copied);
    site.clock.advance({ minutes: 6 });
    await tour.open('/manage/account/emails/');
    await pressPasskey(tour, 'Use a passkey');
    await keys.remove(id);
    await keys.put(await keys.add(PLATFORM), copied);

    await tour.open('/account/reauthenticate/');
    await pressPasskey(tour, 'Use a passkey');

    assert.match(await tour.page.locator('main').innerText(), /somebody may have a copy of it/);
    await tour.open('/manage/account/history/');
    assert.match(await tour.page.locator('main').innerText(), /A passkey was refused of which somebody may have a copy/);
  });

  test('42: an answer to the question of a step-up is none to that of a sign-in', async (t) => {
    const { tour } = await keyholder(t, 'stella');
    const { thief } = await thiefAtLogin();
    await tour.open('/account/reauthenticate/');
    const body = `new URLSearchParams({ csrf_token: document.querySelector('[name="csrf_token"]').value })`;
    const asking = `fetch('/account/reauthenticate/passkey/options/', { method: 'POST', body: ${body} })`;
    const asked = await tour.page.evaluate<AskedOptions>(`${asking}.then((answered) => answered.json())`);

    await thief.send(LOGIN, { credential: await answerOn(tour.page, asked) });

    assert.equal(thief.status, 401);
  });
});
