import { getCurrentAccount } from '../accounts/current-account.ts';
import { findWait } from '../accounts/find-policies.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { usernameKey } from '../accounts/username.ts';
import { act, type Held } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { newId } from '../crypto/reference.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import { paths } from '../paths.ts';
import type { VouchersTable } from '../schema/recovery.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { World } from '../world.ts';
import {
  claimAcceptance,
  deleteVoucher,
  findAccountById,
  findAccountByUsernameKey,
  findRule,
  findVoucher,
  insertVoucher,
  listVouchers,
  setRule,
} from './store.ts';
import { isOwnVoucher, MOST_VOUCHERS, neededNow, parseNeeded, sealVoucher } from './voucher.ts';

const wrongName = (code: string, message: string): Refusal => new Refusal('invalid', code, message, { field: 'username' });
const NO_VOUCHER = new Refusal('not-found', 'recovery.no-voucher', 'That is over: it was removed meanwhile.');
const ACCEPTED = new Refusal('conflict', 'recovery.accepted', 'You have accepted that already.');

const both = (one: AccountId, other: AccountId): readonly Held[] => [one, other].map((id) => ({ table: 'accounts', id }));

/**
 * Names somebody to vouch for the owner when she has lost everything; it counts for nothing until that person accepts, and the
 * wait after that (C2). Both are told.
 *
 * @throws Refusal `recovery.no-such-user`, `recovery.names-herself`, `recovery.named-already`, `recovery.too-many-vouchers`,
 * `limit.name-voucher`, `session.ended`
 */
export async function nameVoucher(world: World, { caller, visit }: Asking, typed: string): Promise<void> {
  const { accountId, username } = caller;
  const other = await findAccountByUsernameKey(world.read, usernameKey(typed.trim()));
  if (other === undefined) throw wrongName('recovery.no-such-user', 'Nobody here has that user name.');
  if (other.id === accountId) throw wrongName('recovery.names-herself', 'Name somebody else: you cannot vouch for yourself.');
  await spendLimit(world, 'name-voucher', accountId);
  await act(world, byCaller(caller, visit), both(accountId, other.id), async (tx, now) => {
    await getCurrentAccount(tx, caller);
    const named = await listVouchers(tx, accountId);
    if (named.length >= MOST_VOUCHERS)
      throw wrongName('recovery.too-many-vouchers', `You may name at most ${MOST_VOUCHERS} people. Remove one first.`);
    const id = newId<string>(world.random);
    const fresh = { id, account_id: accountId, voucher_id: other.id, named_at: now, accepted_at: null, counts_from_lived_ms: null };
    if (!(await insertVoucher(tx, sealVoucher(world.keys, fresh))))
      throw wrongName('recovery.named-already', 'You have named this person already.');
    await tellAccount(world, tx, { who: caller, notice: { kind: 'voucher-named', other: other.username }, visit, now });
    const asked = { kind: 'voucher-asked', owner: username, page: paths.vouchers() } as const;
    await tellAccount(world, tx, { who: { accountId: other.id, username: other.username }, notice: asked, visit: undefined, now });
    const details = { voucher: id, account: other.id };
    const changed = rows('vouchers', [id]);
    return { result: undefined, events: [{ kind: 'recovery.voucher-named', subjects: [ofAccount(accountId)], details, rows: changed }] };
  });
}

/**
 * The named person accepts; from the wait on her word counts. The owner is told, so that she can say no meanwhile.
 *
 * @throws Refusal `recovery.no-voucher`, `recovery.accepted`, `session.ended`
 */
