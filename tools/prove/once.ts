import { Visitor } from '../../tests/support/browser-client.ts';
import { aWheel } from '../../tests/support/distributions.ts';
import { currentCode, makeToken, type Publisher, setUpTotp, setupPath, signUpFields } from '../../tests/support/publisher.ts';
import { listAsJson } from '../../tests/support/read-index.ts';
import { sendUpload, sha256Of } from '../../tests/support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../../tests/support/start-keyhouse.ts';
import type { Claim, Proving } from './claim.ts';
import { expect } from './expect.ts';
import { onEachDatabase, type Place } from './on-each-database.ts';

const AT_ONCE = 50;
const PASSWORD = 'wandering otters keep ledgers';
/** Passwords are hashed one after the other; more at once would only wait. */
const SIGN_INS_AT_ONCE = 5;
const PROJECT = 'taken-once';

/** What may happen once happens once, also when 50 ask for it in the same moment. */
export const once: Claim = {
  name: 'once',
  sentence:
    'A code, a recovery code, the set-up link and a file name each work once: of 50 that use one at the same moment, 1 is accepted.',
  async run(proving) {
    const databases = await onEachDatabase(proving, (place) => raceOn(place, proving));

    return `4 races of ${AT_ONCE}, 1 accepted in each, on ${databases}`;
  },
};

/** The site trusts this machine as a proxy, so that each browser comes from a network of its own and no limit per network ends the race. */
async function raceOn({ url }: Place, { say }: Proving): Promise<void> {
  const environment = { KEYHOUSE_TRUSTED_PROXIES: '127.0.0.1', ...(url !== undefined && { KEYHOUSE_DATABASE_URL: url }) };
  const keyhouse = await startKeyhouse(environment);
  try {
    const winner = await raceForSetupLink(keyhouse, say);
    const { totpSecret, codes } = await setUpTotp(winner.browser);
    const publisher = { ...winner, password: PASSWORD, totpSecret, codes, token: await makeToken(winner.browser, 'scope:user') };
    await raceForSecondStep(publisher, 'authenticator code', say);
    await raceForSecondStep(publisher, 'recovery code', say);
    await raceForFilename(keyhouse, publisher, say);
  } finally {
    await keyhouse.stop();
    keyhouse.remove();
  }
}

async function raceForSetupLink(keyhouse: Keyhouse, say: Proving['say']): Promise<Pick<Publisher, 'browser' | 'username'>> {
  const path = setupPath(keyhouse);
  const racers = crowd(keyhouse.origin).map((browser, index) => ({ browser, username: `racer-${index}` }));
  await inGroups(racers, AT_ONCE, ({ browser }) => browser.open(path));
  await inGroups(racers, AT_ONCE, ({ browser, username }) =>
    browser.send('/setup/', { ...signUpFields(username), password: PASSWORD, password_confirm: PASSWORD }),
  );

  const operators = racers.filter(({ browser }) => isSignedIn(browser));
  say(`  set-up link: ${AT_ONCE} browsers, ${operators.length} operator made (${tally(racers.map(({ browser }) => browser.status))})`);
  const [winner] = operators;
  expect(winner !== undefined && operators.length === 1, `${operators.length} browsers became operator by one set-up link.`);
  return winner;
}

/** 50 browsers gave the right password; all show the same code. */
async function raceForSecondStep(publisher: Publisher, what: 'authenticator code' | 'recovery code', say: Proving['say']): Promise<void> {
  const racers = crowd(publisher.browser.origin);
  await inGroups(racers, SIGN_INS_AT_ONCE, async (browser) => {
    await browser.open('/account/login/');
    await browser.send('/account/login/', { username: publisher.username, password: publisher.password });
  });
  const halfway = racers.filter((browser) => browser.path === '/account/two-factor/').length;
  expect(halfway === AT_ONCE, `Only ${halfway} of ${AT_ONCE} right passwords led to the second step.`);
  if (what === 'recovery code') await inGroups(racers, AT_ONCE, (browser) => browser.open('/account/recovery-code/'));

  const code = what === 'recovery code' ? { recovery_code_value: publisher.codes[1] ?? '' } : { totp_value: currentCode(publisher) };
  const path = what === 'recovery code' ? '/account/recovery-code/' : '/account/two-factor/';
  await inGroups(racers, AT_ONCE, (browser) => browser.send(path, code));

  // The account knows none of these browsers: who was right waits for the mailbox, or is in where there is no mail.
  const signedIn = racers.filter((browser) => isSignedIn(browser) || browser.path === '/account/two-factor/mailbox/').length;
  say(`  ${what}: ${AT_ONCE} browsers, ${signedIn} signed in (${tally(racers.map(({ status }) => status))})`);
  expect(signedIn === 1, `${signedIn} browsers signed in with one ${what}.`);
}

async function raceForFilename({ origin }: Keyhouse, { token }: Publisher, say: Proving['say']): Promise<void> {
  // A new project has a limit of its own, which would end the race early.
  await sendUpload(origin, token, aWheel(PROJECT, '0.9'));
  const uploads = Array.from({ length: AT_ONCE }, (_, index) => aWheel(PROJECT, '1.0', { summary: `the ${index}th of them` }));
  const answers = await inGroups(uploads, AT_ONCE, async (upload) => ({ upload, ...(await sendUpload(origin, token, upload)) }));

  const accepted = answers.filter(({ status }) => status === 200);
  say(`  file name: ${AT_ONCE} uploads, ${accepted.length} accepted (${tally(answers.map(({ status }) => status))})`);
  expect(accepted.length === 1, `${accepted.length} uploads were accepted under one file name.`);
  const listed = (await listAsJson(origin, PROJECT)).filter(({ filename }) => filename === uploads[0]?.filename);
  const sent = accepted.map(({ upload }) => sha256Of(upload.bytes));
  expect(listed.map(({ sha256 }) => sha256).join() === sent.join(), 'The index does not list the one file that was accepted.');
}

/** Browsers, each in a network of its own. */
function crowd(origin: string): readonly Visitor[] {
  return Array.from({ length: AT_ONCE }, (_, index) => new Visitor(origin, { address: `10.20.${index}.7` }));
}

function isSignedIn(browser: Visitor): boolean {
  return /session=[^;]/.test(browser.cookie);
}

/** How often each status came: `1 × 200, 49 × 400`. */
function tally(statuses: readonly number[]): string {
  const counts = Object.entries(Object.groupBy(statuses, String)).map(([status, all]) => `${all?.length} × ${status}`);
  return counts.join(', ');
}

/** Does the work for all, so many at the same time, and gives the results in order. */
async function inGroups<Item, Result>(items: readonly Item[], size: number, work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += size)
    results.push(...(await Promise.all(items.slice(start, start + size).map((item) => work(item)))));
  return results;
}
