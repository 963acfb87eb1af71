import { closedKeys } from '../accounts/closed-name.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import type { UsernameKey } from '../accounts/username.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { type Event, ofAccount, ofProject } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { World } from '../world.ts';
import { findSoleOwned } from './close-account.ts';
import { claimClosing, listRipeClosings } from './closing-store.ts';
import { dropMails, eraseRows } from './erase-store.ts';
import { isLastOperator } from './operators-store.ts';
import { findAccountById, listRunning, listWards } from './store.ts';

const MOVED = new Error('kept, held, frozen or erased meanwhile');

/**
 * Erases the accounts whose fortnight is over (C11, model row 28): the person's key is destroyed and every row about her goes; the log
 * stays whole and provable, and the name is never given out again. Projects that nobody else owns are locked by having no owner. A job,
 * one process at a time; gives how many.
 */
export async function eraseClosed(world: World): Promise<number> {
  if (world.clock.isSuspect()) return 0;
  const { lived } = await findTime(world);
  let erased = 0;
  for (const { account_id: id } of await listRipeClosings(world.read, lived)) {
    const account = await findAccountById(world.read, id);
    if (account !== undefined && (await unlessMoved(erase(world, account, lived)))) erased += 1;
  }
  if (erased > 0) await world.database.dropRemains();
  return erased;
}

async function unlessMoved(deed: Promise<boolean>): Promise<boolean> {
  return deed.catch((error: unknown) => {
    if (error === MOVED) return false;
    throw error;
  });
}

async function erase(world: World, { id: accountId, person_id: personId }: AccountsTable, lived: number): Promise<boolean> {
  const held = [
    { table: 'site', id: '1' },
    { table: 'accounts', id: accountId },
  ] as const;
  return act(world, BY_SYSTEM, held, async (tx, now) => {
    const account = await findAccountById(tx, accountId);
    if (account?.frozen_at !== null || (await isLastOperator(tx, accountId))) throw MOVED;
    // Somebody asks for it who lost everything: perhaps it was not she who closed it.
    if ((await listRunning(tx, accountId)).length > 0) throw MOVED;
    if (!(await claimClosing(tx, accountId, lived))) throw MOVED;
    const inside = { ...world, read: tx };
    const projects = await findSoleOwned(inside, accountId);
    await dropMails(tx, accountId);
    await tellWards(world, tx, account, now);
    await tellAccount(world, tx, {
      who: { accountId, username: account.username },
      notice: { kind: 'account-closed' },
      visit: undefined,
      now,
    });
    const [closedKey = ''] = closedKeys(world.keys, account.username_key as UsernameKey);
    const changed = await eraseRows(tx, { accountId, personId, closedKey }, now);
    const details = { projects: projects.length };
    const all = [...rows('closings', [accountId]), ...changed];
    const closed: Event = { kind: 'account.closed', subjects: [ofAccount(accountId)], details, rows: all };
    const locked = projects.map(
      ({ id, name }): Event => ({ kind: 'project.locked', subjects: [ofProject(id)], details: { project: id, name } }),
    );
    return { result: true, events: [closed, ...locked] };
  });
}

/** Those whom she would have vouched for look for somebody else. */
async function tellWards(world: World, tx: Write, account: AccountsTable, now: Millis): Promise<void> {
  for (const { account_id, username } of await listWards(tx, account.id)) {
    const who = { accountId: account_id, username };
    await tellAccount(world, tx, { who, notice: { kind: 'voucher-removed', other: account.username }, visit: undefined, now });
  }
}
