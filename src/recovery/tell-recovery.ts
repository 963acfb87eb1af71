import { findWait } from '../accounts/find-policies.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { findTime } from '../audit/note-time.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { paths } from '../paths.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { listOperators } from './operators-store.ts';
import { listVouchers } from './store.ts';
import { countsNow, isOwnVoucher } from './voucher.ts';

/** A recovery as its notices name it. */
interface About {
  readonly account: Pick<AccountsTable, 'id' | 'username'>;
  readonly row: RecoveriesTable;
  readonly visit?: Visit;
}

/** Tells owner, vouchers, and operators where too few could vouch. The voice code is in none of them (C3). */
export async function tellAsked(world: World, tx: Write, now: Millis, { account, row, visit }: About): Promise<void> {
  const { lived } = await findTime({ read: tx });
  const wait = await findWait({ ...world, read: tx });
  const owner = { accountId: account.id, username: account.username };
  await tellAccount(world, tx, { who: owner, notice: { kind: 'recovery-asked' }, visit, now });
  const counting = (await listVouchers(tx, account.id)).filter((voucher) => isOwnVoucher(world.keys, voucher) && countsNow(voucher, lived));
  const isEnough = row.needed > 0 && counting.length >= row.needed;
  const operators = isEnough ? [] : (await listOperators(tx, now - wait)).filter((id) => id !== account.id);
  const vouchers = row.needed === 0 ? [] : counting.map(({ voucher_id }) => voucher_id);
  const notice = { kind: 'recovery-vouch', other: account.username, page: paths.vouch(row.id) } as const;
  for (const accountId of new Set([...vouchers, ...operators])) {
    await tellAccount(world, tx, { who: { accountId }, notice, visit: undefined, now });
  }
}
