import type { TarWriter } from '../adapters/tar-file.ts';
import type { Sha256Hex } from '../base/brands.ts';
import { toBase64url, utf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { type BackupKey, signBackup } from '../crypto/backup-key.ts';
import { type RunningSha256, sha256Hex, startSha256 } from '../crypto/digest.ts';
import type { Row } from '../database/snapshot.ts';
import type { TableName } from '../schema/schema.ts';
import {
  type BackupCounts,
  chunkName,
  digestLine,
  fileName,
  MANIFEST,
  type Manifest,
  renderChunk,
  type SignedManifest,
} from './backup-format.ts';

/** Writes the members of a backup and keeps count of them. */
export interface BackupWriter {
  addText(name: string, text: string): Promise<void>;
  addRows(table: TableName, rows: readonly Row[]): Promise<void>;
  /**
   * Copies a stored file and hashes it on the way.
   *
   * @throws Refusal `backup.damaged-file` when it is gone or has other bytes than its name says
   */
  addFile(sha256: Sha256Hex, size: number, content: AsyncIterable<Uint8Array> | undefined): Promise<void>;
  addStream(name: string, size: number, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** Writes the manifest; gives the size of the whole. */
  finish(key: BackupKey): Promise<number>;
  counts(): BackupCounts;
}

export function makeBackupWriter(tar: TarWriter): BackupWriter {
  const tally = startTally();

  async function addText(name: string, text: string): Promise<void> {
    const bytes = utf8(text);
    await tar.addBytes(name, bytes);
    tally.note(name, bytes.length, sha256Hex(bytes));
  }

  async function addStream(name: string, size: number, content: AsyncIterable<Uint8Array>): Promise<void> {
    const hash = startSha256();
    await tar.addStream(name, size, hashed(content, hash));
    tally.note(name, size, hash.hex());
  }

  return {
    addText,
    addStream,
    async addRows(table, batch) {
      const text = renderChunk(batch);
      await addText(chunkName(table, tally.counts().members, sha256Hex(utf8(text))), text);
      tally.noteRows(table, batch.length);
    },
    async addFile(sha256, size, content) {
      if (content === undefined) throw damagedFile(sha256);
      await tar.addStream(fileName(sha256), size, checked(sha256, size, content));
      tally.note(fileName(sha256), size, sha256);
      tally.noteFile(size);
    },
    async finish(key) {
      const manifest = JSON.stringify(tally.end());
      const signed: SignedManifest = { manifest, mac: toBase64url(signBackup(key, manifest)) };
      await tar.addBytes(MANIFEST, utf8(JSON.stringify(signed)));
      return tar.finish();
    },
    counts: tally.counts,
  };
}

interface Tally {
  note(name: string, size: number, sha256: string): void;
  noteRows(table: TableName, count: number): void;
  noteFile(size: number): void;
  counts(): BackupCounts;
  /** What the manifest says; nothing may be noted afterwards. */
  end(): Manifest;
}

function startTally(): Tally {
  const rows: Record<string, number> = {};
  const digest = startSha256();
  let members = 0;
  let files = 0;
  let fileBytes = 0;

  const counts = (): BackupCounts => ({ members, rows: { ...rows }, files, fileBytes });
  return {
    note(name, size, sha256) {
      digest.update(utf8(digestLine(name, size, sha256)));
      members += 1;
    },
    noteRows(table, count) {
      rows[table] = (rows[table] ?? 0) + count;
    },
    noteFile(size) {
      files += 1;
      fileBytes += size;
    },
    counts,
    end: () => ({ ...counts(), digest: digest.hex() }),
  };
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: RunningSha256): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

/** The bytes of a stored file; throws at their end when they are not what its name says. */
async function* checked(sha256: Sha256Hex, size: number, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hash = startSha256();
  let length = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    length += chunk.length;
    if (length > size) throw damagedFile(sha256);
    yield chunk;
  }
  if (length !== size || hash.hex() !== sha256) throw damagedFile(sha256);
}

function damagedFile(sha256: string): Refusal {
  const message = `The stored file ${sha256} is gone or damaged, so there is no whole backup. See which one it is: keyhouse doctor --files`;
  return new Refusal('conflict', 'backup.damaged-file', message);
}
