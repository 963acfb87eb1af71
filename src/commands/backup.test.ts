import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Visitor } from '../../tests/support/browser-client.ts';
import { createTestDatabase, testPostgresUrl } from '../../tests/support/postgres.ts';
import { missingProgram } from '../../tests/support/programs.ts';
import { currentCode, makePublisher, PUBLISHER_PASSWORD, type Publisher } from '../../tests/support/publisher.ts';
import { besides, runKeyhouse } from '../../tests/support/run-keyhouse.ts';
import { uploadWheel } from '../../tests/support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../../tests/support/start-keyhouse.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { Secret } from '../base/secret.ts';
import { openDatabase } from '../database/open-database.ts';

const PASSPHRASE = { KEYHOUSE_BACKUP_PASSPHRASE: 'seven quiet herons at dusk' };
const WAYS = [
  { from: 'SQLite', to: 'PostgreSQL' },
  { from: 'PostgreSQL', to: 'SQLite' },
] as const;

for (const { from, to } of WAYS) {
  const skip = `${from}${to}`.includes('PostgreSQL') && missingProgram('postgresql');
  describe(`a backup made while uploads run, from ${from} to ${to}`, { skip }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyhouse-backup-'));
    const file = join(folder, 'keyhouse.backup');
    const drops: (() => Promise<void>)[] = [];
    let old: Keyhouse;
    let ada: Publisher;
    let restored: Keyhouse;
    let target: Record<string, string> = {};
    const uploaded: string[] = [];
    let usedCode = '';

    before(async () => {
      const source = from === 'PostgreSQL' ? await placeOn(drops) : {};
      old = await startKeyhouse(source);
      ada = await makePublisher(old);
      usedCode = currentCode(ada);
      await uploadWheel(old.origin, ada.token, 'before-it');
      const uploads = uploadUntilTold(old.origin, ada.token, uploaded);
      while (uploaded.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
      const backup = await runKeyhouse(besides(old, { ...source, ...PASSPHRASE }), 'backup', file);
      await uploads.stop();
      assert.deepEqual([backup.code, backup.complaint], [0, '']);
      await old.stop();

      target = {
        ...(to === 'PostgreSQL' ? await placeOn(drops) : {}),
        KEYHOUSE_DATA: join(folder, 'data'),
      };
      const ran = await runKeyhouse({ ...target, ...PASSPHRASE }, 'restore', file, '--checkpoints', join(old.data, 'checkpoints'));
      assert.equal(ran.code, 0, ran.complaint);
      assert.match(ran.output, /1 account, \d+ entries of the trail \(at least \d+ more are lost\)/);
      restored = await startKeyhouse(target, join(folder, 'data'));
    });
    after(async () => {
      await restored?.stop();
      old?.remove();
      rmSync(folder, { recursive: true, force: true });
      for (const drop of drops) await drop();
    });

    test('holds every file of one instant, whole', async () => {
      const listed = await projectsOf(restored.origin);

      assert.ok(listed.includes('before-it') && listed.length >= 4);
      for (const name of listed) assert.equal(await downloadStatus(restored.origin, name), 200);
    });

    test('only its owner may read', () => {
      assert.equal(statSync(file).mode & 0o777, 0o600);
    });

    test('holds no key in the clear', () => {
      const keys = ['master', 'log'].map((name) => readFileSync(join(old.data, 'keys', name), 'utf8').trim());

      assert.deepEqual(
        keys.map((key) => readFileSync(file).includes(key)),
        [false, false],
      );
    });

    test('gives rows that all fit their newest event', async () => {
      const settings = { dataFolder: join(folder, 'data'), databaseUrl: secretOf(target['KEYHOUSE_DATABASE_URL']) };
      const database = await openDatabase(settings, { onIdleError: () => undefined, isDurabilityOptional: true });
      const stray = await findStrayRows(database.read);
      await database.close();

      assert.deepEqual(stray, []);
    });

    test('leaves no token that uploads', async () => {
      assert.equal(await uploadWheel(restored.origin, ada.token, 'after-it'), 403);
    });

    test('ends every session and has no second first operator', async () => {
      const { browser } = ada;
      const elsewhere = new Visitor(restored.origin);
      for (const pair of browser.cookie.split('; ')) elsewhere.keep(pair);

      assert.doesNotMatch(await elsewhere.open('/manage/account/'), /API tokens/);
      assert.doesNotMatch(restored.greeting(), /Make the first operator/);
    });

    test('refuses the codes of before: the app’s, and recovery codes without the mailbox', async () => {
      const browser = new Visitor(restored.origin);
      await browser.open('/account/login/');
      await browser.send('/account/login/', { username: 'ada', password: PUBLISHER_PASSWORD });
      await browser.send('/account/two-factor/', { totp_value: usedCode });
      assert.match(browser.page, /already used|That code was wrong/);

      await browser.open('/account/recovery-code/');
      await browser.send('/account/recovery-code/', { recovery_code_value: ada.codes[0] ?? '' });

      assert.match(browser.page, /Recovery codes rest since this index was restored/);
    });

    test('goes on with a new log that names the old one, above every serial that was seen', async () => {
      const settings = { dataFolder: join(folder, 'data'), databaseUrl: secretOf(target['KEYHOUSE_DATABASE_URL']) };
      const database = await openDatabase(settings, { onIdleError: () => undefined, isDurabilityOptional: true });
      const head = await database.read.selectFrom('log_head').selectAll().executeTakeFirstOrThrow();
      const first = await database.read.selectFrom('entries').select('kind').where('sequence', '=', head.base).executeTakeFirst();
      await database.close();
      const notes = readFileSync(join(old.data, 'checkpoints'), 'utf8').split('\n\n\n').slice(0, -1);
      const lastSize = Number(notes.at(-1)?.split('\n')[1]);

      assert.equal(first?.kind, 'site.log-begun');
      assert.equal(head.base, lastSize);
      assert.ok(head.epoch > 1_700_000_000_000);
    });
  });
}

