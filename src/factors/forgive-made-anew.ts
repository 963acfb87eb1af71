import type { AccountId } from '../base/brands.ts';
import { forgiveGuesses } from '../limits/guesses.ts';
import type { World } from '../world.ts';

/** What was made anew has no failures: after a hundred it would stay shut for ever. */
export async function forgiveMadeAnew(world: World, accountId: AccountId, made: readonly ('totp' | 'codes')[]): Promise<void> {
  for (const kind of made) await forgiveGuesses(world, { authenticator: `${kind}:${accountId}`, pool: 'known' });
}
