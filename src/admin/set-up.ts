import type { StartSession } from '../accounts/doors.ts';
import { claimLink, findLiveLink, insertLink } from '../accounts/links.ts';
import { checkSignUp, type SignUpForm } from '../accounts/sign-up.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM, byStranger } from '../audit/actor.ts';
import { type Event, OF_SITE, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { rowMac } from '../crypto/row-mac.ts';
import { POLICY_VALUES } from '../settings/policies.ts';
import { DEFAULT_POLICIES } from '../settings/settings.ts';
import type { CookieChange } from '../web/answer.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { bearAccount } from './bear-account.ts';
import { claimFirstOperator, findSiteRow, insertOperator, setPolicy } from './store.ts';

const OVER = new Refusal(
  'invalid',
  'setup.over',
  'This set-up link is used up or older than an hour. Start Keyhouse again to get a new one, while there is no operator.',
);

/** A new set-up link while no operator has ever existed, else undefined (D1). The older one dies. */
export async function makeSetupLink(world: World): Promise<Secret | undefined> {
  const site = await findSiteRow(world.read);
  if (site === undefined || site.first_operator_at !== null) return undefined;
  return act(world, BY_SYSTEM, [], async (tx, now) => {
    const link = await insertLink(world, tx, now, { kind: 'setup' });
    return { result: link, events: [{ kind: 'site.setup-link-made', subjects: [OF_SITE], details: {} }] };
  });
}

/** Whether the set-up link of this browser could be used now. */
export async function isSetupOpen(world: Pick<Reading, 'clock' | 'keys' | 'read'>, link: Secret | undefined): Promise<boolean> {
  const site = await findSiteRow(world.read);
  return site?.first_operator_at === null && (await findLiveLink(world, 'setup', link)) !== undefined;
}

export interface SetUpForm extends SignUpForm {
  /** Which rules uploads are held to; private when nobody answered, or the host pins it. */
  readonly uploadRules?: string;
}

/**
 * Makes the first operator: account, password, address and grant in one act; of two browsers with one link one gets it. Whoever
 * holds the link holds the host, so the address counts as vouched for. A second factor comes before `/admin/`.
 *
 * @throws Refusal `setup.over` or with the field at fault
 */
export async function setUp(
  doors: { readonly world: World; readonly startSession: StartSession },
  visit: Visit,
  link: Secret | undefined,
  form: SetUpForm,
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const { world } = doors;
  if (link === undefined || !(await isSetupOpen(world, link))) throw OVER;
  const checked = await checkSignUp(world, visit, form);
  const accountId = checked.id;
  return act(world, byStranger(originOf(visit)), [], async (tx, now) => {
    if ((await claimLink(world, tx, now, { kind: 'setup', secret: link })) === undefined || !(await claimFirstOperator(tx, now)))
      throw OVER;
    const { cookies, events } = await bearAccount(doors, tx, now, { checked, visit, vouchedBy: accountId, mailboxAt: now });
    const grant = { account_id: accountId, granted_at: now as number, granted_by: null };
    await insertOperator(tx, { ...grant, row_mac: rowMac(world.keys, 'operators', grant) });
    const granted: Event = {
      kind: 'site.operator-granted',
      subjects: [ofAccount(accountId), OF_SITE],
      details: { account: accountId, how: 'setup' },
      rows: [...rows('operators', [accountId]), ...rows('site', [1])],
    };
    return { result: { cookies }, events: [...events, granted, ...(await chooseRules(world, tx, now, form.uploadRules))] };
  });
}

/** The answer to the set-up's question, as any other decision about a policy. */
async function chooseRules({ settings }: World, tx: Write, now: Millis, answer: string | undefined): Promise<readonly Event[]> {
  const { uploadRules: before } = DEFAULT_POLICIES;
  const after = POLICY_VALUES.uploadRules.find((value) => value === answer) ?? before;
  if (after === before || settings.pinned.uploadRules !== undefined) return [];
  await setPolicy(tx, { name: 'uploadRules', value: after, changed_at: now });
  const details = { policy: 'uploadRules', before, after, reason: 'chosen at the set-up' };
  return [{ kind: 'site.policy-changed', subjects: [OF_SITE], details, rows: rows('policies', ['uploadRules']) }];
}
