import { findPolicies } from '../accounts/find-policies.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { type Acted, act } from '../audit/act.ts';
import { OF_SITE } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { findOwed } from '../factors/find-demand.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import type { ComingPoliciesTable } from '../schema/accounts.ts';
import { isLoosening, waitMs } from '../settings/policies.ts';
import type { Policies } from '../settings/settings.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { beginsOnADay, choicesOf, PINNED_BY, type PolicyName, parsePolicyName, THE_SITE } from './policy.ts';
import {
  dropComingPolicy,
  dropPendingPolicy,
  findComingPolicy,
  insertPendingPolicy,
  lengthenWaits,
  listOperators,
  setComingPolicy,
  setPolicy,
} from './store.ts';

export interface Decision {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
  /** From which day on, in milliseconds; at once when undefined. */
  readonly from?: number | undefined;
}

export type Decided = 'changed' | 'comes' | 'waits';

/**
 * Changes a policy: what tightens holds at once, or from a day on that is announced; what loosens is told to every operator and waits (D3), so that nobody opens the
 * house for ten minutes unseen. The host's pin cannot be changed here, and nobody asks of others what she has not herself (D4).
 *
 * @throws Refusal `admin.no-policy`, `admin.policy-pinned`, `admin.bad-policy`, `admin.policy-same`, `admin.policy-waits`, `admin.policy-comes`,
 *   `admin.no-passkeys`, `admin.not-yourself`
 */
export async function decidePolicy(world: World, visit: Visit, operator: AccountCaller, decision: Decision): Promise<Decided> {
  const name = parsePolicyName(decision.name);
  if (name === undefined) throw new Refusal('not-found', 'admin.no-policy', 'There is no such policy.');
  if (world.settings.pinned[name] !== undefined) {
    throw new Refusal('conflict', 'admin.policy-pinned', `The host sets this policy: change ${PINNED_BY[name]} there.`);
  }
  const { value, reason, from } = decision;
  if (!choicesOf(name).includes(value)) throw new Refusal('invalid', 'admin.bad-policy', 'Choose one of the values.', FIELD);
  if (from !== undefined && !beginsOnADay(name)) throw new Refusal('invalid', 'admin.bad-policy', 'This policy begins at once.', FIELD);
  const { lived } = await findTime(world);

  return act(world, byCaller(operator, visit, 'operator'), [THE_SITE], async (tx, now) => {
    const policies = await findPolicies({ read: tx, settings: world.settings });
    const inForce: string = policies[name];
    const coming = await findComingPolicy(tx, name);
    // What was announced is what it is loosened from: nobody takes it back unseen before its day (D3).
    const before = coming?.value ?? inForce;
    const deciding: Deciding = { name, inForce, coming, before, value, reason, now, lived, wait: waitMs(policies) };
    if (before === value && !isBroughtForward(coming, from)) {
      throw new Refusal('invalid', 'admin.policy-same', 'That is the policy already.', FIELD);
    }
    if (isLoosening(name, before as never, value as never)) return loosen(world, tx, operator, deciding);
    await checkCanHold(world, tx, operator, { [name]: value });
    return from === undefined ? tighten(tx, deciding) : announce(tx, operator, deciding, from);
  });
}

interface Deciding {
  readonly name: PolicyName;
  readonly inForce: string;
  readonly coming: ComingPoliciesTable | undefined;
  /** What was decided last, in force or announced. */
  readonly before: string;
  readonly value: string;
  readonly reason: string;
  readonly now: Millis;
  readonly lived: number;
  /** WAIT as it is now, in milliseconds. */
  readonly wait: number;
}

/** Announced already, and now for an earlier day or for at once. */
function isBroughtForward(coming: ComingPoliciesTable | undefined, from: number | undefined): boolean {
  return coming !== undefined && (from === undefined || from < coming.holds_from_at);
}

async function tighten(tx: Write, { name, inForce, value, reason, now, wait }: Deciding): Promise<Acted<Decided>> {
  await dropPendingPolicy(tx, name);
  await dropComingPolicy(tx, name);
  await setPolicy(tx, { name, value, changed_at: now });
  // What waits already ends at the longer of both (D3).
  if (name === 'wait') await lengthenWaits(tx, waitMs({ wait: value as Policies['wait'] }) - wait);
  const details = { policy: name, before: inForce, after: value, reason };
  return { result: 'changed', events: [{ kind: 'site.policy-changed', subjects: [OF_SITE], details, rows: rows('policies', [name]) }] };
}

