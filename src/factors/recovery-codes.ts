import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { fromBase64url, toBase64url, toHex, utf8 } from '../base/bytes.ts';
import { currentVersion } from '../crypto/derive-key.ts';
import { macUnder } from '../crypto/mac.ts';
import { newId } from '../crypto/reference.ts';
import { parseRecoveryCode } from '../protocols/recovery-code.ts';
import type { RecoveryCodesTable, RecoveryListsTable } from '../schema/sessions.ts';
import type { Read, Reading, World } from '../world.ts';
import { claimCode, countUnusedCodes, findLiveList, isUnusedCode } from './store.ts';

/** How many codes a list has. */
export const CODES_COUNT = 10;

export type CodeJudgement =
  | { readonly result: 'right'; readonly listId: string; readonly value: string; readonly madeAt: number; readonly isSuspended: boolean }
  | { readonly result: 'wrong' };

type CodeWorld = Pick<World, 'keys' | 'slowHash'>;

type ListSeal = Pick<RecoveryListsTable, 'id' | 'account_id' | 'salt' | 'key_version'>;

/**
 * What is stored of a code: HMAC under K(mac/recovery) over Argon2id with the list's salt, so one guess costs one hash (B10). List
 * and account are in it, so that a copied row opens no other account; the key is the one that the list was made under.
 */
async function storedValue(world: CodeWorld, list: ListSeal, code: string, network: string): Promise<string> {
  const hash = await world.slowHash.hash(utf8(code), fromBase64url(list.salt) ?? new Uint8Array(16), network);
  const key = { label: 'mac/recovery', version: list.key_version } as const;
  return toHex(macUnder(world.keys, key, list.account_id, list.id, hash));
}

/**
 * Looks whether a typed text is an unused code of the account. Spend a guess before; claim it in the act that it opens. A code of a
 * suspended list opens something only together with the mailbox (H8).
 */
export async function judgeRecoveryCode(
  world: CodeWorld & Pick<Reading, 'read'>,
  accountId: AccountId,
  text: string,
  network: string,
): Promise<CodeJudgement> {
  const list = await findLiveList(world.read, accountId);
  const code = parseRecoveryCode(text);
  if (list === undefined || code === undefined) return { result: 'wrong' };
  const value = await storedValue(world, list, code, network);
  if (!(await isUnusedCode(world.read, accountId, list.id, value))) return { result: 'wrong' };
  return { result: 'right', listId: list.id, value, madeAt: list.made_at, isSuspended: list.suspended_at !== null };
}

export interface ClaimedCode {
  readonly changed: readonly RowRef[];
  readonly listId: string;
  readonly left: number;
}

/** Uses a judged code up; undefined when another request was faster. */
export async function claimRecoveryCode(
  tx: Write,
  accountId: AccountId,
  judged: Extract<CodeJudgement, { result: 'right' }>,
  now: Millis,
): Promise<ClaimedCode | undefined> {
  const id = await claimCode(tx, { accountId, listId: judged.listId, value: judged.value }, now);
  if (id === undefined) return undefined;
  return { changed: rows('recovery_codes', [id]), listId: judged.listId, left: await countUnusedCodes(tx, judged.listId) };
}

export interface PreparedList {
  readonly list: RecoveryListsTable;
  readonly codes: readonly RecoveryCodesTable[];
}

/** The rows of a list that is put in force, and of those that it ends. */
export function listRows({ list, codes }: PreparedList, ended: readonly string[]): readonly RowRef[] {
  return [
    ...rows('recovery_lists', [...ended, list.id]),
    ...rows(
      'recovery_codes',
      codes.map(({ id }) => id),
    ),
  ];
}

/** Hashes a new list of codes for storing; takes a slow hash for each, so it runs before the act. `codes` as people see them. */
export async function prepareList(
  world: CodeWorld & Pick<World, 'clock' | 'random'>,
  codes: readonly string[],
  { accountId, network }: { readonly accountId: AccountId; readonly network: string },
): Promise<PreparedList> {
  const list: RecoveryListsTable = {
    id: newId<string>(world.random),
    account_id: accountId,
    salt: toBase64url(world.random.bytes(16)),
    key_version: currentVersion(world.keys),
    made_at: world.clock.now(),
    replaced_at: null,
    suspended_at: null,
  };
  return { list, codes: await prepareCodes(world, list, codes, network) };
}

/** Hashes codes for storing in a list. */
export async function prepareCodes(
  world: CodeWorld & Pick<World, 'random'>,
  list: ListSeal,
  codes: readonly string[],
  network: string,
): Promise<readonly RecoveryCodesTable[]> {
  const prepared: RecoveryCodesTable[] = [];
  for (const code of codes) {
    const value = await storedValue(world, list, code, network);
    prepared.push({ id: newId<string>(world.random), list_id: list.id, account_id: list.account_id, value, used_at: null });
  }
  return prepared;
}

/**
 * How many codes of the list in force were used and not replaced yet: each use issues a new one (B8, 63B 4.2.1.1). Of a list that a
 * restore suspended nobody knows which were used: all of them (H8).
 */
export async function countCodesOwed(read: Read, accountId: AccountId): Promise<number> {
  const list = await findLiveList(read, accountId);
  if (list === undefined) return 0;
  return list.suspended_at !== null ? CODES_COUNT : Math.max(0, CODES_COUNT - (await countUnusedCodes(read, list.id)));
}

/** How many codes the account has left; undefined when it has no list. */
export async function countCodesLeft(
  world: Pick<Reading, 'read'>,
  accountId: AccountId,
): Promise<{ left: number; madeAt: number; listId: string; isSuspended: boolean } | undefined> {
  const list = await findLiveList(world.read, accountId);
  if (list === undefined) return undefined;
  const left = await countUnusedCodes(world.read, list.id);
  return { left, madeAt: list.made_at, listId: list.id, isSuspended: list.suspended_at !== null };
}
