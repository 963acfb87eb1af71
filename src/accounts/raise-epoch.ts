import { sessionEnded } from '../audit/session-ended.ts';
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
 * (B12). Whoever goes on, the session that did it, gets a new row with the new epoch; it passes its own as `from`, so that a session
 * that another act ended meanwhile changes nothing.
 *
 * @throws Refusal `session.ended`
 */
export async function raiseEpoch(tx: Write, accountId: AccountId, from?: number): Promise<RaisedEpoch> {
  let raise = tx
    .updateTable('accounts')
    .set((set) => ({ auth_epoch: set('auth_epoch', '+', 1) }))
    .where('id', '=', accountId);
  if (from !== undefined) raise = raise.where('auth_epoch', '=', from).where('frozen_at', 'is', null);
  const raised = await raise.returning('auth_epoch').executeTakeFirst();
  if (raised === undefined) throw sessionEnded();
  return { epoch: raised.auth_epoch, changed: rows('accounts', [accountId]) };
}
