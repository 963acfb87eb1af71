import { Refusal } from '../base/refusal.ts';

/** Longest description of a token, in characters. */
export const MAX_DESCRIPTION_LENGTH = 100;

/** Control characters, and those that turn the direction of what follows: a description may not lie about the sentence around it. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Where a new token may work: everywhere its owner may, or in one project. */
export type TokenScope = { readonly kind: 'user' } | { readonly kind: 'project'; readonly name: string };

/**
 * What the token is for, in its owner's words; blanks around it do not count.
 *
 * @throws Refusal `token.bad-description`
 */
export function parseDescription(text: string): string {
  const description = text.trim().normalize('NFC');
  if (description === '') throw badDescription('Write what the token is for, such as the place where it will be used.');
  if ([...description].length > MAX_DESCRIPTION_LENGTH)
    throw badDescription(`Describe the token in at most ${MAX_DESCRIPTION_LENGTH} characters.`);
  if (UNPRINTABLE.test(description))
    throw badDescription('The description has characters that cannot be seen. Write it anew, in plain text.');
  return description;
}

/**
 * The field `token_scope`: `scope:user` or `scope:project:<name>`. Whether there is such a project of the person is asked later.
 *
 * @throws Refusal `token.no-scope`
 */
export function parseScope(text: string): TokenScope {
  if (text === 'scope:user') return { kind: 'user' };
  const name = /^scope:project:([a-z0-9-]{1,100})$/.exec(text)?.[1];
  if (name !== undefined) return { kind: 'project', name };
  throw new Refusal('invalid', 'token.no-scope', 'Choose where the token may work.', { field: 'token_scope' });
}

function badDescription(sentence: string): Refusal {
  return new Refusal('invalid', 'token.bad-description', sentence, { field: 'description' });
}
