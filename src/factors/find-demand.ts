import { findComingPolicies, findPolicies } from '../accounts/find-policies.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { findProjectsOf } from '../roles/find-roles.ts';
import type { Policies } from '../settings/settings.ts';
import type { Owed, Warning } from '../web/caller.ts';
import type { Reading } from '../world.ts';
import { asksNobody, demandOf, type LiveFactors, owedOf } from './demand.ts';
import { findKeys } from './find-keys.ts';
import { findAppRows, hasOperatorRow } from './store.ts';
import { readAppRow } from './totp-app.ts';
import { isLive } from './webauthn-key.ts';

/** Inside an act `read` is its `tx`. */
export type DemandWorld = Pick<Reading, 'keys' | 'read' | 'settings'>;

/** What the policies in force, with a `change` that is thought of, ask of the account, whether it has it or not. */
export async function findDemand(world: DemandWorld, accountId: AccountId, change: Partial<Policies> = {}): Promise<Owed> {
  const policies = { ...(await findPolicies(world)), ...change };
  if (asksNobody(policies)) return 'nothing';
  const roles = (await findProjectsOf(world, accountId)).map(({ role }) => role);
  return demandOf(policies, {
    isOperator: await hasOperatorRow(world.read, accountId),
    isOwner: roles.includes('owner'),
    isMaintainer: roles.includes('maintainer'),
  });
}

/** What the account lacks of that: `nothing` when it complies. */
export async function findOwed(
  world: DemandWorld & Pick<Reading, 'clock'>,
  accountId: AccountId,
  change?: Partial<Policies>,
): Promise<Owed> {
  const demand = await findDemand(world, accountId, change);
  if (demand === 'nothing') return 'nothing';
  const now = world.clock.now();
  return owedOf(demand, await countFactors(world, accountId, (key) => isLive(key, now)));
}

async function countFactors(
  world: DemandWorld,
  accountId: AccountId,
  counts: (key: Awaited<ReturnType<typeof findKeys>>[number]) => boolean,
): Promise<LiveFactors> {
  const apps = (await findAppRows(world.read, accountId)).map((row) => readAppRow(world.keys, row));
  return { apps: apps.filter((app) => app?.isDisabled === false).length, keys: (await findKeys(world, accountId)).filter(counts).length };
}

/**
 * Called in the act that removes a factor, after it: what stays must still be what the policies ask for. A passkey that is on its
 * way out does not count (model row 20).
 *
 * @throws Refusal `factor.asked-for`
 */
export async function checkStillComplies(world: DemandWorld, accountId: AccountId, now: Millis): Promise<void> {
  const demand = await findDemand(world, accountId);
  if (demand === 'nothing') return;
  const staying = await countFactors(world, accountId, (key) => key.leavesAt === null && isLive(key, now));
  if (owedOf(demand, staying) === 'nothing') return;
  const asked = demand === 'passkey' ? 'a passkey or security key' : 'a second factor';
  throw new Refusal(
    'invalid',
    'factor.asked-for',
    `This index asks you for ${asked}, and this is the last one. Add another first, then remove it.`,
  );
}

/**
 * Whether a code of an app opens nothing for this account, because a policy asks it for what resists phishing and it has that: a false
 * page that says “use your code instead” gets nothing (B14). An account that still has to set up a passkey may come in as far as that.
 */
export async function isTotpClosed(world: DemandWorld & Pick<Reading, 'clock'>, accountId: AccountId): Promise<boolean> {
  if ((await findDemand(world, accountId)) !== 'passkey') return false;
  const now = world.clock.now();
  return (await findKeys(world, accountId)).some((key) => isLive(key, now));
}

/** What the account's pages warn of: the nearest day from which something is asked that it lacks, else an owner without a factor. */
export async function findWarning(
  world: DemandWorld & Pick<Reading, 'clock'>,
  accountId: AccountId,
  hasFactor: boolean,
): Promise<Warning | undefined> {
  for (const { name, value, holds_from_at: from } of await findComingPolicies(world)) {
    const what = await findOwed(world, accountId, { [name]: value });
    if (what !== 'nothing') return { what, from };
  }
  if (hasFactor) return undefined;
  return (await findProjectsOf(world, accountId)).some(({ role }) => role === 'owner') ? { what: 'owner' } : undefined;
}
