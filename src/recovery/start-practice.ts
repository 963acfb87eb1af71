import { getCurrentAccount } from '../accounts/current-account.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import { DAY, type Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { newId, newSecret, referenceOf } from '../crypto/reference.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import { paths } from '../paths.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { Reading, World } from '../world.ts';
import { findPractice, insertPractice } from './practice-store.ts';
import { practiceCode, voiceMac } from './recovery.ts';
import { findAccountById, findRule, listRunning, listVouchers, type NamedVoucher } from './store.ts';
import { countsNow, isOwnVoucher, neededNow } from './voucher.ts';

/** How long people have to vouch in a practice run. */
export const PRACTICE_MS: number = 7 * DAY;

const RUNS = new Refusal('conflict', 'recovery.practice-runs', 'A practice run is going on already. End it first.');
const EARNEST = new Refusal(
  'conflict',
  'recovery.runs-in-earnest',
  'Somebody asks for this account in earnest. Look at that first: no practice runs beside it, so that nobody takes the one for the other.',
);
const NOBODY = new Refusal(
  'invalid',
  'recovery.nobody-counts',
  'Nobody counts yet who could rehearse with you. Name people, and wait until they count.',
);

/** The people who may vouch for an account now. */
export async function findCounting(
  world: Pick<Reading, 'keys' | 'read'>,
  accountId: RecoveriesTable['account_id'],
): Promise<readonly NamedVoucher[]> {
  const { lived } = await findTime(world);
  return (await listVouchers(world.read, accountId)).filter((row) => isOwnVoucher(world.keys, row) && countsNow(row, lived));
}

/**
 * The owner rehearses a recovery with the people who vouch (C5): a statement of its own type, pages and mails of its own, a claimant
 * whom nobody is. It opens, changes and ends nothing.
 *
 * @throws Refusal `recovery.practice-runs`, `recovery.runs-in-earnest`, `recovery.nobody-counts`, `limit.practice`, `session.ended`
 */
export async function startPractice(world: World, asking: Asking): Promise<void> {
  const { caller, visit } = asking;
  const { accountId } = caller;
  const people = await findCounting(world, accountId);
  if (people.length === 0) throw NOBODY;
  if ((await findPractice(world.read, accountId))?.state === 'requested') throw RUNS;
  await spendLimit(world, 'practice', accountId);
  const row = await newPractice(world, accountId);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    if ((await listRunning(tx, accountId)).length > 0) throw EARNEST;
    if (!(await insertPractice(tx, row))) throw RUNS;
    await tell(world, tx, now, { asking, row, people });
    const details = { recovery: row.id, needed: row.needed, people: people.length };
    const changed = rows('recoveries', [row.id]);
    return { result: undefined, events: [{ kind: 'recovery.practice-begun', subjects: [ofAccount(accountId)], details, rows: changed }] };
  });
}

async function newPractice(world: World, accountId: RecoveriesTable['account_id']): Promise<RecoveriesTable> {
  const now = world.clock.now();
  const { lived } = await findTime(world);
  const run = { id: newId<string>(world.random), account_id: accountId, is_practice: 1 };
  return {
    ...run,
    // A secret that nobody is told: there is no claimant.
    claimant_ref: referenceOf(world.keys, 'claim', newSecret(world.random)),
    voice_mac: voiceMac(world.keys, run, practiceCode(world.keys, run)),
    needed: neededNow(await findRule(world.read, accountId), lived),
    ...{ asked_at: now, asked_lived_ms: lived, state: 'requested', ripens_at_lived_ms: null, objected_at: null },
    ...{ warned_at_lived_ms: null, told_at_lived_ms: null, dies_at: now + PRACTICE_MS },
    ...{ begun_by: 'owner', operator_id: null, reason: null },
  };
}

interface Begun {
  readonly asking: Asking;
  readonly row: RecoveriesTable;
  readonly people: readonly NamedVoucher[];
}

async function tell(world: World, tx: Write, now: Millis, { asking, row, people }: Begun): Promise<void> {
  const { caller, visit } = asking;
  await tellAccount(world, tx, { who: caller, notice: { kind: 'practice-begun', page: paths.practice() }, visit, now });
  const notice = { kind: 'practice-vouch', other: caller.username, page: paths.practiceVouch(row.id) } as const;
  for (const { voucher_id } of people) {
    const username = (await findAccountById(tx, voucher_id))?.username ?? '';
    await tellAccount(world, tx, { who: { accountId: voucher_id, username }, notice, visit: undefined, now });
  }
}
