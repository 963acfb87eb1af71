import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from '../../tests/support/test-length.ts';
import { createTarFile } from '../adapters/tar-file.ts';
import type { Sha256Hex } from '../base/brands.ts';
import { toBase64url, utf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import { BACKUP_COST, deriveBackupKey, sealForBackup } from '../crypto/backup-key.ts';
import { sha256Hex } from '../crypto/digest.ts';
import { systemRandomBytes } from '../crypto/random-bytes.ts';
import { type BackupHeader, CHECKPOINTS, FORMAT, HEADER, KEYS, type Manifest } from './backup-format.ts';
import { makeBackupWriter } from './backup-writer.ts';
import { openBackup, verifyBackup } from './read-backup.ts';

const PASSPHRASE = new Secret('seven quiet herons at dusk');
const WHEEL = Buffer.from('the bytes of a wheel');
const folder = mkdtempSync(join(tmpdir(), 'keyhouse-read-backup-'));
const whole = join(folder, 'whole.backup');

before(() => write(whole, {}));
after(() => rmSync(folder, { recursive: true, force: true }));

test('what was written comes back, counted', async () => {
  const seen: string[] = [];
  const backup = await openBackup(whole, async () => PASSPHRASE);
  const manifest = await verifyBackup(backup, async (kind, content) => {
    for await (const _ of content);
    seen.push(kind.kind);
  });

  assert.deepEqual(backup.keys, { master: '1:abc', log: 'def' });
  assert.deepEqual(seen, ['header', 'keys', 'chunk', 'file', 'checkpoints']);
  assert.deepEqual({ ...manifest, digest: '' }, { members: 5, rows: { accounts: 2 }, files: 1, fileBytes: 20, digest: '' });
});

test('a bit that was turned over anywhere is noticed, but where nobody reads', async () => {
  const bytes = readFileSync(whole);
  const turned = join(folder, 'turned.backup');
  const { digest } = await expected();
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1_025), fc.nat(7), async (at, bit) => {
      writeFileSync(turned, bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit)));

      const outcome = await readThrough(turned);

      // The zeros after a member's end, and owner and date in its header, are nothing that a restore uses.
      assert.ok(outcome instanceof Refusal || outcome.digest === digest, `byte ${at}`);
    }),
    { ...propertyRuns(25), examples: [[734, 0]] },
  );
});

test('a backup that was cut off anywhere is refused', async () => {
  const bytes = readFileSync(whole);
  const cut = join(folder, 'cut.backup');
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1_536), async (length) => {
      writeFileSync(cut, bytes.subarray(0, length));

      assert.equal((await readThrough(cut)) instanceof Refusal, true, `${length} bytes`);
    }),
    propertyRuns(15),
  );
});

test('another passphrase opens nothing', async () => {
  await assert.rejects(
    openBackup(whole, async () => new Secret('seven noisy herons at dawn')),
    { code: 'restore.passphrase' },
  );
});

test('a backup of a newer version is refused before the passphrase is asked for', async () => {
  const newer = join(folder, 'newer.backup');
  await write(newer, { schema: 99, keyhouse: '9.0.0' });
  const neverAsked = (): Promise<Secret> => Promise.reject(new Error('asked'));

  await assert.rejects(openBackup(newer, neverAsked), {
    code: 'restore.newer',
    message: 'This backup was made by Keyhouse 9.0.0, which is newer. Restore it with that version.',
  });
});

test('a member that was put in is refused, with right hashes or not', async () => {
  const added = join(folder, 'added.backup');
  await write(added, {}, async (tar) => tar.addBytes(`files/${sha256Hex(utf8('evil'))}`, utf8('evil')));

  assert.equal((await readThrough(added)) instanceof Refusal, true);
});

test('a stored file with other bytes than its name says ends the backup', async () => {
  const tar = await createTarFile(join(folder, 'bad-file.backup'));
  const writer = makeBackupWriter(tar);
  const name = sha256Hex(WHEEL);

  await assert.rejects(writer.addFile(name, 20, chunks(Buffer.from('the bytes of a whale'))), { code: 'backup.damaged-file' });
  await tar.abandon();
});

type Tar = Awaited<ReturnType<typeof createTarFile>>;

async function write(
  path: string,
  header: Partial<BackupHeader>,
  addMore: (tar: Tar) => Promise<void> = async () => undefined,
): Promise<void> {
  const salt = systemRandomBytes(16);
  const key = await deriveBackupKey(PASSPHRASE, salt);
  const full: BackupHeader = {
    ...{ format: FORMAT, keyhouse: '0.1.0', schema: 1, madeAt: 7, siteId: '02'.repeat(16), rpId: 'localhost', hasMaster: true },
    passphrase: { argon2id: BACKUP_COST, salt: toBase64url(salt) },
    ...header,
  };
  const tar = await createTarFile(path);
  const writer = makeBackupWriter(tar);
  const text = JSON.stringify(full);
  await writer.addText(HEADER, text);
  await writer.addText(KEYS, sealForBackup(key, { bytes: systemRandomBytes }, utf8(text), JSON.stringify({ master: '1:abc', log: 'def' })));
  await writer.addRows('accounts', [
    { id: 'a', made_at: 1, frozen_at: null },
    { id: 'b', made_at: 2, frozen_at: 3 },
  ]);
  await writer.addFile(sha256Hex(WHEEL) as Sha256Hex, WHEEL.length, chunks(WHEEL));
  await addMore(tar);
  await writer.addStream(CHECKPOINTS, 4, chunks(Buffer.from('note')));
  await writer.finish(key);
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 7);
  yield bytes.subarray(7);
}

async function readThrough(path: string): Promise<Manifest | Refusal> {
  try {
    const backup = await openBackup(path, async () => PASSPHRASE);
    return await verifyBackup(backup, async (_kind, content) => {
      for await (const _ of content);
    });
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

async function expected(): Promise<Manifest> {
  const manifest = await readThrough(whole);
  if (manifest instanceof Refusal) throw manifest;
  return manifest;
}
