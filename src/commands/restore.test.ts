import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makePublisher } from '../../tests/support/publisher.ts';
import { besides, killOnce, type Ran, runKeyhouse } from '../../tests/support/run-keyhouse.ts';
import { uploadWheel } from '../../tests/support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../../tests/support/start-keyhouse.ts';

const PASSPHRASE = 'seven quiet herons at dusk';

describe('keyhouse restore refuses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-restore-'));
  const file = join(folder, 'whole.backup');
  let keyhouse: Keyhouse;

  before(async () => {
    keyhouse = await startKeyhouse();
    const ada = await makePublisher(keyhouse);
    await uploadWheel(keyhouse.origin, ada.token, 'otter');
    const backup = await runKeyhouse(besides(keyhouse, { KEYHOUSE_BACKUP_PASSPHRASE: PASSPHRASE }), 'backup', file);
    assert.equal(backup.code, 0, backup.complaint);
  });
  after(async () => {
    await keyhouse?.stop();
    keyhouse?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Restores into a folder of its own. */
  async function restore(source: string, more: Readonly<Record<string, string>> = {}): Promise<Ran & { data: string }> {
    const data = mkdtempSync(join(folder, 'data-'));
    const ran = await runKeyhouse({ KEYHOUSE_DATA: data, KEYHOUSE_BACKUP_PASSPHRASE: PASSPHRASE, ...more }, 'restore', source);
    return { ...ran, data: more['KEYHOUSE_DATA'] ?? data };
  }

  /** What else than the lock lies in a data folder. */
  function contents(data: string): readonly string[] {
    return readdirSync(data)
      .filter((name) => name !== 'lock')
      .sort();
  }

  test('a backup that was cut off, and leaves nothing', async () => {
    const cut = join(folder, 'cut.backup');
    copyFileSync(file, cut);
    truncateSync(cut, readFileSync(file).length - 1_536);

    const { code, complaint, data } = await restore(cut);

    assert.deepEqual([code, contents(data)], [1, []]);
    assert.match(complaint, /is no whole backup: it was cut off or changed\. Nothing was restored; take another one\.\n$/);
  });

  test('the wrong passphrase', async () => {
    const { code, complaint, data } = await restore(file, { KEYHOUSE_BACKUP_PASSPHRASE: 'seven noisy herons at dawn' });

    assert.deepEqual([code, contents(data)], [1, []]);
    assert.match(complaint, /^keyhouse: The passphrase does not open this backup\./);
  });

  test('a folder with an index in it, and touches nothing', async () => {
    const { code, complaint } = await restore(file, { KEYHOUSE_DATA: keyhouse.data });

    assert.equal(code, 1);
    assert.match(complaint, /Another Keyhouse serves|is not empty/);
    assert.equal((await fetch(`${keyhouse.origin}/simple/otter/`)).status, 200);
  });

  test('a folder with anything in it', async () => {
    const data = join(folder, 'full');
    mkdirSync(data);
    writeFileSync(join(data, 'notes.txt'), 'mine');

    const { code, complaint } = await restore(file, { KEYHOUSE_DATA: data });

    assert.equal(code, 1);
    assert.match(complaint, /is not empty: it has notes\.txt\. A restore overwrites nothing/);
    assert.deepEqual(contents(data), ['notes.txt']);
  });

  test('another public name than the backup’s', async () => {
    const { code, complaint } = await restore(file, { KEYHOUSE_URL: 'https://pypi.example.org' });

    assert.equal(code, 1);
    assert.match(complaint, /This backup is of localhost, and KEYHOUSE_URL says pypi\.example\.org\./);
  });

  test('another master key than the backup’s', async () => {
    const { code, complaint, data } = await restore(file, { KEYHOUSE_SECRET_KEY: 'A'.repeat(43) });

    assert.deepEqual([code, contents(data)], [1, []]);
    assert.match(complaint, /is not that of this backup/);
  });

  test('what is not there', async () => {
    const { code, complaint } = await restore(join(folder, 'none.backup'));

    assert.equal(code, 1);
    assert.match(complaint, /none\.backup is not there or cannot be read\./);
  });

  test('nothing of a restore that was killed: the next one goes well', async () => {
    const data = join(folder, 'killed');
    const environment = { KEYHOUSE_DATA: data, KEYHOUSE_BACKUP_PASSPHRASE: PASSPHRASE };
    await killOnce(environment, ['restore', file], () => existsSync(join(data, 'restoring', 'files')));

    const { code, complaint } = await runKeyhouse(environment, 'restore', file);

    assert.deepEqual([code, complaint], [0, '']);
    assert.deepEqual(contents(data), ['checkpoints', 'files', 'keyhouse.sqlite', 'keys']);
  });

  test('nothing else: what a restore that was cut off left is no index, and restoring again goes well', async () => {
    const data = join(folder, 'again');
    mkdirSync(join(data, 'restoring'), { recursive: true });
    const served = await runKeyhouse({ KEYHOUSE_DATA: data }, 'serve');

    const { code, complaint } = await restore(file, { KEYHOUSE_DATA: data });

    assert.match(served.complaint, /A restore into .* runs, or was cut off\./);
    assert.deepEqual([served.code, code, complaint], [1, 0, '']);
    assert.deepEqual(contents(data), ['checkpoints', 'files', 'keyhouse.sqlite', 'keys']);
    assert.equal(existsSync(join(data, 'restoring')), false);
  });
});
