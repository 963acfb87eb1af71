import { Refusal } from '../base/refusal.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import type { World } from '../world.ts';

/**
 * Spends one of the five mails a day that strangers may cause at one account, or at one address that has none (A6). False means:
 * send nothing, and let the stranger see no difference. The same statement runs for addresses with and without an account (law 8).
 */
export async function mayMailToday(world: World, whose: string): Promise<boolean> {
  try {
    await spendLimit(world, 'mail-account', whose);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'too-many') return false;
    throw error;
  }
}
