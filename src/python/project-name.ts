import type { Brand } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { STANDARD_LIBRARY_NAMES } from './standard-library-names.ts';

/** A project's name in its normal form: lower-case letters and digits with single `-` between them. One project, one text. */
export type ProjectName = Brand<string, 'ProjectName'>;

/** What a person typed: the normal form that identifies the project, and the spelling to show. */
export interface NamedProject {
  readonly name: ProjectName;
  readonly display: string;
}

/** Longest project name, in characters. */
export const MAX_PROJECT_NAME_LENGTH = 100;

const SPELLED = /^[A-Za-z0-9._-]+$/;
const NORMAL = /^[a-z0-9-]+$/;

/**
 * Reads a project name as people write it.
 *
 * @throws Refusal `upload.bad-name`
 * @see PEP 508, "Names"; PEP 503, "Normalized Names"
 */
export function parseProjectName(text: string): NamedProject {
  if (text === '') throw badName('The name of the project is missing: give one, for example sample-project.');
  if (text.length > MAX_PROJECT_NAME_LENGTH) {
    throw badName(`A project name has at most ${MAX_PROJECT_NAME_LENGTH} characters, this one has ${text.length}: choose a shorter one.`);
  }
  if (!SPELLED.test(text)) {
    throw badName('A project name may contain only the letters A to Z, digits, ".", "_" and "-": remove every other character.');
  }
  if (/^[._-]|[._-]$/.test(text)) {
    throw badName(`A project name must start and end with a letter or digit: change "${text}".`);
  }

  return { name: normalizeProjectName(text) as ProjectName, display: text };
}

/**
 * The normal form of a name: runs of `.`, `_` and `-` become one `-`, A to Z become lower-case. Says nothing about whether it is valid.
 *
 * @see PEP 503, "Normalized Names"
 */
export function normalizeProjectName(text: string): string {
  return lowerAscii(text.replace(/[-_.]+/g, '-'));
}

/** Whether a text is a valid name in its normal form; what comes from a URL is asked this before it is looked up. */
export function isProjectName(text: string): text is ProjectName {
  if (text.length > MAX_PROJECT_NAME_LENGTH || !NORMAL.test(text)) return false;
  return !text.startsWith('-') && !text.endsWith('-') && !text.includes('--');
}

/**
 * The name as it stands in filenames: `-` becomes `_`.
 *
 * @see PEP 625; the binary distribution format, "Escaping and Unicode"
 */
export function underscored(name: ProjectName): string {
  return name.replaceAll('-', '_');
}

/** A form that look-alike names share: no `.`, `_`, `-`, with `l` and `i` as `1` and `o` as `0`. Two projects of one form confuse people. */
export function ultranormalized(name: ProjectName): string {
  return name.replace(/[._-]/g, '').replace(/[li]/g, '1').replaceAll('o', '0');
}

/** Whether a module of Python's standard library, of today or of an earlier version, has this name. */
export function isStandardLibraryName(name: ProjectName): boolean {
  return STANDARD_LIBRARY_NAMES.has(name);
}

/** Only A to Z: `toLowerCase` alone would turn the Kelvin sign into a "k" and so make a valid name of an invalid one. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function badName(message: string): Refusal {
  return new Refusal('invalid', 'upload.bad-name', message, { field: 'name' });
}
