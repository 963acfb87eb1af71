import type { Write } from '../audit/write.ts';
import type { AccountId, AppId, KeyId, Millis } from '../base/brands.ts';
import type { RemovedAppsTable, TotpAppsTable } from '../schema/sessions.ts';
import type { Read } from '../world.ts';

/** Takes an app out; for the wait it stops only (B18). The event must account for `removed_apps`. */
export async function removeApp(
  tx: Write,
  { accountId, id }: { readonly accountId: AccountId; readonly id: AppId },
  now: Millis,
): Promise<TotpAppsTable | undefined> {
  const [removed] = await keep(
    tx,
    await tx.deleteFrom('totp_apps').where('id', '=', id).where('account_id', '=', accountId).returningAll().execute(),
    now,
  );
  return removed;
}

/** Takes out every app of the account, as `removeApp` does. */
export async function removeApps(tx: Write, accountId: AccountId, now: Millis): Promise<readonly TotpAppsTable[]> {
  return keep(tx, await tx.deleteFrom('totp_apps').where('account_id', '=', accountId).returningAll().execute(), now);
}

async function keep(tx: Write, removed: readonly TotpAppsTable[], now: Millis): Promise<readonly TotpAppsTable[]> {
  // One that too many wrong codes disabled has no power left.
  const kept = removed
    .filter(({ disabled_at }) => disabled_at === null)
    .map(({ disabled_at: _none, ...row }) => ({ ...row, removed_at: now }));
  if (kept.length > 0) await tx.insertInto('removed_apps').values(kept).execute();
  return removed;
}

export function findRemovedApps(read: Read, accountId: AccountId): Promise<RemovedAppsTable[]> {
  return read.selectFrom('removed_apps').selectAll().where('account_id', '=', accountId).orderBy('id').execute();
}

/** True for one caller, as for an app that counts: a code is accepted once, whatever for. */
export async function claimRemovedStep(tx: Write, id: AppId, step: number): Promise<boolean> {
  const claimed = tx.updateTable('removed_apps').set({ last_step: step }).where('id', '=', id).where('last_step', '<', step);
  return (await claimed.returning('id').execute()).length === 1;
}

/** Accounts with an app or passkey that was removed before a time. */
export async function listWithGone(read: Read, before: number): Promise<readonly AccountId[]> {
  const apps = await read.selectFrom('removed_apps').select('account_id').where('removed_at', '<=', before).limit(100).execute();
  const keys = await read.selectFrom('webauthn_keys').select('account_id').where('leaves_at', '<=', before).limit(100).execute();
  return [...new Set([...apps, ...keys].map(({ account_id }) => account_id))];
}

/** Takes their last power: deletes what was removed before a time. */
export async function dropGone(
  tx: Write,
  accountId: AccountId,
  before: number,
): Promise<{ readonly apps: AppId[]; readonly keys: KeyId[] }> {
  const apps = tx.deleteFrom('removed_apps').where('account_id', '=', accountId).where('removed_at', '<=', before);
  const keys = tx.deleteFrom('webauthn_keys').where('account_id', '=', accountId).where('leaves_at', '<=', before);
  return {
    apps: (await apps.returning('id').execute()).map(({ id }) => id),
    keys: (await keys.returning('id').execute()).map(({ id }) => id),
  };
}
