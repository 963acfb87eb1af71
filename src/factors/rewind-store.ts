import type { Write } from '../audit/write.ts';
import type { AccountId, AppId, KeyId, Millis } from '../base/brands.ts';

/** Takes out what was set up after a time; gives the ids. */
export async function dropAppsSince(tx: Write, accountId: AccountId, since: number): Promise<AppId[]> {
  const made = tx.deleteFrom('totp_apps').where('account_id', '=', accountId).where('made_at', '>', since);
  return (await made.returning('id').execute()).map(({ id }) => id);
}

/** Passkeys set up after a time are gone, without the power to stop that a removed one keeps; those whose removal was asked for since then stay. Gives the ids of both. */
export async function rewindKeys(
  tx: Write,
  accountId: AccountId,
  since: number,
): Promise<{ readonly gone: KeyId[]; readonly kept: KeyId[] }> {
  const ofAccount = tx.updateTable('webauthn_keys').where('account_id', '=', accountId);
  const gone = ofAccount.set({ leaves_at: 0 }).where('made_at', '>', since);
  const kept = ofAccount.set({ leaves_at: null }).where('made_at', '<=', since).where('leaves_at', '>=', since);
  const ids = (rows: { id: KeyId }[]): KeyId[] => rows.map(({ id }) => id);
  return { gone: ids(await gone.returning('id').execute()), kept: ids(await kept.returning('id').execute()) };
}

/** Ends the list in force if it was made after a time; gives its id. */
export async function endListSince(tx: Write, accountId: AccountId, since: number, now: Millis): Promise<string[]> {
  const ended = await tx
    .updateTable('recovery_lists')
    .set({ replaced_at: now })
    .where('account_id', '=', accountId)
    .where('replaced_at', 'is', null)
    .where('made_at', '>', since)
    .returning('id')
    .execute();
  return ended.map((row) => row.id);
}
