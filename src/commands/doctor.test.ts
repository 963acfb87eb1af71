import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { createTestDatabase, testPostgresUrl } from '../../tests/support/postgres.ts';
import { missingProgram } from '../../tests/support/programs.ts';
import { makePublisher } from '../../tests/support/publisher.ts';
import { besides, complaintWhenCutOff, runKeyhouse } from '../../tests/support/run-keyhouse.ts';
import { uploadWheel } from '../../tests/support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../../tests/support/start-keyhouse.ts';
import type { Finding } from './finding.ts';

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`keyhouse doctor (${engine})`, { skip: engine === 'PostgreSQL' && missingProgram('postgresql') }, () => {
    let keyhouse: Keyhouse;
    let databaseUrl: Record<string, string> = {};
    let drop = async (): Promise<void> => undefined;

    before(async () => {
      if (engine === 'PostgreSQL') {
        const place = await createTestDatabase(await testPostgresUrl());
        databaseUrl = { KEYHOUSE_DATABASE_URL: place.url };
        drop = place.drop;
      }
      keyhouse = await startKeyhouse(databaseUrl);
      const ada = await makePublisher(keyhouse);
      assert.equal(await uploadWheel(keyhouse.origin, ada.token, 'otter'), 200);
    });
    after(async () => {
      await keyhouse?.stop();
      keyhouse?.remove();
      await drop();
    });

    async function look(
      ...words: readonly string[]
    ): Promise<{ code: number | null; levels: Record<string, Finding['level']>; says: string }> {
      const { code, output } = await runKeyhouse(besides(keyhouse, databaseUrl), 'doctor', '--json', ...words);
      const findings = JSON.parse(output) as Finding[];
      const levels = Object.fromEntries(findings.map(({ name, level }) => [name, level]));
      return { code, levels, says: findings.map(({ says }) => says).join('\n') };
    }

    test('finds nothing wrong beside a running server', async () => {
      const { code, levels } = await look('--files');

      assert.deepEqual(levels, {
        ...{ 'public URL': 'warn', 'data folder': 'ok', 'disk space': levels['disk space'], database: 'ok', keys: 'ok', clock: 'ok' },
        ...{ checkpoints: 'ok', rows: 'ok', log: 'ok', settings: 'ok', mail: 'warn', outbox: 'ok', backup: 'warn', files: 'ok' },
      });
      assert.equal(code, 0);
    });

    test('a stored file that lost its end, or has other bytes of the same length, is named', async () => {
      const path = firstStoredFile(keyhouse.data);
      const bytes = readFileSync(path);
      writeFileSync(path, Buffer.from(bytes).fill(0, 10, 20));
      assert.equal((await look()).levels['files'], 'ok');
      const read = await look('--files');
      truncateSync(path, bytes.length - 1);
      const cut = await look();
      writeFileSync(path, bytes);

      assert.deepEqual([read.levels['files'], read.code, cut.levels['files'], cut.code], ['fail', 1, 'fail', 1]);
      assert.match(cut.says, /1 stored files are gone or damaged: otter-1\.0-py3-none-any\.whl/);
    });

    test('a key that others can read fails, and nothing inside is opened', async () => {
      const key = join(keyhouse.data, 'keys', 'master');
      chmodSync(key, 0o644);
      const { code, levels } = await look();
      chmodSync(key, 0o600);

      assert.deepEqual([code, levels['data folder'], levels['index'], levels['rows']], [1, 'fail', 'fail', undefined]);
    });

    test('settings that are not those of the server are a warning', async () => {
      const { output, code } = await runKeyhouse({ ...besides(keyhouse, databaseUrl), KEYHOUSE_URL: 'http://localhost:8765' }, 'doctor');

      assert.equal(code, 0);
      assert.match(output, /^warn {2}settings {5}The server was last started with http:\/\/localhost:\d+ in KEYHOUSE_URL/m);
    });

    test('whoever reads only its first line sees no complaint', () => {
      assert.equal(complaintWhenCutOff(besides(keyhouse, databaseUrl), 'doctor'), '');
    });

    test('checkpoints that are gone are a warning', async () => {
      const file = join(keyhouse.data, 'checkpoints');
      renameSync(file, `${file}.away`);
      const { code, levels } = await look();
      renameSync(`${file}.away`, file);

      assert.deepEqual([code, levels['checkpoints']], [0, 'warn']);
    });
  });
}

describe('keyhouse doctor looks into a SQLite file', () => {
  let keyhouse: Keyhouse;
  before(async () => {
    keyhouse = await startKeyhouse();
    await makePublisher(keyhouse);
    await keyhouse.stop();
  });
  after(() => keyhouse?.remove());

  test('rows that somebody changed with an editor are found', async () => {
    const db = new DatabaseSync(join(keyhouse.data, 'keyhouse.sqlite'));
    db.exec("update accounts set frozen_at = 1, frozen_by = 'owner'");
    db.close();

    const { code, output } = await runKeyhouse(besides(keyhouse), 'doctor');

    assert.equal(code, 1);
    assert.match(
      output,
      /^fail {2}rows {9}One row was changed behind the back of the index \(accounts [0-9a-f]{32}: it differs from its newest event\)/m,
    );
    assert.match(output, /^\d+ well, \d+ to look at, 1 wrong$/m);
  });

  test('an index that is not there is a failure in one line', async () => {
    const { code, output } = await runKeyhouse({ KEYHOUSE_DATA: join(keyhouse.data, 'none') }, 'doctor');

    assert.equal(code, 1);
    assert.match(output, /^fail {2}index {8}There is no index in/m);
  });
});

function firstStoredFile(data: string): string {
  const folder = join(data, 'files');
  const name = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) =>
    /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{60}$/.test(path),
  );
  return join(folder, name ?? 'none');
}
