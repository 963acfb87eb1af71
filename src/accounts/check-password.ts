import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import type { Secret } from '../base/secret.ts';
import { isPassword } from '../crypto/password-hash.ts';
import type { SealPlace } from '../crypto/seal.ts';
import { forgiveGuesses, guessesOfName, spendGuess } from '../limits/guesses.ts';
import { MOST_GUESSES, type Pool } from '../limits/judge-guess.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { tellAccount } from './notices/tell-account.ts';
import { disablePassword, findPassword } from './store.ts';
import { usernameKey } from './username.ts';

export type PasswordVerdict =
  | { readonly result: 'right' }
  | { readonly result: 'wrong' }
  | { readonly result: 'wait'; readonly until: Millis };

export interface PasswordAttempt {
  /** Undefined for a name that nobody has: costs the same, is always wrong. */
  readonly accountId: AccountId | undefined;
  readonly typedName: string;
  readonly password: Secret;
  readonly pool: Pool;
  readonly visit: Pick<Visit, 'network'>;
}

/** Where a password's hash is sealed to. */
export function passwordPlace(accountId: string): SealPlace {
  return { table: 'passwords', column: 'sealed', rowId: accountId, ownerId: accountId };
}

/**
 * Whether this is the account's password. A guess is spent first (B4), the same time passes for names that nobody has (law 8), and
 * after the hundredth evaluated failure the password opens nothing until it is set anew; then every answer is to wait.
 */
export async function checkPassword(world: World, attempt: PasswordAttempt): Promise<PasswordVerdict> {
  const { accountId, pool } = attempt;
  const authenticator = accountId === undefined ? guessesOfName(world, usernameKey(attempt.typedName)) : `password:${accountId}`;
  const spent = await spendGuess(world, { authenticator, pool });
  if (!spent.allowed) return { result: 'wait', until: spent.until };

  const row = accountId === undefined ? undefined : await findPassword(world.read, accountId);
  const sealed = row?.disabled_at === null ? row.sealed : undefined;
  const isRight = await isPassword(world, passwordPlace(accountId ?? ''), sealed, {
    password: attempt.password,
    network: attempt.visit.network,
  });
  if (isRight) {
    await forgiveGuesses(world, { authenticator, pool });
    return { result: 'right' };
  }
  if (spent.disabledNow && accountId !== undefined && row !== undefined) await disable(world, accountId);
  return { result: 'wrong' };
}

async function disable(world: World, accountId: AccountId): Promise<void> {
  await act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await disablePassword(tx, accountId, now);
    const details = { failures: MOST_GUESSES };
    await tellAccount(world, tx, { who: { accountId }, notice: { kind: 'password-disabled', ...details }, visit: undefined, now });
    return {
      result: undefined,
      events: [{ kind: 'account.password-disabled', subjects: [ofAccount(accountId)], details, rows: rows('passwords', [accountId]) }],
    };
  });
}
