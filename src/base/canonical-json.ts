/** What an event may hold: JSON with integers only, so that every implementation writes the same bytes. */
export type Canonical = null | boolean | number | string | readonly Canonical[] | { readonly [key: string]: Canonical | undefined };

/**
 * The one text of a value: RFC 8785 (JCS) restricted to integers within 2^53 and NFC strings. Undefined members are left out.
 *
 * @throws TypeError when a number is no safe integer or a string holds a lone surrogate
 */
export function canonicalJson(value: Canonical): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map((item: Canonical) => canonicalJson(item)).join(',')}]`;
  return canonicalObject(value as { readonly [key: string]: Canonical | undefined });
}

function canonicalNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} has no canonical form: only integers within 2^53`);
  return String(value === 0 ? 0 : value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no canonical form');
  return JSON.stringify(value.normalize('NFC'));
}

function canonicalObject(value: { readonly [key: string]: Canonical | undefined }): string {
  const members: string[] = [];
  // The default order compares UTF-16 code units, as RFC 8785 section 3.2.3 asks.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${canonicalString(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}
