import { Refusal } from '../base/refusal.ts';

const MAX_LENGTH = 100;

/**
 * A full name, optional: up to 100 characters in one line, no link in it.
 *
 * @throws Refusal `account.bad-name`
 */
export function parseFullName(text: string): string {
  const name = text.trim().normalize('NFC');
  const isFine =
    [...name].length <= MAX_LENGTH &&
    name.isWellFormed() &&
    !name.includes('://') &&
    !/[\u0000-\u001f\u007f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(name);
  if (isFine) return name;
  throw new Refusal(
    'invalid',
    'account.bad-name',
    `Write a name of at most ${MAX_LENGTH} characters, without links and invisible characters.`,
    { field: 'name' },
  );
}
