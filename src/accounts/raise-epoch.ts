import type { RowRef } from '../audit/tables.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId } from '../base/brands.ts';

export interface RaisedEpoch {
  readonly epoch: number;
  readonly changed: readonly RowRef[];
}

/**
 * Ends everything that hangs on the account's epoch: half states, sessions, known browsers, mailed links, unfinished enrolments
 * (B12). Whoever goes on, the session that did it, gets a new row with the new epoch.
 */
export async function raiseEpoch(tx: Write, accountId: AccountId): Promise<RaisedEpoch> {
  const { auth_epoch } = await tx
    .updateTable('accounts')
    .set((set) => ({ auth_epoch: set('auth_epoch', '+', 1) }))
    .where('id', '=', accountId)
    .returning('auth_epoch')
    .executeTakeFirstOrThrow();
  return { epoch: auth_epoch, changed: rows('accounts', [accountId]) };
}
