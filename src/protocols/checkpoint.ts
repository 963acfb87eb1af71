import { fromBase64, toBase64 } from './base64.ts';
import type { SignEd25519, VerifyEd25519 } from './hashing.ts';
import { HASH_BYTES } from './merkle-tree.ts';
import type { NoteKey } from './signed-note.ts';
import { openNote, signNote } from './signed-note.ts';

/** A log's head: how many entries it has and what they hash to. */
export interface Checkpoint {
  /** Which log this is; the name of the key that signs it. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/**
 * The text that is signed.
 *
 * @throws RangeError when the origin is empty or has control characters, the size is not a number of leaves or the root has not 32 bytes
 * @see C2SP tlog-checkpoint, "Note text"
 */
export function renderCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root } = checkpoint;
  if (!isOrigin(origin)) throw new RangeError('the origin of a log is one line of text');
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${size} is not the size of a tree`);
  if (root.length !== HASH_BYTES) throw new RangeError('the root of a tree has 32 bytes');
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/**
 * Reads the text of a note as a checkpoint; undefined for any other form. Further lines are allowed by the format and left out,
 * since nobody can check them.
 */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  if (!text.endsWith('\n')) return undefined;
  const lines = text.slice(0, -1).split('\n');
  const [origin, sizeText, rootText] = lines;
  if (origin === undefined || sizeText === undefined || rootText === undefined) return undefined;
  if (!isOrigin(origin) || lines.includes('') || !/^(?:0|[1-9][0-9]{0,15})$/.test(sizeText)) return undefined;

  const size = Number(sizeText);
  const root = fromBase64(rootText);
  if (!Number.isSafeInteger(size) || root?.length !== HASH_BYTES) return undefined;
  return { origin, size, root };
}

/**
 * The signed form of a log's head. `sign` holds the private half of `key`.
 *
 * @throws RangeError when the key has another name than the log
 */
export function signCheckpoint(checkpoint: Checkpoint, key: NoteKey, sign: SignEd25519): string {
  if (checkpoint.origin !== key.name) throw new RangeError('a log is signed by the key of its name');
  return signNote(renderCheckpoint(checkpoint), key, sign);
}

/** The head in a note that the log's own key signed, else undefined: a key of another name says nothing about this log. */
export function openCheckpoint(verify: VerifyEd25519, note: string, key: NoteKey): Checkpoint | undefined {
  const text = openNote(verify, note, key);
  const checkpoint = text === undefined ? undefined : parseCheckpoint(text);
  return checkpoint?.origin === key.name ? checkpoint : undefined;
}

function isOrigin(origin: string): boolean {
  return origin.length > 0 && origin.isWellFormed() && !/[\0-\x1f]/.test(origin);
}