export async function acceptVouching(world: World, { caller, visit }: Asking, id: string): Promise<void> {
  const found = await findVoucher(world.read, id);
  if (found?.voucher_id !== caller.accountId || !isOwnVoucher(world.keys, found)) throw NO_VOUCHER;
  const { lived } = await findTime(world);
  const wait = await findWait(world);
  await act(world, byCaller(caller, visit), both(caller.accountId, found.account_id), async (tx, now) => {
    await getCurrentAccount(tx, caller);
    const { row_mac: _old, ...row } = found;
    const accepted = sealVoucher(world.keys, { ...row, accepted_at: now, counts_from_lived_ms: lived + wait });
    if (!(await claimAcceptance(tx, accepted))) throw ACCEPTED;
    const owner = await findAccountById(tx, found.account_id);
    const who = { accountId: found.account_id, username: owner?.username ?? '' };
    await tellAccount(world, tx, { who, notice: { kind: 'voucher-accepted', other: caller.username }, visit: undefined, now });
    const details = { voucher: id, account: found.account_id, owner: found.account_id };
    const subjects = [ofAccount(caller.accountId), ofAccount(found.account_id)];
    return { result: undefined, events: [{ kind: 'recovery.voucher-accepted', subjects, details, rows: rows('vouchers', [id]) }] };
  });
}

/**
 * Ends it, from either side: at once, for it only takes a power away. The owner is told.
 *
 * @throws Refusal `recovery.no-voucher`, `session.ended`
 */
export async function removeVoucher(world: World, { caller, visit }: Asking, id: string): Promise<void> {
  const found = await findVoucher(world.read, id);
  if (found === undefined || (found.account_id !== caller.accountId && found.voucher_id !== caller.accountId)) throw NO_VOUCHER;
  const isOwner = found.account_id === caller.accountId;
  await act(world, byCaller(caller, visit), both(found.account_id, found.voucher_id), async (tx, now) => {
    await getCurrentAccount(tx, caller);
    if (!(await deleteVoucher(tx, id))) throw NO_VOUCHER;
    const { owner, voucher } = await findParties(tx, found);
    const notice = { kind: 'voucher-removed', other: voucher.username } as const;
    await tellAccount(world, tx, { who: isOwner ? caller : owner, notice, visit: isOwner ? visit : undefined, now });
    const details = isOwner
      ? ({ voucher: id, account: voucher.accountId, by: 'owner' } as const)
      : ({ voucher: id, account: owner.accountId, by: 'voucher' } as const);
    const subjects = [ofAccount(owner.accountId), ofAccount(voucher.accountId)].slice(0, isOwner ? 1 : 2);
    return { result: undefined, events: [{ kind: 'recovery.voucher-removed', subjects, details, rows: rows('vouchers', [id]) }] };
  });
}

async function findParties(tx: Write, { account_id, voucher_id }: Pick<VouchersTable, 'account_id' | 'voucher_id'>) {
  const nameOf = async (id: AccountId): Promise<string> => (await findAccountById(tx, id))?.username ?? '';
  return {
    owner: { accountId: account_id, username: await nameOf(account_id) },
    voucher: { accountId: voucher_id, username: await nameOf(voucher_id) },
  };
}

/**
 * Sets how many must vouch: more holds at once, fewer after the wait, because it loosens (C2).
 *
 * @throws Refusal `recovery.bad-needed`, `session.ended`
 */
export async function changeNeeded(world: World, { caller, visit }: Asking, text: string): Promise<void> {
  const needed = parseNeeded(text);
  const { accountId } = caller;
  const { lived } = await findTime(world);
  const waitMs = await findWait(world);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    const before = neededNow(await findRule(tx, accountId), lived);
    const holds = needed >= before ? 'now' : 'later';
    const later =
      holds === 'now' ? { next_needed: null, next_from_lived_ms: null } : { next_needed: needed, next_from_lived_ms: lived + waitMs };
    await setRule(tx, { account_id: accountId, needed: Math.max(before, needed), ...later });
    await tellAccount(world, tx, { who: caller, notice: { kind: 'vouchers-needed', before, needed, holds }, visit, now });
    const details = { before, needed, holds } as const;
    return { result: undefined, events: [{ kind: 'recovery.needed-changed', subjects: [ofAccount(accountId)], details }] };
  });
}