interface RunningUploads {
  stop(): Promise<void>;
}

/** Ten uploads at a time until it is stopped; every one that was acknowledged is noted. */
function uploadUntilTold(origin: string, token: string, done: string[]): RunningUploads {
  let isStopped = false;
  let next = 0;
  async function one(): Promise<void> {
    while (!isStopped && next < 60) {
      next += 1;
      const name = `busy-${next}`;
      const status = await uploadWheel(origin, token, name).catch(() => 0);
      if (status === 200) done.push(name);
    }
  }
  const running = Promise.all(Array.from({ length: 10 }, one));
  return {
    async stop() {
      isStopped = true;
      await running;
    },
  };
}

async function placeOn(drops: (() => Promise<void>)[]): Promise<Record<string, string>> {
  const place = await createTestDatabase(await testPostgresUrl());
  drops.push(place.drop);
  return { KEYHOUSE_DATABASE_URL: place.url };
}

function secretOf(url: string | undefined): Secret | undefined {
  return url === undefined ? undefined : new Secret(url);
}

async function projectsOf(origin: string): Promise<readonly string[]> {
  const answer = await fetch(`${origin}/simple/`, { headers: { accept: 'application/vnd.pypi.simple.v1+json' } });
  const { projects } = (await answer.json()) as { projects: { name: string }[] };
  return projects.map(({ name }) => name);
}

async function downloadStatus(origin: string, name: string): Promise<number> {
  const answer = await fetch(`${origin}/simple/${name}/`, { headers: { accept: 'application/vnd.pypi.simple.v1+json' } });
  const { files } = (await answer.json()) as { files: { url: string }[] };
  const file = await fetch(new URL(files[0]?.url ?? '', `${origin}/simple/${name}/`));
  await file.arrayBuffer();
  return file.status;
}