/** @throws Refusal `admin.policy-comes`: what was announced does not come later because something stricter was */
async function announce(tx: Write, operator: AccountCaller, deciding: Deciding, from: number): Promise<Acted<Decided>> {
  const { name, inForce, coming, value, reason, now, lived } = deciding;
  if (coming !== undefined && from > coming.holds_from_at) {
    throw new Refusal(
      'conflict',
      'admin.policy-comes',
      'A change of this policy comes before that day. Choose its day or an earlier one.',
      {
        field: 'from',
      },
    );
  }
  await dropPendingPolicy(tx, name);
  const when = { decided_at: now, holds_from_at: from, ripens_at_lived_ms: lived + from - now };
  await setComingPolicy(tx, { name, before: inForce, value, reason, decided_by: operator.accountId, ...when });
  const details = { policy: name, before: inForce, after: value, from, reason };
  return { result: 'comes', events: [{ kind: 'site.policy-announced', subjects: [OF_SITE], details }] };
}

async function loosen(world: World, tx: Write, operator: AccountCaller, deciding: Deciding): Promise<Acted<Decided>> {
  const { name, before, value, reason, now, lived, wait } = deciding;
  const waits = { ripens_at_lived_ms: lived + wait, told_at_lived_ms: null };
  const asked = { asked_by: operator.accountId, asked_at: now, before, value, reason };
  if (!(await insertPendingPolicy(tx, { name, ...asked, ...waits }))) {
    throw new Refusal('conflict', 'admin.policy-waits', 'A change of this policy waits already. Withdraw it first.');
  }
  await tellOperators(world, tx, { name, before, value, reason, by: operator.username, now, wait });
  const details = { policy: name, before, after: value, reason };
  return { result: 'waits', events: [{ kind: 'site.policy-asked', subjects: [OF_SITE], details }] };
}

/** What is asked of people can be met on this site, and whoever asks for it meets it herself. */
async function checkCanHold(world: World, tx: Write, operator: AccountCaller, change: Partial<Policies>): Promise<void> {
  const asksPasskeys = (change.phishingResistant ?? 'nobody') !== 'nobody';
  if (asksPasskeys && !offersPasskeys(world.settings)) {
    throw new Refusal('invalid', 'admin.no-passkeys', 'Browsers refuse passkeys on an address. Give this index a name first.', FIELD);
  }
  if ((await findOwed({ ...world, read: tx }, operator.accountId, change)) === 'nothing') return;
  const missing = asksPasskeys ? 'a passkey or security key' : 'a second factor';
  throw new Refusal('invalid', 'admin.not-yourself', `You have not ${missing} yourself. Add one to your account first.`, FIELD);
}

const FIELD = { field: 'value' } as const;

interface Asked {
  readonly name: PolicyName;
  readonly before: string;
  readonly value: string;
  readonly reason: string;
  readonly by: string;
  readonly now: Millis;
  readonly wait: number;
}

async function tellOperators(world: World, tx: Write, { name, before, value, reason, by, now, wait }: Asked): Promise<void> {
  const notice = { kind: 'policy-asked', policy: name, before, value, by, reason, waits: wait } as const;
  for (const { accountId, username } of await listOperators(tx)) {
    await tellAccount(world, tx, { who: { accountId, username }, notice, visit: undefined, now });
  }
}

/**
 * Withdraws a change that waits; each operator may.
 *
 * @throws Refusal `admin.nothing-waits`
 */
export async function withdrawPolicy(
  world: World,
  visit: Visit,
  operator: AccountCaller,
  { name, reason }: Omit<Decision, 'value' | 'from'>,
): Promise<void> {
  await act(world, byCaller(operator, visit, 'operator'), [], async (tx) => {
    const dropped = await dropPendingPolicy(tx, name);
    if (dropped === undefined) throw new Refusal('not-found', 'admin.nothing-waits', 'No change of this policy waits any more.');
    const details = { policy: name, after: dropped.value, reason };
    return { result: undefined, events: [{ kind: 'site.policy-withdrawn', subjects: [OF_SITE], details }] };
  });
}
