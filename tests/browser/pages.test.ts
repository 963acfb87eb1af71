// Every page of the site in a real browser, in each of its states: readable for everybody, nothing wider than a phone, no message.
import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { Route } from '../../src/web/route.ts';
import { liveThrough } from '../support/live-through.ts';
import { missingProgram } from '../support/programs.ts';
import { launchChromium, type Seat } from './chromium.ts';
import { fillSite } from './fill-site.ts';
import { type OpenSite, openTestSite } from './open-site.ts';
import { startTour, type Tour } from './tour.ts';
import {
  addAddress,
  changeSettings,
  endByMail,
  forgetBrowser,
  freezeByMail,
  goAway,
  liveHere,
  makeFirstToken,
  manageTokens,
  readHistory,
  seePeople,
  stepUp,
} from './tour-account.ts';
import { closeAndKeep } from './tour-closing.ts';
import { askToLift, reviewTokens } from './tour-freeze.ts';
import {
  askForNewApp,
  openInAnotherBrowser,
  replaceUsedCode,
  resetPassword,
  signIn,
  signInAgain,
  signInPastMistakes,
  signInWithCode,
  stopSignIn,
  waitAtTheDoor,
} from './tour-gates.ts';
import { type Belongings, becomeSomebody } from './tour-newcomer.ts';
import { acceptInvitation, invite, operate, recoverFor, seeFrozen, setUpSite } from './tour-operator.ts';
import { managePasskeys } from './tour-passkeys.ts';
import { announcePolicy, beAsked, joinWithoutFactor } from './tour-policies.ts';
import { breakDown, lookAtTestSite } from './tour-test-site.ts';
import { NEW, undoAddresses } from './tour-undo.ts';
import { beRefused, lookAround } from './tour-visitor.ts';
import {
  acceptVouching,
  beginAnew,
  endPractice,
  lookAtPractice,
  lookAtVouching,
  loseEverything,
  nameVouchers,
  object,
  practise,
} from './tour-vouching.ts';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const SEATS = {
  ines: { userAgent: MAC, address: '203.0.113.40' },
  maud: { userAgent: WINDOWS, address: '192.0.2.7' },
  stranger: { userAgent: WINDOWS, address: '198.51.100.73' },
} satisfies Record<string, Seat>;

/** Answers that are no pages: text files. */
const NO_PAGES = new Set([
  '/.well-known/security.txt',
  '/manage/account/recovery-codes/file/',
  '/manage/account/recovery-codes/replacements/file/',
]);

const SETTINGS = {
  KEYHOUSE_REGISTRATION: 'open',
  KEYHOUSE_SUPPORT_URL: 'mailto:help@example.org',
  KEYHOUSE_SECURITY_CONTACT: 'mailto:security@example.org',
};

