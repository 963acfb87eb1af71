import type { Brand } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';

/** A name as its owner wrote it. */
export type Username = Brand<string, 'Username'>;

/** What two names share when they differ only in case, `-`, `_` or `.`. */
export type UsernameKey = Brand<string, 'UsernameKey'>;

const MAX_LENGTH = 50;

/**
 * A user name: ASCII letters, digits, dot, hyphen, underscore; begins and ends with a letter or digit; 2 to 50 characters.
 *
 * @throws Refusal `account.bad-username`
 */
export function parseUsername(text: string): Username {
  const isShaped = text.length >= 2 && text.length <= MAX_LENGTH && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text) && /[A-Za-z0-9]$/.test(text);
  if (isShaped) return text as Username;
  throw new Refusal(
    'invalid',
    'account.bad-username',
    `Choose a user name of 2 to ${MAX_LENGTH} letters, digits, dots, hyphens or underscores that begins and ends with a letter or digit.`,
    { field: 'username' },
  );
}

/** The key by which names collide; any text has one, so that looking up never fails. */
export function usernameKey(text: string): UsernameKey {
  return text.toLowerCase().replace(/[-_.]/g, '') as UsernameKey;
}
