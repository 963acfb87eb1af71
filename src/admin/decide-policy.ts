import { findPolicies } from '../accounts/find-policies.ts';
import { letter, visitFacts } from '../accounts/letters.ts';
import { notifyAccount } from '../accounts/notify-account.ts';
import { act } from '../audit/act.ts';
import { OF_SITE } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { findOwed } from '../factors/find-demand.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import { paths } from '../paths.ts';
import { isLoosening, WAIT_MS } from '../settings/policies.ts';
import type { Policies } from '../settings/settings.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { choicesOf, PINNED_BY, type PolicyName, parsePolicyName } from './policy.ts';
import { dropPendingPolicy, insertPendingPolicy, listOperators, setPolicy } from './store.ts';

export interface Decision {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

export type Decided = 'changed' | 'waits';

/**
 * Changes a policy: what tightens holds at once; what loosens is told to every operator and waits (D3), so that nobody opens the
 * house for ten minutes unseen. The host's pin cannot be changed here, and nobody asks of others what she has not herself (D4).
 *
 * @throws Refusal `admin.no-policy`, `admin.policy-pinned`, `admin.bad-policy`, `admin.policy-same`, `admin.policy-waits`, `admin.no-passkeys`,
 *   `admin.not-yourself`
 */
export async function decidePolicy(world: World, visit: Visit, operator: AccountCaller, decision: Decision): Promise<Decided> {
  const name = parsePolicyName(decision.name);
  if (name === undefined) throw new Refusal('not-found', 'admin.no-policy', 'There is no such policy.');
  if (world.settings.pinned[name] !== undefined) {
    throw new Refusal('conflict', 'admin.policy-pinned', `The host sets this policy: change ${PINNED_BY[name]} there.`);
  }
  const { value, reason } = decision;
  if (!choicesOf(name).includes(value)) throw new Refusal('invalid', 'admin.bad-policy', 'Choose one of the values.', { field: 'value' });
  const { lived } = await findTime(world);

  return act(world, byCaller(operator, visit, 'operator'), [], async (tx, now) => {
    const before: string = (await findPolicies({ read: tx, settings: world.settings }))[name];
    if (before === value) throw new Refusal('invalid', 'admin.policy-same', 'That is the policy already.', { field: 'value' });
    const details = { policy: name, before, after: value, reason };
    if (!isLoosening(name, before as never, value as never)) {
      await checkCanHold(world, tx, operator, { [name]: value });
      await dropPendingPolicy(tx, name);
      await setPolicy(tx, { name, value, changed_at: now });
      return {
        result: 'changed',
        events: [{ kind: 'site.policy-changed', subjects: [OF_SITE], details, rows: rows('policies', [name]) }],
      };
    }
    const waits = { ripens_at_lived_ms: lived + WAIT_MS, told_at_lived_ms: null };
    const asked = { asked_by: operator.accountId, asked_at: now, before, value, reason };
    if (!(await insertPendingPolicy(tx, { name, ...asked, ...waits }))) {
      throw new Refusal('conflict', 'admin.policy-waits', 'A change of this policy waits already. Withdraw it first.');
    }
    await tellOperators(world, tx, { name, before, value, reason, by: operator.username, now });
    return { result: 'waits', events: [{ kind: 'site.policy-asked', subjects: [OF_SITE], details }] };
  });
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
}

async function tellOperators(world: World, tx: Write, { name, before, value, reason, by, now }: Asked): Promise<void> {
  const mail = letter(world.settings, 'A policy is to be loosened', {
    paragraphs: [`The operator ${by} asks to change the policy “${name}” from ${before} to ${value}. It takes effect in three days.`],
    facts: [['Reason', reason], ...visitFacts(undefined, now)],
    after: [
      {
        title: 'Is that not right?',
        text: `Open ${world.settings.url}${paths.adminPolicies()} and withdraw it. Each operator can.`,
      },
    ],
    why: `You get this mail because you are an operator of ${world.settings.siteName}.`,
  });
  for (const id of await listOperators(tx)) await notifyAccount(world, tx, id, { kind: 'policy-asked', mail });
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
  { name, reason }: Omit<Decision, 'value'>,
): Promise<void> {
  await act(world, byCaller(operator, visit, 'operator'), [], async (tx) => {
    const dropped = await dropPendingPolicy(tx, name);
    if (dropped === undefined) throw new Refusal('not-found', 'admin.nothing-waits', 'No change of this policy waits any more.');
    const details = { policy: name, after: dropped.value, reason };
    return { result: undefined, events: [{ kind: 'site.policy-withdrawn', subjects: [OF_SITE], details }] };
  });
}
