import { Refusal } from '../base/refusal.ts';
import { quote } from './quote.ts';
import type { RuleSet } from './upload-rules.ts';

const ADDRESS = /^[^\s@<>(),;:\\"[\]]+@([^\s@<>(),;:\\"[\]]+)$/;
/** A quoted part, or anything up to the comma behind the first address. */
const FIRST = /^(?:"(?:[^"\\]|\\.)*"|[^",])*/;

/**
 * Looks at the first address of a field such as `Ada <ada@example.org>, Bob <bob@example.org>`; a name without one is fine only as
 * `Ada <>`. A domain without a dot is one on a company's own network.
 *
 * @throws Refusal `upload.bad-metadata`
 */
export function checkContact(field: string, header: string, written: string, rules: RuleSet): void {
  const first = (FIRST.exec(written)?.[0] ?? '').trim();
  const [, inBrackets] = /<([^<>]*)>$/.exec(first) ?? [];
  const address = (inBrackets ?? first).trim();
  if (address === '') return;
  const domain = ADDRESS.exec(address)?.[1];
  if (domain !== undefined && isDomain(domain) && (rules === 'private' || domain.includes('.'))) return;
  const sentence = `${header} begins with ${quote(address)}, which is no mail address: write it like Ada <ada@example.org>.`;
  throw new Refusal('invalid', 'upload.bad-metadata', sentence, { field });
}

function isDomain(text: string): boolean {
  return text.split('.').every((label) => label !== '' && !label.startsWith('-') && !label.endsWith('-'));
}
