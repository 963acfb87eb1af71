import type { AccountsTable } from '../schema/accounts.ts';
import type { Read } from '../world.ts';
import { isOperatorAccount } from './operators-store.ts';

/**
 * Whether a mailbox alone would open an operator's account: one without a second factor. No mail resets such an account, nor puts its
 * addresses back; two other operators let its owner back in, or a link that a command on the host made.
 */
export async function isMailTooLittle(read: Read, { id, needs_second_factor_at }: AccountsTable): Promise<boolean> {
  return needs_second_factor_at === null && (await isOperatorAccount(read, id));
}
