import { Refusal } from '../base/refusal.ts';
import { isMarker } from './marker.ts';
import { quote } from './quote.ts';
import { parseSpecifierSet } from './specifier-set.ts';

/** What a distribution depends on. */
export interface Requirement {
  /** As written. */
  readonly name: string;
  /** Set for a direct reference. */
  readonly url: string | undefined;
  /** The normal text: extras and specifiers sorted, no needless blanks; the marker as written. */
  readonly text: string;
}

/** Longest requirement, in characters. */
export const MAX_REQUIREMENT_LENGTH = 4_096;

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const HEAD = new RegExp(`^[ \\t]*(${NAME})(?![A-Za-z0-9._-])[ \\t]*(?:\\[([^\\]]*)\\])?[ \\t]*`);
const EXTRA = new RegExp(`^${NAME}$`);

/**
 * Reads a requirement: a name, extras, then version specifiers or a URL, then a marker.
 *
 * @throws Refusal `upload.bad-requirement`
 * @see PEP 508
 */
export function parseRequirement(written: string): Requirement {
  if (written.length > MAX_REQUIREMENT_LENGTH) {
    throw bad(written, `it has at most ${MAX_REQUIREMENT_LENGTH} characters, this one has ${written.length}`);
  }
  const head = HEAD.exec(written);
  const [all = '', name = '', inBrackets] = head ?? [];
  if (head === null) throw bad(written, 'start it with the name of a project');
  const extras = parseExtras(written, inBrackets);
  const rest = written.slice(all.length);
  const { what, marker } = rest.startsWith('@') ? cutUrl(written, rest.slice(1)) : cutSpecifiers(written, rest);
  if (marker !== undefined && !isMarker(marker)) throw bad(written, 'its marker can not be read');
  const named = extras.length === 0 ? name : `${name}[${extras.join(',')}]`;
  const url = rest.startsWith('@') ? what : undefined;
  const plain = url === undefined ? `${named}${what}` : `${named} @ ${url}${marker === undefined ? '' : ' '}`;
  return { name, url, text: marker === undefined ? plain : `${plain}; ${marker.trim()}` };
}

function parseExtras(written: string, inBrackets: string | undefined): readonly string[] {
  if (inBrackets === undefined || inBrackets.trim() === '') return [];
  const extras = inBrackets.split(',').map((extra) => extra.trim());
  if (!extras.every((extra) => EXTRA.test(extra))) throw bad(written, 'write extras like [one,two]');
  return [...new Set(extras)].sort();
}

interface Cut {
  readonly what: string;
  readonly marker: string | undefined;
}

/** A URL ends at a blank: a semicolon belongs to it. */
function cutUrl(written: string, rest: string): Cut {
  const [, url = '', after = ''] = /^[ \t]*([^ \t]+)[ \t]*(.*)$/s.exec(rest) ?? [];
  if (url === '') throw bad(written, 'give a URL behind "@"');
  if (after === '') return { what: url, marker: undefined };
  if (!after.startsWith(';')) throw bad(written, 'put nothing but a blank, ";" and a marker behind the URL');
  return { what: url, marker: after.slice(1) };
}

function cutSpecifiers(written: string, rest: string): Cut {
  const at = rest.indexOf(';');
  const specifiers = at === -1 ? rest : rest.slice(0, at);
  const inside = /^\((.*)\)[ \t]*$/s.exec(specifiers)?.[1] ?? specifiers;
  if (/[^\S \t]/.test(inside)) throw bad(written, 'write it on one line');
  // A comma at the end is nothing to PEP 508 but passes in sets of specifiers.
  if (/^\s*,|,\s*,/.test(inside)) throw bad(written, 'write version specifiers like >=1.0,<2');
  try {
    return { what: parseSpecifierSet(inside), marker: at === -1 ? undefined : rest.slice(at + 1) };
  } catch (cause) {
    throw bad(written, 'write version specifiers like >=1.0,<2 behind the name', cause);
  }
}

function bad(written: string, todo: string, cause?: unknown): Refusal {
  const sentence = `${quote(written, 120)} is no requirement in the sense of PEP 508: ${todo}.`;
  return new Refusal('invalid', 'upload.bad-requirement', sentence, { field: 'requires_dist', cause });
}
