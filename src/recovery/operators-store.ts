import type { AccountId } from '../base/brands.ts';
import type { Read } from '../world.ts';

/** Operators who were made such before a time (D2). */
export async function listOperators(read: Read, grantedBefore: number): Promise<readonly AccountId[]> {
  const found = read.selectFrom('operators').select('account_id').where('granted_at', '<=', grantedBefore).orderBy('account_id');
  return (await found.execute()).map((row) => row.account_id);
}

/** Whoever wrote the row: more is asked of an operator, never less. */
export async function isOperatorAccount(read: Read, accountId: AccountId): Promise<boolean> {
  return (await read.selectFrom('operators').select('account_id').where('account_id', '=', accountId).executeTakeFirst()) !== undefined;
}

/** Whether an account is the one operator that there is. */
export async function isLastOperator(read: Read, accountId: AccountId): Promise<boolean> {
  const operators = await read.selectFrom('operators').select('account_id').execute();
  return operators.length === 1 && operators[0]?.account_id === accountId;
}
