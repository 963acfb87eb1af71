import type { Write } from '../audit/write.ts';
import type { HostSettingsTable, SiteTable } from '../schema/accounts.ts';
import type { Read } from '../world.ts';

export function findSite(read: Read): Promise<SiteTable | undefined> {
  return read.selectFrom('site').selectAll().where('id', '=', 1).executeTakeFirst();
}

/** False when another process opened the site first. */
export async function insertSite(tx: Write, site: SiteTable): Promise<boolean> {
  const opened = tx
    .insertInto('site')
    .values(site)
    .onConflict((conflict) => conflict.column('id').doNothing());
  return (await opened.returning('id').execute()).length === 1;
}

export function findHostSettings(read: Read): Promise<HostSettingsTable[]> {
  return read.selectFrom('host_settings').selectAll().execute();
}

export async function setHostSetting(tx: Write, setting: HostSettingsTable): Promise<void> {
  const { value, noted_at } = setting;
  await tx
    .insertInto('host_settings')
    .values(setting)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, noted_at }))
    .execute();
}

export async function setRestoreEpoch(tx: Write, epoch: number): Promise<void> {
  await tx.updateTable('site').set({ restore_epoch: epoch }).where('id', '=', 1).execute();
}
