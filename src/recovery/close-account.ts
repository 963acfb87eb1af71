import { getCurrentAccount } from '../accounts/current-account.ts';
import { findWait } from '../accounts/find-policies.ts';
import { killInvitations } from '../accounts/links.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { usernameKey } from '../accounts/username.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import { DAY, millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { findTotpApps } from '../factors/check-totp-code.ts';
import { findLiveKeys } from '../factors/judge-assertion.ts';
import { isOld } from '../factors/webauthn-key.ts';
import { isYoungAt } from '../factors/young.ts';
import { findProjectsOf, findRoleHolders, type NamedProjectRow } from '../roles/find-roles.ts';
import { suspendTokens } from '../tokens/suspend-tokens.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';
import { insertClosing } from './closing-store.ts';
import { findMeasure } from './may-stop.ts';
import { isLastOperator } from './operators-store.ts';
import { findAccountById, findPasswordSetAt } from './store.ts';
import { tellEveryAddress } from './tell-every-address.ts';

/** How long she can change her mind. */
export const CLOSING_MS: number = 14 * DAY;

const OTHER_NAME = new Refusal('invalid', 'recovery.other-name', 'Type your own user name to confirm.', {
  field: 'username',
});
const YOUNG = new Refusal(
  'forbidden',
  'recovery.young-factor',
  'You confirmed this session with something that was added too short a time ago to close the account. Sign in with an older passkey, app or password, or wait until this one is older.',
);
const LAST = new Refusal(
  'conflict',
  'recovery.last-operator',
  'You are the only operator of this index. Make somebody else an operator first.',
);
const CLOSING = new Refusal('conflict', 'recovery.closing-already', 'This account is being closed already.');

/** The projects that nobody but she owns: they become locked with her account. */
export async function findSoleOwned(
  world: Pick<Reading, 'keys' | 'read'>,
  accountId: AccountCaller['accountId'],
): Promise<readonly NamedProjectRow[]> {
  const owned = (await findProjectsOf(world, accountId)).filter(({ role }) => role === 'owner');
  const sole: NamedProjectRow[] = [];
  for (const { project } of owned) {
    const owners = (await findRoleHolders(world, project.id)).filter(({ role }) => role === 'owner');
    if (owners.length < 2) sole.push(project);
  }
  return sole;
}

/**
 * The owner closes her account (C11, model row 28): everything ends at once, and a fortnight later what is personal is erased, unless
 * somebody signs in or an address says no. It takes a factor that is not new, because a thief closes to destroy what he left behind.
 *
 * @throws Refusal `recovery.other-name`, `recovery.young-factor`, `recovery.last-operator`, `recovery.closing-already`, `session.ended`
 */
export async function closeAccount(world: World, { caller, visit }: Asking, typedName: string): Promise<void> {
  if (usernameKey(typedName.trim()) !== usernameKey(caller.username)) throw OTHER_NAME;
  if (!(await hasShownOld(world, caller))) throw YOUNG;
  const { accountId } = caller;
  const { lived } = await findTime(world);
  const projects = (await findSoleOwned(world, accountId)).map(({ name }) => name);
  await act(
    world,
    byCaller(caller, visit),
    [
      { table: 'site', id: '1' },
      { table: 'accounts', id: accountId },
    ],
    async (tx, now) => {
      const account = await getCurrentAccount(tx, caller);
      if (await isLastOperator(tx, accountId)) throw LAST;
      if (!(await insertClosing(tx, { account_id: accountId, asked_at: now, ripens_at_lived_ms: lived + CLOSING_MS }))) throw CLOSING;
      const raised = await raiseEpoch(tx, accountId);
      const tokens = await suspendTokens(tx, accountId, now, 'all');
      await killInvitations(tx, accountId);
      const notice = { kind: 'account-closing', from: now + CLOSING_MS, projects } as const;
      await tellEveryAddress(world, tx, now, { account, notice, link: 'keep-account', visit });
      const changed = [...rows('closings', [accountId]), ...raised.changed, ...tokens];
      const details = { projects: projects.length };
      const asked: Event = { kind: 'account.closing-asked', subjects: [ofAccount(accountId)], details, rows: changed };
      return { result: undefined, events: [asked] };
    },
  );
}

/** Whether the session showed something that is not young (B17): the first factor of the account, or one that was there for the wait. */
async function hasShownOld(world: World, { accountId, session, needsSecondFactor }: AccountCaller): Promise<boolean> {
  const account = await findAccountById(world.read, accountId);
  if (account === undefined) return false;
  if (!needsSecondFactor) {
    const before = world.clock.now() - (await findWait(world));
    const setAt = await findPasswordSetAt(world.read, accountId);
    return setAt !== undefined && (setAt <= before || setAt <= account.made_at);
  }
  const { lived } = await findTime(world);
  const keys = (await findLiveKeys(world, accountId)).filter((key) => isOld(key, lived));
  const shown = [...keys, ...(await findTotpApps(world, accountId))].filter(({ id }) => session.factors.includes(id));
  const measure = await findMeasure(world, accountId);
  return shown.some(({ madeAt }) => !isYoungAt(madeAt, world.clock.now(), measure));
}

/** The day on which a closing that begins now ends. */
export function closesOn(world: Pick<Reading, 'clock'>): number {
  return millis(world.clock.now() + CLOSING_MS);
}
