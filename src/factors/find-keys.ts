import type { AccountId } from '../base/brands.ts';
import type { Reading } from '../world.ts';
import { findKeyRowByCredential, findKeyRows } from './store.ts';
import { readKeyRow, type WebauthnKey } from './webauthn-key.ts';

/** The account's passkeys and security keys that are not removed, oldest first. */
export async function findKeys(world: Pick<Reading, 'keys' | 'read'>, accountId: AccountId): Promise<readonly WebauthnKey[]> {
  const found = await findKeyRows(world.read, accountId);
  return found.map((row) => readKeyRow(world.keys, row)).filter((key) => key !== undefined);
}

/** The key that calls itself so, of whatever account; undefined when nobody here has it. */
export async function findKeyByCredential(world: Pick<Reading, 'keys' | 'read'>, credentialId: string): Promise<WebauthnKey | undefined> {
  const row = await findKeyRowByCredential(world.read, credentialId);
  return row && readKeyRow(world.keys, row);
}
