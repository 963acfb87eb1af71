import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { DAY } from '../base/brands.ts';
import type { Secret } from '../base/secret.ts';
import { hasSecretShape, newSecret, referenceOf } from '../crypto/reference.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Reading, World } from '../world.ts';
import { type AccountRow, findDevice, insertDevice } from './store.ts';

/** How long the browser keeps the cookie by which it is known. */
const DEVICE_COOKIE_SECONDS = 400 * (DAY / 1_000);

/**
 * Which budget of guesses a browser spends: the reserved one where the account knows it, else the strangers' (B2). Being known
 * replaces no factor (B6).
 */
export async function findPool(
  world: Pick<Reading, 'keys' | 'read'>,
  cookie: Secret | undefined,
  account: AccountRow | undefined,
): Promise<'known' | 'stranger'> {
  if (cookie === undefined || account === undefined || !hasSecretShape(cookie.reveal())) return 'stranger';
  const device = await findDevice(world.read, referenceOf(world.keys, 'device', cookie), account.id);
  return device?.epoch === account.auth_epoch ? 'known' : 'stranger';
}

export interface KnownBrowser {
  readonly cookie: CookieChange;
  readonly changed: readonly RowRef[];
  readonly device: string;
}

/** Makes this browser known to the account; its event is `session.browser-known`. */
export async function rememberBrowser(
  world: Pick<World, 'keys' | 'random'>,
  tx: Write,
  accountId: AccountId,
  epoch: number,
  now: Millis,
): Promise<KnownBrowser> {
  const secret = newSecret(world.random);
  const id = referenceOf(world.keys, 'device', secret);
  const changed = await insertDevice(tx, { id, account_id: accountId, epoch, made_at: now });
  return { cookie: { name: 'device', value: secret, maxAgeSeconds: DEVICE_COOKIE_SECONDS }, changed, device: id };
}
