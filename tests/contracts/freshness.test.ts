// Design 8: two processes on one PostgreSQL. What one has acknowledged the other serves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { signOut } from '../../src/sessions/end-sessions.ts';
import { deleteToken } from '../../src/tokens/delete-token.ts';
import { anUploader, type Uploader } from '../support/an-uploader.ts';
import { type DatabaseLine, openDatabaseLine } from '../support/database-line.ts';
import { aWheel } from '../support/distributions.ts';
import { createTestDatabase, type Postgres, startPostgres, type TestDatabase } from '../support/postgres.ts';
import { missingProgram } from '../support/programs.ts';
import { freeze, VISIT } from '../support/residents.ts';
import { sendForm, uploadForm } from '../support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';
const skip = missingProgram('postgresql');

let postgres: Postgres;
let database: TestDatabase;
let line: DatabaseLine;
let here: Keyhouse;
let there: Keyhouse;
let ada: Uploader;

before(async () => {
  if (skip !== false) return;
  postgres = await startPostgres({ durable: true });
  database = await createTestDatabase(postgres.url);
  line = await openDatabaseLine(database.url);
  here = await startKeyhouse({ KEYHOUSE_DATABASE_URL: database.url });
  there = await startKeyhouse({ KEYHOUSE_DATABASE_URL: line.url }, here.data);
  ada = await anUploader(here, 'ada', database.url);
  await publish('driftwood', '0.1');
});
after(async () => {
  await there?.stop();
  await here?.stop();
  here?.remove();
  await ada?.close();
  await line?.close();
  await database?.drop();
  await postgres?.stop();
});

async function publish(name: string, version: string): Promise<void> {
  const answer = await sendForm(here.origin, ada.authorization, uploadForm(aWheel(name, version)));
  assert.equal(answer.status, 200, answer.text);
}

async function ask(keyhouse: Keyhouse, path: string): Promise<{ status: number; text: string; serial: number }> {
  const answer = await fetch(`${keyhouse.origin}${path}`, { headers: { accept: JSON_TYPE }, signal: AbortSignal.timeout(20_000) });
  return { status: answer.status, text: await answer.text(), serial: Number(answer.headers.get('x-pypi-last-serial')) };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isSo()) return;
    await sleep(50);
  }
  throw new Error('it never came true');
}

test('what one process has acknowledged the other serves, 30 times', { skip }, async () => {
  const stale: string[] = [];
  for (let minor = 0; minor < 30; minor += 1) {
    await ask(there, '/simple/driftwood/');
    await publish('driftwood', `1.${minor}`);
    const { text } = await ask(there, '/simple/driftwood/');
    if (!text.includes(`driftwood-1.${minor}-py3-none-any.whl`)) stale.push(`1.${minor}`);
  }

  assert.deepEqual(stale, []);
});

test('a new project stands on the list of the other process, and its page is there', { skip }, async () => {
  await ask(there, '/simple/');
  await ask(there, '/simple/flotsam/');

  await publish('flotsam', '1.0');

  assert.match((await ask(there, '/simple/')).text, /flotsam/);
  assert.equal((await ask(there, '/simple/flotsam/')).status, 200);
});

test('the serial that the log gives later reaches both processes', { skip }, async () => {
  await publish('jetsam', '1.0');
  await Promise.all([ask(here, '/simple/jetsam/'), ask(there, '/simple/jetsam/')]);

  await until(async () => (await ask(here, '/simple/jetsam/')).serial > 0 && (await ask(there, '/simple/jetsam/')).serial > 0);

  assert.equal((await ask(there, '/simple/jetsam/')).text.replaceAll(there.origin, here.origin), (await ask(here, '/simple/jetsam/')).text);
});

test('the other process refuses a frozen account at once', { skip }, async (t) => {
  const bob = await anUploader(here, 'bob', database.url);
  t.after(() => bob.close());
  assert.deepEqual(await asksOf(bob), [200, 200]);

  await freeze(bob.world, bob.resident);

  assert.deepEqual(await asksOf(bob), [303, 403]);
});

test('the other process refuses a deleted token and an ended session at once', { skip }, async (t) => {
  const cleo = await anUploader(here, 'cleo', database.url);
  t.after(() => cleo.close());
  assert.deepEqual(await asksOf(cleo), [200, 200]);

  await deleteToken(cleo.world, VISIT, cleo.caller, cleo.tokenId);
  await signOut(cleo.world, { caller: cleo.caller, visit: VISIT, cookies: {} });

  assert.deepEqual(await asksOf(cleo), [303, 403]);
});

/** The statuses that somebody's session and token get from the other process. */
async function asksOf({ resident, authorization }: Uploader): Promise<readonly number[]> {
  const page = await fetch(`${there.origin}/manage/account/`, { headers: { cookie: resident.cookie }, redirect: 'manual' });
  const sent = await sendForm(there.origin, authorization, uploadForm(aWheel(`sandbar-${resident.username}`, '1.0')));
  return [page.status, sent.status];
}

test('a process whose database is cut off answers nothing old, and comes back by itself', { skip }, async () => {
  await ask(there, '/simple/driftwood/');
  line.cut();
  await publish('driftwood', '2.0');
  const cut = await ask(there, '/simple/driftwood/');

  line.mend();
  await until(async () => (await ask(there, '/simple/driftwood/')).status === 200);

  assert.equal(cut.status, 503);
  assert.match(cut.text, /cannot reach its database/);
  assert.match((await ask(there, '/simple/driftwood/')).text, /driftwood-2\.0-/);
});

test('a process whose database does not answer says so after 2 seconds instead of serving something old', { skip }, async () => {
  await ask(there, '/simple/driftwood/');
  line.stall();
  await publish('driftwood', '3.0');
  const stalled = await ask(there, '/simple/driftwood/');

  line.mend();
  await until(async () => (await ask(there, '/simple/driftwood/')).status === 200);

  assert.equal(stalled.status, 503);
  assert.match((await ask(there, '/simple/driftwood/')).text, /driftwood-3\.0-/);
});

test('an act waits only while another process lives', { skip }, async () => {
  const withTwo = await timed(() => publish('gull', '1.0'));
  await there.stop();
  const times: number[] = [];
  for (const version of ['1.1', '1.2', '1.3', '1.4', '1.5']) times.push(await timed(() => publish('gull', version)));

  // A busy machine may be slow four times of five.
  const alone = Math.min(...times);
  assert.ok(withTwo >= 250, `${withTwo} ms with two`);
  assert.ok(alone < 250, `${alone} ms alone`);
});

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
