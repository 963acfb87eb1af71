import { Refusal } from '../base/refusal.ts';
import { quote } from './quote.ts';
import { findVersion } from './version.ts';

/** Longest set of specifiers, in characters. */
export const MAX_SPECIFIER_SET_LENGTH = 1_024;

const SPECIFIER = /^(===|==|!=|<=|>=|~=|<|>)\s*([\u0021-\u007e]+)$/;

/**
 * The normal text of a set of version specifiers such as `>=3.8, !=3.9.*`: sorted, each once, no spaces.
 *
 * @throws Refusal `upload.bad-specifier`
 * @see PEP 440, "Version specifiers"
 */
export function parseSpecifierSet(text: string): string {
  if (text.length > MAX_SPECIFIER_SET_LENGTH) {
    throw badSpecifier(`Version specifiers have at most ${MAX_SPECIFIER_SET_LENGTH} characters, these have ${text.length}: shorten them.`);
  }

  const specifiers = text.split(',').map((written) => written.trim());
  return [...new Set(specifiers.filter((written) => written !== '').map(parseSpecifier))].sort().join(',');
}

function parseSpecifier(written: string): string {
  const [, operator = '', version = ''] = SPECIFIER.exec(written) ?? [];
  if (!fits(operator, version)) {
    throw badSpecifier(`${quote(written)} is no version specifier in the sense of PEP 440: write it like >=3.8 or ==3.*.`);
  }
  return operator + version;
}

function fits(operator: string, text: string): boolean {
  if (operator === '===') return !/[;()]/.test(text);

  const isWildcard = text.endsWith('.*');
  const version = findVersion(isWildcard ? text.slice(0, -2) : text);
  if (version === undefined) return false;

  if (operator === '==' || operator === '!=') {
    const isRelease = (version.pre ?? version.post ?? version.dev) === undefined && version.local.length === 0;
    return isRelease || !isWildcard;
  }
  if (isWildcard || version.local.length > 0) return false;
  return operator !== '~=' || version.release.length > 1;
}

function badSpecifier(message: string): Refusal {
  return new Refusal('invalid', 'upload.bad-specifier', message);
}
