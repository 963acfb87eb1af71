import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { TestContext } from 'node:test';
import type { Sha256Hex } from '../../src/base/brands.ts';
import type { Files } from '../../src/world.ts';

/** An empty folder that the test leaves nothing of. */
export function makeFilesFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-files-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bytes as they come from a client. */
export async function* chunks(bytes: Uint8Array, size: number = bytes.length): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A stored file, sent as to a client. */
export async function readStored(files: Files, sha256: Sha256Hex, range?: { first: number; last: number }): Promise<Buffer> {
  const bytes = await files.open(sha256, range);
  assert.ok(bytes);
  const parts: Buffer[] = [];
  await bytes.sendTo(copyingInto(parts));
  return Buffer.concat(parts);
}

/** A target that is done with each chunk when it says so, as a socket is. */
function copyingInto(parts: Buffer[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      parts.push(Buffer.from(chunk));
      setImmediate(done);
    },
  });
}

/** Files that are half received, or received and not placed. */
export function countIncoming(folder: string): number {
  const names = readdirSync(join(folder, 'incoming'), { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile() && entry.name !== 'lock').length;
}
