import type { AccountId } from '../base/brands.ts';
import type { Reading } from '../world.ts';
import { findTotpApps } from './check-totp-code.ts';
import { findLiveKeys } from './judge-assertion.ts';

/** Whether the account has a second factor that opens something now: a passkey or key, or an app that is not disabled. */
export async function hasLiveFactor(world: Pick<Reading, 'clock' | 'keys' | 'read'>, accountId: AccountId): Promise<boolean> {
  const keys = await findLiveKeys(world, accountId);
  return keys.length > 0 || (await findTotpApps(world, accountId)).some((app) => !app.isDisabled);
}
