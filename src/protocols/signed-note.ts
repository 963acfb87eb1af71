import { concat, toHex, utf8 } from '../base/bytes.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { Sha256, SignEd25519, VerifyEd25519 } from './hashing.ts';

const MAX_NOTE_LENGTH = 131_072;
const MAX_SIGNATURES = 64;

const ED25519 = new Uint8Array([1]);
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const KEY_HASH_BYTES = 4;

/** No blank of any script, U+0085 included, and no plus. */
const KEY_NAME = /^[^\s\u0085+]+$/;
const SIGNATURE_LINE = /^\u2014 ([^ ]+) ([^ ]+)$/;
const VKEY = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/;

/** An Ed25519 key by the name that its notes carry. Make it with `noteKey` or `parseVkey`. */
export interface NoteKey {
  readonly name: string;
  /** 4 bytes that tell keys of one name apart; no protection. */
  readonly keyHash: Uint8Array;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyHash: Uint8Array;
  /** 64 bytes for Ed25519; other kinds of keys have other lengths. */
  readonly signature: Uint8Array;
}

/** A note as it is written; its text means nothing before a signature was verified. */
export interface SignedNote {
  /** Ends with a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/**
 * A key by its name; a name is best an address without its scheme.
 *
 * @throws RangeError when the name is empty or has a blank or a plus, or the key has not 32 bytes
 * @see C2SP signed-note
 */
export function noteKey(sha256: Sha256, name: string, publicKey: Uint8Array): NoteKey {
  if (!isKeyName(name)) throw new RangeError('the name of a key has no blanks and no plus');
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new RangeError('an Ed25519 key has 32 bytes');
  const keyHash = sha256(utf8(`${name}\n`), ED25519, publicKey).slice(0, KEY_HASH_BYTES);
  return { name, keyHash, publicKey };
}

/** The verifier key as a text that people pass on: `name+hash+key`. */
export function renderVkey(key: NoteKey): string {
  return `${key.name}+${toHex(key.keyHash)}+${toBase64(concat(ED25519, key.publicKey))}`;
}

/** Reads a verifier key; undefined unless it is an Ed25519 key in its one spelling whose hash is right. */
export function parseVkey(sha256: Sha256, text: string): NoteKey | undefined {
  if (text.length > MAX_NOTE_LENGTH) return undefined;
  const [, name, , encoded] = VKEY.exec(text) ?? [];
  const bytes = fromBase64(encoded ?? '');
  if (name === undefined || !isKeyName(name) || bytes?.length !== 1 + PUBLIC_KEY_BYTES) return undefined;

  const key = noteKey(sha256, name, bytes.slice(1));
  return renderVkey(key) === text ? key : undefined;
}

/**
 * A note with one signature. `sign` holds the private half of `key`.
 *
 * @throws RangeError when the text does not end with a newline or has other control characters
 */
export function signNote(text: string, key: NoteKey, sign: SignEd25519): string {
  checkText(text);
  return renderNote({ text, signatures: [{ name: key.name, keyHash: key.keyHash, signature: sign(utf8(text)) }] });
}

/** The form of a note with signatures that were made elsewhere. */
export function renderNote(note: SignedNote): string {
  const lines = note.signatures.map(({ name, keyHash, signature }) => `\u2014 ${name} ${toBase64(concat(keyHash, signature))}\n`);
  return `${note.text}\n${lines.join('')}`;
}

/** Reads a note without believing it; undefined for anything that is not exactly in the form of C2SP signed-note. */
export function parseNote(note: string): SignedNote | undefined {
  if (note.length > MAX_NOTE_LENGTH || !isText(note)) return undefined;
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0) return undefined;

  const lines = note.slice(blank + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignature(line);
    if (signature === undefined) return undefined;
    signatures.push(signature);
  }
  return { text: note.slice(0, blank + 1), signatures };
}

/**
 * The text of a note that the key signed, else undefined. Signatures of other keys are ignored; a wrong one under this key's
 * name and hash spoils the note, even beside a right one.
 */
export function openNote(verify: VerifyEd25519, note: string, key: NoteKey): string | undefined {
  const parsed = parseNote(note);
  if (parsed === undefined) return undefined;

  const own = parsed.signatures.filter(({ name, keyHash }) => name === key.name && toHex(keyHash) === toHex(key.keyHash));
  const isSigned = own.every(
    ({ signature }) => signature.length === SIGNATURE_BYTES && verify(key.publicKey, utf8(parsed.text), signature),
  );
  return own.length > 0 && isSigned ? parsed.text : undefined;
}

function parseSignature(line: string): NoteSignature | undefined {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = fromBase64(encoded ?? '');
  if (name === undefined || !isKeyName(name) || bytes === undefined || bytes.length <= KEY_HASH_BYTES) return undefined;
  return { name, keyHash: bytes.slice(0, KEY_HASH_BYTES), signature: bytes.slice(KEY_HASH_BYTES) };
}

function checkText(text: string): void {
  if (!isText(text)) throw new RangeError('the text of a note ends with a newline and has no other control characters');
}

function isText(text: string): boolean {
  return text.endsWith('\n') && text.isWellFormed() && !/[\0-\x09\x0b-\x1f]/.test(text);
}

function isKeyName(name: string): boolean {
  return KEY_NAME.test(name) && name.isWellFormed() && !/[\0-\x1f]/.test(name);
}
