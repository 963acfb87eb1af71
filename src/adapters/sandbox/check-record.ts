import { fromUtf8 } from '../../base/bytes.ts';
import { Refusal } from '../../base/refusal.ts';
import { startRecordHash } from '../../crypto/record-hash.ts';
import { compareRecorded, type RecordAlgorithm, readRecord } from '../../python/wheel-record.ts';
import type { FileWindow } from './file-window.ts';
import { type LocalMember, unpack, unpackInPieces } from './unpack-member.ts';

/** A wheel whose members were listed, and its RECORD. */
export interface RecordCheck {
  /** Of the archive. */
  readonly path: string;
  readonly file: FileWindow;
  readonly locals: ReadonlyMap<string, LocalMember>;
  readonly ownPath: string;
  readonly text: Uint8Array;
}

/** Larger members are not held in memory. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;

/**
 * Holds RECORD against the members: each is unpacked and hashed, one after the other.
 *
 * @throws Refusal `upload.record-mismatch`, `upload.bad-archive`
 */
export async function checkRecord({ path, file, locals, ownPath, text }: RecordCheck): Promise<void> {
  const written = fromUtf8(text);
  if (written === undefined) {
    throw new Refusal('invalid', 'upload.record-mismatch', 'RECORD inside the wheel is not valid UTF-8: build the wheel again.');
  }
  const files = [...locals.values()].filter(({ isFolder }) => !isFolder);
  const recorded = readRecord(written, ownPath, new Set(files.map((member) => member.path)));
  for (const member of files) {
    const said = recorded.get(member.path);
    if (said === undefined) continue;
    compareRecorded(member.path, said, { digest: await digestOf(path, file, member, said.algorithm), size: member.size });
  }
}

async function digestOf(path: string, file: FileWindow, member: LocalMember, algorithm: RecordAlgorithm): Promise<string> {
  const hash = startRecordHash(algorithm);
  const isSmall = member.size <= MAX_HELD_BYTES && member.packedSize <= MAX_HELD_BYTES;
  if (isSmall) hash.update(unpack(file, member));
  else for await (const piece of unpackInPieces(path, member)) hash.update(piece);
  return hash.digest();
}
