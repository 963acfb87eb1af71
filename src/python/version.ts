import { Refusal } from '../base/refusal.ts';
import { quote } from './quote.ts';

/** A number of any length without leading zeros, as its decimal digits: versions may hold commit times of 20 digits. */
type Digits = string;

/** A version that was read; `text` tells two versions apart as written, `canonical` as Python compares them. */
export interface Version {
  readonly epoch: Digits;
  /** At least one number. */
  readonly release: readonly Digits[];
  readonly pre: { readonly phase: 'a' | 'b' | 'rc'; readonly number: Digits } | undefined;
  readonly post: Digits | undefined;
  readonly dev: Digits | undefined;
  /** Parts of the local version: lower-case letters and digits; empty when there is none. */
  readonly local: readonly string[];
  /** The normal form: `v1.0-RC` is `1.0rc0`. */
  readonly text: string;
  /** The normal form without trailing zeros of the release: `1.0` and `1.0.0` are both `1`. Equal canonical forms are one version. */
  readonly canonical: string;
}

/** Longest version, in characters. */
export const MAX_VERSION_LENGTH = 128;

const PATTERN =
  /^v?(?:(?<epoch>\d+)!)?(?<release>[\d.]*\d)(?:[-_.]?(?<phase>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<pre>\d*))?(?:-(?<dash>\d+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\d*))?(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\d*))?(?:\+(?<local>[a-z0-9._-]+))?$/;

const PHASES: Readonly<Record<string, 'a' | 'b' | 'rc'>> = {
  a: 'a',
  alpha: 'a',
  b: 'b',
  beta: 'b',
  c: 'rc',
  rc: 'rc',
  pre: 'rc',
  preview: 'rc',
};

/**
 * Reads a version in any spelling that PEP 440 allows; white space around it is ignored.
 *
 * @throws Refusal `upload.bad-version`
 * @see PEP 440, "Appendix B" and "Normalization"
 */
export function parseVersion(text: string): Version {
  const version = findVersion(text);
  if (version !== undefined) return version;

  if (text.trim() === '') throw badVersion('The version is missing: give one, for example 1.0.');
  if (text.length > MAX_VERSION_LENGTH) {
    throw badVersion(`A version has at most ${MAX_VERSION_LENGTH} characters, this one has ${text.length}: shorten it.`);
  }
  throw badVersion(`${quote(text)} is not a version in the sense of PEP 440: write it like 1.0, 1.0rc1 or 1.0.post1.`);
}

/** The version that a text spells, or undefined when it spells none. */
export function findVersion(text: string): Version | undefined {
  if (text.length > MAX_VERSION_LENGTH) return undefined;
  // Lower-case of ASCII only: other letters must stay what they are, and the pattern refuses them.
  const groups = PATTERN.exec(text.trim().replace(/[A-Z]+/g, (letters) => letters.toLowerCase()))?.groups;
  if (groups === undefined) return undefined;

  const release = (groups['release'] ?? '').split('.');
  const local = groups['local']?.split(/[-_.]/) ?? [];
  if (release.includes('') || local.includes('')) return undefined;

  const phase = PHASES[groups['phase'] ?? ''];
  const post = groups['dash'] ?? (groups['post'] === undefined ? undefined : groups['postNumber']);
  const parts = {
    epoch: digits(groups['epoch']),
    release: release.map(digits),
    pre: phase === undefined ? undefined : { phase, number: digits(groups['pre']) },
    post: post === undefined ? undefined : digits(post),
    dev: groups['dev'] === undefined ? undefined : digits(groups['devNumber']),
    local: local.map((part) => (isNumber(part) ? digits(part) : part)),
  };
  return { ...parts, text: write(parts), canonical: write({ ...parts, release: withoutTrailingZeros(parts.release) }) };
}

/**
 * Less than, equal to or greater than zero, as the first version comes before, is the same as, or comes after the second.
 *
 * @see PEP 440, "Summary of permitted suffixes and relative ordering"
 */
export function compareVersions(first: Version, second: Version): number {
  return (
    compareDigits(first.epoch, second.epoch) ||
    compareReleases(first.release, second.release) ||
    phaseRank(first) - phaseRank(second) ||
    compareDigits(first.pre?.number ?? '0', second.pre?.number ?? '0') ||
    compareOptional(first.post, second.post, -1) ||
    compareOptional(first.dev, second.dev, 1) ||
    compareLocals(first.local, second.local)
  );
}

/** Whether installers leave it out unless they are asked for it: an alpha, beta, candidate or development version. */
export function isPrerelease(version: Version): boolean {
  return version.pre !== undefined || version.dev !== undefined;
}

function write(parts: Omit<Version, 'text' | 'canonical'>): string {
  const epoch = parts.epoch === '0' ? '' : `${parts.epoch}!`;
  const pre = parts.pre === undefined ? '' : `${parts.pre.phase}${parts.pre.number}`;
  const post = parts.post === undefined ? '' : `.post${parts.post}`;
  const dev = parts.dev === undefined ? '' : `.dev${parts.dev}`;
  const local = parts.local.length === 0 ? '' : `+${parts.local.join('.')}`;
  return `${epoch}${parts.release.join('.')}${pre}${post}${dev}${local}`;
}

function withoutTrailingZeros(release: readonly Digits[]): readonly Digits[] {
  const last = release.findLastIndex((number) => number !== '0');
  return release.slice(0, Math.max(last, 0) + 1);
}

/** A development version of a final comes before its alphas; a development version of a post-release does not. */
function phaseRank(version: Version): number {
  if (version.pre !== undefined) return { a: 1, b: 2, rc: 3 }[version.pre.phase];
  return version.dev !== undefined && version.post === undefined ? 0 : 4;
}

function compareReleases(first: readonly Digits[], second: readonly Digits[]): number {
  for (let at = 0; at < Math.max(first.length, second.length); at += 1) {
    const order = compareDigits(first[at] ?? '0', second[at] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

/** `absent` is -1 when no number comes before every number, 1 when it comes after. */
function compareOptional(first: Digits | undefined, second: Digits | undefined, absent: -1 | 1): number {
  if (first === undefined && second === undefined) return 0;
  if (first === undefined) return absent;
  if (second === undefined) return -absent;
  return compareDigits(first, second);
}

function compareLocals(first: readonly string[], second: readonly string[]): number {
  for (let at = 0; at < Math.min(first.length, second.length); at += 1) {
    const order = compareLocalParts(first[at] ?? '', second[at] ?? '');
    if (order !== 0) return order;
  }
  return first.length - second.length;
}

function compareLocalParts(first: string, second: string): number {
  if (isNumber(first) && isNumber(second)) return compareDigits(first, second);
  if (isNumber(first)) return 1;
  if (isNumber(second)) return -1;
  return compareTexts(first, second);
}

function compareDigits(first: Digits, second: Digits): number {
  return first.length - second.length || compareTexts(first, second);
}

function compareTexts(first: string, second: string): number {
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

function digits(text: string | undefined): Digits {
  return text?.replace(/^0+(?=\d)/, '') || '0';
}

function isNumber(part: string): boolean {
  return /^\d+$/.test(part);
}

function badVersion(message: string): Refusal {
  return new Refusal('invalid', 'upload.bad-version', message, { field: 'version' });
}
