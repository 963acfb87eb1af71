import { decodeFiveBits, encodeFiveBits, groupsOfFour } from './base32.ts';

/** 80 bits, so that a stolen list of hashes is worth nothing. */
export const RECOVERY_CODE_BYTES = 10;

/** Digits and letters without i, l, o, which look like digits, and u, which makes words. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 40 bits: told by voice, typed by somebody who knows the voice. */
export const VOICE_CODE_BYTES = 5;

/** Bytes in the letters that people read out and type. */
export function encodeSpoken(bytes: Uint8Array): string {
  return encodeFiveBits(bytes, ALPHABET);
}

/** A voice code as it was typed: `xxxx-xxxx`; undefined for what is none. */
export function parseVoiceCode(text: string): string | undefined {
  const symbols = text.length > MAX_TYPED_LENGTH ? '' : symbolsOf(text);
  const bytes = symbols.length === (VOICE_CODE_BYTES * 8) / 5 ? decodeFiveBits(symbols, ALPHABET) : undefined;
  return bytes === undefined ? undefined : groupsOfFour(encodeSpoken(bytes), '-');
}

/** Longest text that is looked at as a code: sixteen characters, and a blank or dash after each. */
const MAX_TYPED_LENGTH = 64;

/**
 * Ten random bytes as a code that people can print, read out and type: `xxxx-xxxx-xxxx-xxxx`.
 *
 * @throws RangeError when there are not ten bytes
 */
export function renderRecoveryCode(bytes: Uint8Array): string {
  if (bytes.length !== RECOVERY_CODE_BYTES) throw new RangeError('a recovery code has ten bytes');
  return groupsOfFour(encodeFiveBits(bytes, ALPHABET), '-');
}

/**
 * The one text of a code that someone typed, or undefined: case, blanks and dashes do not matter, and what looks like a
 * digit is that digit (o, i, l). Every text stands for one code at most, so that this gives no further guesses away.
 */
export function parseRecoveryCode(text: string): string | undefined {
  if (text.length > MAX_TYPED_LENGTH) return undefined;
  const symbols = symbolsOf(text);
  if (symbols.length !== (RECOVERY_CODE_BYTES * 8) / 5) return undefined;

  const bytes = decodeFiveBits(symbols, ALPHABET);
  return bytes === undefined ? undefined : renderRecoveryCode(bytes);
}

function symbolsOf(text: string): string {
  // Printers and word processors turn a hyphen into another dash (U+2010 to U+2015, U+2212).
  return text
    .replace(/[ \t\r\n\u00a0\u2010-\u2015\u2212-]/g, '')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
}