describe('every page', { skip: missingProgram('chromium') }, () => {
  const visited = new Set<string>();
  let browser: Browser;
  let site: OpenSite;
  let testSite: OpenSite;
  let ines: Belongings;
  let operatorSecret: Uint8Array;

  before(async () => {
    [browser, site, testSite] = await Promise.all([
      launchChromium(),
      openTestSite(SETTINGS),
      openTestSite({ KEYHOUSE_SITE: 'test', KEYHOUSE_SIBLING_URL: 'https://keyhouse.example.org' }, 'off'),
    ]);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await testSite?.close().catch(() => undefined);
  });

  async function go(t: TestContext, seat: Seat, way: (tour: Tour) => Promise<void>, at: OpenSite = site): Promise<void> {
    const tour = await startTour(t, { browser, site: at, seat, visited });
    await way(tour);
    await tour.leave();
  }

  test('the first operator', (t) =>
    go(t, SEATS.maud, async (tour) => {
      operatorSecret = await setUpSite(tour, '');
      const link = await invite(tour, 'bo@example.org');
      await go(t, SEATS.stranger, (guest) => acceptInvitation(guest, link));
    }));

  test('a newcomer, up to the first upload', (t) =>
    go(t, SEATS.ines, async (tour) => {
      ines = await becomeSomebody(tour);
      await fillSite(site, await makeFirstToken(tour));
    }));

  test('somebody who looks around', (t) => go(t, SEATS.stranger, lookAround));

  test('somebody who comes back', (t) =>
    go(t, SEATS.ines, async (tour) => {
      await signInPastMistakes(tour, ines);
      await liveHere(tour, ines);
      await manageTokens(tour);
      await forgetBrowser(tour);
      await seePeople(tour);
      await stepUp(tour, ines);
      await addAddress(tour);
      await managePasskeys(tour);
      await nameVouchers(tour);
      await changeSettings(tour, ines.codes);
      await readHistory(tour);
      await goAway(tour);
    }));

  test('somebody who lost something', (t) =>
    go(t, SEATS.ines, async (tour) => {
      await go(t, SEATS.stranger, (thief) => go(t, SEATS.maud, (other) => stopSignIn(thief, ines, other)));
      await signInWithCode(tour, ines);
      const link = await askForNewApp(tour);
      await go(t, SEATS.stranger, (other) => openInAnotherBrowser(other, link));
      await resetPassword(tour, ines);
      await replaceUsedCode(tour, ines);
      await go(t, SEATS.stranger, (anywhere) => endByMail(anywhere, ines));
    }));

  test('an operator at work', (t) =>
    go(t, SEATS.maud, async (tour) => {
      await signIn(tour, { username: 'maud', secret: operatorSecret });
      await operate(tour);
      await go(t, SEATS.ines, freezeByMail);
      await seeFrozen(tour);
      await go(t, SEATS.ines, async (seat) => {
        await askToLift(seat, ines);
        await undoAddresses(seat, ines);
        await reviewTokens(seat, ines);
        await closeAndKeep(seat, ines);
      });
    }));

  test('somebody who lost everything, and who may vouch', (t) =>
    go(t, SEATS.maud, async (tour) => {
      await signIn(tour, { username: 'maud', secret: operatorSecret });
      await acceptVouching(tour);
      await liveThrough(site, 73);
      await go(t, SEATS.ines, async (owner) => {
        await signIn(owner, ines, NEW);
        await practise(owner);
        await signInAgain(tour, { username: 'maud', secret: operatorSecret });
        await lookAtPractice(tour);
        await endPractice(owner);
      });
      await go(t, SEATS.stranger, async (lost) => {
        await loseEverything(lost);
        await lookAtVouching(tour);
        await go(t, SEATS.ines, object);
        await beginAnew(lost);
      });
    }));

  test('an operator who begins a recovery', (t) =>
    go(t, SEATS.maud, async (tour) => {
      await signIn(tour, { username: 'maud', secret: operatorSecret });
      await go(t, SEATS.stranger, (claimant) => recoverFor(tour, claimant));
    }));

  test('a policy that asks for more', (t) =>
    go(t, SEATS.stranger, async (dora) => {
      await joinWithoutFactor(dora);
      await go(t, SEATS.maud, async (maud) => {
        await signIn(maud, { username: 'maud', secret: operatorSecret });
        await announcePolicy(maud);
      });
      await beAsked(dora);
    }));

  test('somebody who is not let in', (t) =>
    go(t, SEATS.stranger, async (tour) => {
      await waitAtTheDoor(tour);
      await beRefused(tour);
    }));

  test('the test index, without mail', (t) => go(t, SEATS.maud, lookAtTestSite, testSite));

  test('a site whose database is gone', (t) => go(t, SEATS.stranger, breakDown, testSite));

  test('no page of the route table was left out', () => {
    const left = site.app.routes.filter(isPage).filter((route) => ![...visited].some((path) => isAt(route.path, path)));

    assert.deepEqual(
      left.map(({ path }) => path),
      [],
    );
  });
});

function isPage({ method, who, path }: Route): boolean {
  return method === 'GET' && who !== 'token' && !NO_PAGES.has(path);
}

function isAt(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replace(/:[A-Za-z0-9]+/g, '[^/]+').replaceAll('.', '\\.')}$`).test(path);
}
