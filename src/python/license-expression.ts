import { Refusal } from '../base/refusal.ts';
import spdx from './data/spdx.json' with { type: 'json' };
import { quote } from './quote.ts';

/** Longest expression, in characters. */
export const MAX_LICENSE_EXPRESSION_LENGTH = 2_000;

const LICENSES = byLowerCase(spdx.licenses);
const EXCEPTIONS = byLowerCase(spdx.exceptions);
const REFERENCE = /^licenseref-([A-Za-z0-9.-]+)$/i;

/**
 * The normal text of an SPDX expression: ids in their official spelling, operators in capitals, single blanks.
 *
 * @throws Refusal `upload.unknown-license`
 * @see PEP 639, "License-Expression"
 */
export function parseLicenseExpression(text: string): string {
  if (text.length > MAX_LICENSE_EXPRESSION_LENGTH) {
    throw bad(`has at most ${MAX_LICENSE_EXPRESSION_LENGTH} characters, this one has ${text.length}: shorten it`);
  }
  const words = text
    .replace(/[()]/g, ' $& ')
    .split(/\s+/)
    .filter((word) => word !== '');
  const reading: Reading = { written: [], open: 0, wants: 'license' };
  for (const word of words) {
    if (takeMark(reading, word)) reading.written.push(word.toUpperCase());
    else if (reading.wants === 'operator') throw unreadable(text);
    else takeId(reading, word);
  }
  if (reading.open > 0 || reading.wants !== 'operator') throw unreadable(text);
  return reading.written.join(' ').replaceAll('( ', '(').replaceAll(' )', ')');
}

interface Reading {
  readonly written: string[];
  /** Parentheses that are open. */
  open: number;
  wants: 'license' | 'operator' | 'exception';
}

/** Parentheses and operators, where they may stand. */
function takeMark(reading: Reading, word: string): boolean {
  const lowered = word.toLowerCase();
  if (word === '(' && reading.wants === 'license') {
    reading.open += 1;
    return true;
  }
  if (reading.wants !== 'operator') return false;
  if (word === ')' && reading.open > 0) reading.open -= 1;
  else if (lowered === 'and' || lowered === 'or') reading.wants = 'license';
  else if (lowered === 'with' && isLicense(reading.written.at(-1), reading.written.at(-2))) reading.wants = 'exception';
  else return false;
  return true;
}

function takeId(reading: Reading, word: string): void {
  reading.written.push(reading.wants === 'exception' ? exceptionOf(word) : parseId(word));
  reading.wants = 'operator';
}

/** WITH stands right behind one license, not behind parentheses or another exception. */
function isLicense(last: string | undefined, before: string | undefined): boolean {
  return last !== undefined && last !== ')' && before !== 'WITH';
}

function parseId(word: string): string {
  const reference = REFERENCE.exec(word)?.[1];
  if (reference !== undefined) return `LicenseRef-${reference}`;
  const base = word.endsWith('+') ? word.slice(0, -1) : word;
  const id = LICENSES.get(base.toLowerCase());
  if (id !== undefined) return word.endsWith('+') ? `${id}+` : id;
  throw bad(`names ${quote(word)}, which is no SPDX license: use an id of the SPDX list or "LicenseRef-" and a name`);
}

function exceptionOf(word: string): string {
  const id = EXCEPTIONS.get(word.toLowerCase());
  if (id !== undefined) return id;
  throw bad(`names ${quote(word)}, which is no SPDX exception: use an id of the SPDX list`);
}

function byLowerCase(ids: readonly string[]): ReadonlyMap<string, string> {
  return new Map(ids.map((id) => [id.toLowerCase(), id]));
}

function unreadable(text: string): Refusal {
  return bad(`can not be ${quote(text)}: write SPDX ids with AND, OR, WITH and parentheses between them`);
}

function bad(complaint: string): Refusal {
  return new Refusal('invalid', 'upload.unknown-license', `License-Expression ${complaint}.`, { field: 'license_expression' });
}
