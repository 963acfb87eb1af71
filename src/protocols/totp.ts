import { encodeBase32 } from './base32.ts';
import type { HmacSha1 } from './hashing.ts';

/** Time of one step; together with SHA-1 and six digits the only setting that every authenticator app follows. */
export const TOTP_STEP_SECONDS = 30;

/** A secret as long as the hash's output (RFC 4226 section 4, R6). */
export const TOTP_SECRET_BYTES = 20;

/** What authenticator apps show. */
export const TOTP_DIGITS = 6;

/** Longest text that is looked at as a code; people may put spaces into one. */
const MAX_TYPED_LENGTH = 32;

/** How far off a clock may be for the set-up page to say so: five minutes. */
const SKEW_STEPS = 10;

/** The number of the step that a time lies in. `now` in milliseconds. See RFC 6238 section 4.2. */
export function stepAt(now: number): number {
  return Math.floor(now / (TOTP_STEP_SECONDS * 1_000));
}

/**
 * The six digits of a step.
 *
 * @throws RangeError when the step is negative or not a safe integer
 * @see RFC 4226, section 5.3; RFC 6238, section 4
 */
export function totpCode(hmacSha1: HmacSha1, secret: Uint8Array, step: number): string {
  if (!Number.isSafeInteger(step) || step < 0) throw new RangeError(`${step} is not a step`);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));

  const mac = hmacSha1(secret, new Uint8Array(counter.buffer));
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const truncated = new DataView(mac.buffer, mac.byteOffset, mac.byteLength).getUint32(offset) & 0x7fff_ffff;
  return String(truncated % 10 ** TOTP_DIGITS).padStart(TOTP_DIGITS, '0');
}

/**
 * The step whose code this is: the current one or the one before, or undefined. Both are always computed and compared to
 * the end. The caller then claims the step; a code of both steps (one in a million) claims the newer, which ends both.
 * `code` as `normalizeTotpCode` gives it, `now` in milliseconds.
 *
 * @see RFC 6238, section 5.2
 */
export function findAcceptedStep(hmacSha1: HmacSha1, secret: Uint8Array, code: string, now: number): number | undefined {
  const current = stepAt(now);
  const before = Math.max(0, current - 1);
  const isBefore = isSameCode(totpCode(hmacSha1, secret, before), code);
  const isCurrent = isSameCode(totpCode(hmacSha1, secret, current), code);
  if (isCurrent) return current;
  return isBefore ? before : undefined;
}

/**
 * Whether a code that is not accepted would have been within five minutes of now. Only for the hint "set your phone's
 * clock" while an app is being set up: at sign-in it would help to guess. `now` in milliseconds.
 */
export function isSkewed(hmacSha1: HmacSha1, secret: Uint8Array, code: string, now: number): boolean {
  if (findAcceptedStep(hmacSha1, secret, code, now) !== undefined) return false;
  const current = stepAt(now);
  let isNear = false;
  for (let step = Math.max(0, current - SKEW_STEPS); step <= current + SKEW_STEPS; step += 1) {
    isNear = isSameCode(totpCode(hmacSha1, secret, step), code) || isNear;
  }
  return isNear;
}

/** The six ASCII digits that someone typed, without the spaces, no-break spaces and line ends around and between them; else undefined. */
export function normalizeTotpCode(text: string): string | undefined {
  if (text.length > MAX_TYPED_LENGTH) return undefined;
  const digits = text.replace(/[ \t\r\n\u00a0]/g, '');
  return /^[0-9]{6}$/.test(digits) ? digits : undefined;
}

/** What an authenticator app is set up with: who issues the codes, for whom, from which secret. */
export interface TotpEnrolment {
  readonly issuer: string;
  readonly username: string;
  readonly secret: Uint8Array;
}

/**
 * The address behind the QR code. A colon parts issuer and user name even when it is escaped, so one inside a name
 * becomes a space.
 *
 * @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 */
export function totpUri(enrolment: TotpEnrolment): string {
  const issuer = escapeName(enrolment.issuer);
  const username = escapeName(enrolment.username);
  const secret = encodeBase32(enrolment.secret);
  return `otpauth://totp/${issuer}:${username}?secret=${secret}&issuer=${issuer}&algorithm=SHA1&digits=${TOTP_DIGITS}&period=${TOTP_STEP_SECONDS}`;
}

function escapeName(name: string): string {
  const plain = name
    .toWellFormed()
    .replace(/[:\s]+/g, ' ')
    .trim();
  // encodeURIComponent leaves five delimiters of RFC 3986 alone, which some apps read as such.
  return encodeURIComponent(plain).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function isSameCode(expected: string, given: string): boolean {
  let difference = expected.length ^ given.length;
  for (let at = 0; at < expected.length; at += 1) difference |= expected.charCodeAt(at) ^ given.charCodeAt(at);
  return difference === 0;
}
