// B6: what somebody does with the cookie, the name or the row of a browser that is not his.
import assert from 'node:assert/strict';
import { cookieName } from '../../src/web/cookies.ts';
import { attackedSites } from '../support/attack-site.ts';
import type { Visitor } from '../support/browser-client.ts';
import { dumpTables } from '../support/leave-clean.ts';
import { type Member, nextCode, setUpApp, signIn, signUp, signUpMember, typePassword } from '../support/story-people.ts';

const { site, attack } = attackedSites();
const WAITING = '/account/two-factor/mailbox/';
const ACCOUNT = '/manage/account/';
const DEVICE = cookieName('main', 'device');
let people = 0;

/** Somebody new, and a browser of hers that her account knows. */
async function somebody(): Promise<{ member: Member; laptop: Visitor }> {
  people += 1;
  const member = await signUpMember(site(), `ines${people}`);
  const laptop = site().browser();
  await signIn(site(), member, laptop);
  return { member, laptop };
}

function deviceOf(browser: Visitor): string {
  return new RegExp(`${DEVICE}=([^;]+)`).exec(browser.cookie)?.[1] ?? '';
}

/** Where password and code lead in a browser that has this device cookie and no other. */
async function arrivesAt(member: Member, device: string): Promise<string> {
  const thief = site().browser({ readsMail: false });
  if (device !== '') thief.keep(`${DEVICE}=${device}`);
  await typePassword(thief, member);
  await thief.send('/account/two-factor/', { totp_value: nextCode(site(), member.app) });
  await site().runJobs();
  return thief.path;
}

/** Paths of the buttons that forget one browser, the last seen first. */
async function forgetsOn(browser: Visitor): Promise<readonly string[]> {
  await browser.open(ACCOUNT);
  return [...browser.page.matchAll(/action="(\/manage\/account\/browsers\/[0-9a-f]{32}\/forget\/)"/g)].map(([, path = '']) => path);
}

attack('B6: a stolen device cookie spares no factor: the password alone opens nothing', async () => {
  const { member, laptop } = await somebody();
  const thief = site().browser({ readsMail: false });
  thief.keep(`${DEVICE}=${deviceOf(laptop)}`);
  await typePassword(thief, member);
  await thief.open(ACCOUNT);
  assert.equal(thief.path, '/account/two-factor/');
});

attack('B6: it is dead once its owner has signed in again', async () => {
  const { member, laptop } = await somebody();
  const stolen = deviceOf(laptop);
  await laptop.open('/account/logout/');
  await laptop.send('/account/logout/');
  await signIn(site(), member, laptop);
  assert.equal(await arrivesAt(member, stolen), WAITING);
});

attack('B6: the cookie of a browser that was forgotten is a stranger’s', async () => {
  const { member, laptop } = await somebody();
  const [newest = ''] = await forgetsOn(laptop);
  const stolen = deviceOf(laptop);
  await laptop.send(newest);
  assert.equal(await arrivesAt(member, stolen), WAITING);
});

attack('B6: a browser that one account knows is a stranger to every other', async () => {
  const [hers, mine] = [await somebody(), await somebody()];
  assert.equal(await arrivesAt(hers.member, deviceOf(mine.laptop)), WAITING);
});

attack('B6, 8.2.2: another account’s browser is not there: neither shown nor forgotten', async () => {
  const [hers, mine] = [await somebody(), await somebody()];
  const [theirs = ''] = await forgetsOn(hers.laptop);
  const [own = ''] = await forgetsOn(mine.laptop);
  mine.laptop.page = mine.laptop.page.replaceAll(own, theirs);
  await mine.laptop.send(theirs);
  assert.equal(mine.laptop.status, 404);
  assert.ok((await forgetsOn(hers.laptop)).includes(theirs));
});

attack('7.5.2, B6: a stolen session forgets no browser of the owner once its sign-in is a quarter of an hour old', async () => {
  const { laptop } = await somebody();
  const before = await forgetsOn(laptop);
  site().clock.advance({ minutes: 16 });
  await laptop.open(ACCOUNT);
  for (const action of ['/manage/account/browsers/forget/', before[0] ?? '']) {
    await laptop.send(action);
    assert.equal(laptop.path.split('?')[0], '/account/reauthenticate/');
    await laptop.open(ACCOUNT);
  }
  assert.deepEqual(await forgetsOn(laptop), before);
});

attack('B6: a password alone makes no browser known: it is listed, and a first factor set up in it changes nothing', async () => {
  people += 1;
  const person = await signUp(site(), `ines${people}`);
  const browser = site().browser({ readsMail: false });
  await typePassword(browser, person);
  await browser.open(ACCOUNT);
  assert.match(browser.text, /Seen, and not known/);
  const member = await setUpApp(site(), { ...person, browser });
  assert.equal(await arrivesAt(member, deviceOf(browser)), WAITING);
});

attack('4 keys, B6: who can write to the database makes no browser known, and joins no account to another’s cookie', async () => {
  const [hers, mine] = [await somebody(), await somebody()];
  const { database, read } = site().world;
  const rows = await read.selectFrom('browsers').selectAll().execute();
  const kept = await read.selectFrom('devices').selectAll().execute();
  const mineRef = rows.at(-1)?.ref ?? '';
  for (const other of rows.slice(0, -1)) {
    await database.transaction((tx) =>
      tx.updateTable('browsers').set({ devices_sealed: other.devices_sealed }).where('ref', '=', mineRef).execute(),
    );
    assert.equal(await arrivesAt(hers.member, deviceOf(mine.laptop)), WAITING);
  }
  await database.transaction((tx) => tx.deleteFrom('browsers').execute());
  await database.transaction((tx) => tx.insertInto('browsers').values(rows).execute());
  await database.transaction((tx) => tx.updateTable('devices').set({ known_at: 1, epoch: 99 }).execute());
  assert.equal(await arrivesAt(hers.member, deviceOf(hers.laptop)), WAITING);
  for (const row of kept) await database.transaction((tx) => tx.updateTable('devices').set(row).where('id', '=', row.id).execute());
});

attack('4 keys: a dump tells nobody which accounts share a browser', async () => {
  const { laptop } = await somebody();
  people += 1;
  const other = await signUpMember(site(), `ines${people}`);
  await laptop.open('/account/logout/');
  await laptop.send('/account/logout/');
  await signIn(site(), other, laptop);

  const { read } = site().world;
  const ids = (await read.selectFrom('devices').select('id').execute()).map(({ id }) => id);
  const tables = await dumpTables(read);
  assert.doesNotMatch(tables.get('browsers') ?? '', new RegExp(ids.join('|')));
  for (const { ref } of await read.selectFrom('browsers').select('ref').execute()) {
    for (const [table, text] of tables) if (table !== 'browsers') assert.ok(!text.includes(ref), table);
  }
});
