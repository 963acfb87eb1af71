import { getCurrentAccount } from '../accounts/current-account.ts';
import { findWait } from '../accounts/find-policies.ts';
import { claimLink, findLiveLink } from '../accounts/links.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { AccountId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { findTotpApps } from '../factors/check-totp-code.ts';
import { findLiveKeys } from '../factors/judge-assertion.ts';
import type { TotpApp } from '../factors/totp-app.ts';
import type { WebauthnKey } from '../factors/webauthn-key.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller, byLink } from '../web/by-caller.ts';
import type { AccountCaller, Caller } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';
import { findMeasure, mayStop } from './may-stop.ts';
import { claimObjection, findAccountById, listRunning, stopRunning } from './store.ts';

const NOTHING = new Refusal('conflict', 'recovery.nothing-runs', 'Nobody asks for this account any more, or it was objected to already.');
const YOUNG = new Refusal(
  'forbidden',
  'recovery.young-factor',
  'What this session was confirmed with is younger than the request, so it cannot stop it. Use an older passkey or app, or object.',
);

export interface Running {
  readonly accountId: AccountId;
  readonly username: string;
  readonly recoveries: readonly RecoveriesTable[];
  /** Whether this browser is signed in to the account itself. */
  readonly isOwner: boolean;
  /** WAIT now, in milliseconds. */
  readonly waitMs: number;
}

/** What runs of the account that the browser is signed in to, or that its mailed link is about; undefined for nobody's. */
export async function findRunning(
  world: Pick<Reading, 'clock' | 'keys' | 'read' | 'settings'>,
  { caller, cookies }: Pick<Asking<Caller>, 'caller' | 'cookies'>,
): Promise<Running | undefined> {
  const linked = (await findLiveLink(world, 'objection', cookies.link))?.account_id;
  const accountId = linked ?? (caller.kind === 'account' ? caller.accountId : undefined);
  const account = accountId === undefined ? undefined : await findAccountById(world.read, accountId);
  if (account === undefined) return undefined;
  const recoveries = await listRunning(world.read, account.id);
  const isOwner = caller.kind === 'account' && caller.accountId === account.id;
  return { accountId: account.id, username: account.username, recoveries, isOwner, waitMs: await findWait(world) };
}

/**
 * A bare session or the mailed link makes it wait one wait more, once: a thief with a cookie cannot veto the owner for ever (C4).
 *
 * @throws Refusal `recovery.nothing-runs`
 */
export async function objectTo(world: World, asking: Asking<Caller>): Promise<void> {
  const { caller, cookies, visit } = asking;
  const running = await findRunning(world, asking);
  if (running === undefined) throw NOTHING;
  const { accountId, isOwner, recoveries, waitMs } = running;
  const by: By = caller.kind === 'account' && isOwner ? byCaller(caller, visit) : byLink(visit);
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    if (caller.kind === 'account' && isOwner) await getCurrentAccount(tx, caller);
    else if (cookies.link === undefined || (await claimLink(world, tx, now, { kind: 'objection', secret: cookies.link })) === undefined)
      throw NOTHING;
    const objected: string[] = [];
    for (const recovery of recoveries) if (await claimObjection(tx, recovery, now, waitMs)) objected.push(recovery.id);
    const events = objected.map((id): Event => {
      const details = { recovery: id, by: isOwner ? 'session' : 'link' } as const;
      return { kind: 'recovery.objected', subjects: [ofAccount(accountId)], details, rows: rows('recoveries', [id]) };
    });
    const [first, ...others] = events;
    if (first === undefined) throw NOTHING;
    await tellAccount(world, tx, { who: { accountId }, notice: { kind: 'recovery-objected' }, visit, now });
    return { result: undefined, events: [first, ...others] };
  });
}

/**
 * A factor from before the request stops it, for good; the session was confirmed by it just now (model row 31).
 *
 * @throws Refusal `recovery.nothing-runs`, `recovery.young-factor`, `session.ended`
 */
export async function stopRecovery(world: World, { caller, visit }: Asking): Promise<void> {
  const { accountId } = caller;
  const recoveries = await listRunning(world.read, accountId);
  if (recoveries.length === 0) throw NOTHING;
  const held = await findShown(world, caller);
  const measure = await findMeasure(world, accountId);
  const stopping = recoveries.filter((recovery) => held.some((factor) => mayStop(factor, recovery, measure)));
  if (stopping.length === 0) throw YOUNG;
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    const ids = stopping.map(({ id }) => id);
    const stopped = await stopRunning(tx, accountId, ids);
    const events = stopped.map((id): Event => {
      const details = { recovery: id, factor: held[0]?.id ?? '' };
      return { kind: 'recovery.stopped', subjects: [ofAccount(accountId)], details, rows: rows('recoveries', [id]) };
    });
    const [first, ...others] = events;
    if (first === undefined) throw NOTHING;
    await tellAccount(world, tx, { who: caller, notice: { kind: 'recovery-stopped' }, visit, now });
    return { result: undefined, events: [first, ...others] };
  });
}

/** What the session was confirmed with. */
async function findShown(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  { accountId, session }: Pick<AccountCaller, 'accountId' | 'session'>,
): Promise<readonly (WebauthnKey | TotpApp)[]> {
  const all = [...(await findLiveKeys(world, accountId)), ...(await findTotpApps(world, accountId))];
  return all.filter(({ id }) => session.factors.includes(id));
}
