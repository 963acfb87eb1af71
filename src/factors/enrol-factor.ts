import { getCurrentAccount } from '../accounts/current-account.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, AppId, Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { World } from '../world.ts';
import { checkAskedBack } from './ask-code-back.ts';
import type { FactorDoors } from './doors.ts';
import { forgiveMadeAnew } from './forgive-made-anew.ts';
import { goOn } from './go-on.ts';
import { findHeldFactor, holdFactor, takeHeldFactor } from './held-factor.ts';
import { type AddedFactor, type Enrolling, insertFactor, type Proven, proofOf } from './new-factor.ts';
import { countCodesLeft, listRows, type PreparedList, prepareList } from './recovery-codes.ts';
import { NO_APP } from './remove-totp.ts';
import { removeApp } from './removed-store.ts';
import { replaceFactors } from './replace-factors.ts';
import { insertList, replaceList, setNeedsSecondFactor } from './store.ts';
import { findLostLately } from './young.ts';

/**
 * Goes on with a proven factor. The first one does not count yet: recovery codes come first, and one is asked back, or a second
 * passkey stands instead (B9). A further one of an account that has codes counts at once, and one in a session that a recovery code
 * opened takes the place of what is lost (B8).
 *
 * @throws Refusal `session.ended`, `factor.mailbox-first`, `factor.key-taken`, `factor.too-many-apps`, `factor.too-many-keys`
 */
export async function enrolFactor(world: World, doors: FactorDoors, asking: Asking, enrolling: Enrolling): Promise<Proven> {
  const { caller } = asking;
  if (caller.session.strength === 'R') return replaceFactors(world, doors, asking, enrolling);
  const codes = await countCodesLeft(world, caller.accountId);
  if (caller.needsSecondFactor && codes !== undefined) return addFurther(world, doors, asking, enrolling);
  const held = await findHeldFactor(world, caller);
  if (held?.factor.kind === 'key' && enrolling.factor.kind === 'key') return addFurther(world, doors, asking, enrolling);
  return holdFirst(world, doors, asking, enrolling);
}

async function holdFirst(world: World, doors: FactorDoors, { caller, visit }: Asking, { factor, claim }: Enrolling): Promise<Proven> {
  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const { auth_epoch } = await getCurrentAccount(tx, caller);
    await claim?.(tx);
    // The session that proved it is stronger from now on and has a new id; the factor itself does not count yet.
    // Where another factor counts already, only that one makes a sign-in fresh.
    const shown = caller.needsSecondFactor ? {} : { proved: proofOf(factor, 'new-factor') };
    const renewed = await doors.renewSession(tx, { caller, epoch: auth_epoch, now, ...shown });
    await holdFactor(world, tx, caller, { factor, now });
    const proven = { subjects: [ofAccount(caller.accountId)], rows: renewed.changed };
    const event: Event =
      factor.kind === 'totp'
        ? { kind: 'factor.totp-proven', details: { app: factor.name }, ...proven }
        : { kind: 'factor.key-proven', details: { key: factor.name }, ...proven };
    return { result: { cookies: [renewed.cookie], next: 'codes' }, events: [event] };
  });
}

/** Makes the factor count at once; with it the first passkey that waits in this session, for which it stands instead of codes. */
async function addFurther(world: World, doors: FactorDoors, asking: Asking, enrolling: Enrolling): Promise<Proven> {
  const { caller, visit } = asking;
  const { accountId } = caller;
  const { factor, claim, replaces } = enrolling;
  const cookies = await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await claim?.(tx);
    const first = caller.needsSecondFactor ? undefined : await takeHeldFactor(world, tx, caller, now);
    if (!caller.needsSecondFactor && first === undefined) throw OVER;
    const waited = first === undefined ? [] : [await insertFactor(world, tx, accountId, { factor: first, now })];
    if (!caller.needsSecondFactor) await beginToNeed(world, tx, accountId, now);
    const gone = replaces === undefined ? undefined : await takeOut(tx, { accountId, app: replaces }, now);
    const added = await insertFactor(world, tx, accountId, { factor, now });
    const opened = await goOn(tx, doors, asking, { now, proved: added.proof });
    const notice = { kind: 'factor-added', added: [...waited, added].map(({ words }) => words), inPlaceOf: gone?.name } as const;
    await tellAccount(world, tx, { who: caller, notice, visit, now });
    const removed = gone === undefined ? [] : [gone.event];
    const events = [...removed, ...waited.map(({ event }) => event), ...opened.events];
    return { result: opened.cookies, events: [withRows(added, opened.changed), ...events] };
  });
  if (factor.kind === 'totp') await forgiveMadeAnew(world, accountId, ['totp']);
  return { cookies, next: 'added' };
}

/** Where another factor was removed within the wait the new one is not the first (B17). */
async function beginToNeed(world: World, tx: Write, accountId: AccountId, now: Millis): Promise<void> {
  await setNeedsSecondFactor(tx, accountId, (await findLostLately({ ...world, read: tx }, accountId, now)) ?? now);
}

async function takeOut(
  tx: Write,
  { accountId, app }: { readonly accountId: AccountId; readonly app: AppId },
  now: Millis,
): Promise<{ readonly name: string; readonly event: Event }> {
  const removed = await removeApp(tx, { accountId, id: app }, now);
  if (removed === undefined) throw NO_APP;
  const { name } = removed;
  return {
    name,
    event: { kind: 'factor.totp-removed', subjects: [ofAccount(accountId)], details: { app, name }, rows: rows('totp_apps', [app]) },
  };
}

/**
 * One code was asked back: now the factor and the codes count, and from now on a password alone never opens the account. Ends all
 * other sessions; this browser, if it confirmed the mailbox, is known from now on (B6).
 *
 * @throws Refusal `factor.enrolment-over`, `factor.wrong-recovery-code`, `factor.wait`, `session.ended`
 */
export async function confirmCodes(
  world: World,
  doors: FactorDoors,
  asking: Asking,
  text: string,
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const { caller, visit } = asking;
  const { accountId } = caller;
  const held = await findHeldFactor(world, caller);
  if (held === undefined) throw OVER;
  await checkAskedBack(world, asking, held.codes, text);
  const prepared = await prepareList(world, held.codes, { accountId, network: visit.network });

  const cookies = await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const factor = await takeHeldFactor(world, tx, caller, now);
    if (factor === undefined) throw OVER;
    const added = await insertFactor(world, tx, accountId, { factor, now });
    if (!caller.needsSecondFactor) await beginToNeed(world, tx, accountId, now);
    const ended = await replaceList(tx, accountId, now);
    await insertList(tx, prepared.list, prepared.codes);
    const opened = await goOn(tx, doors, asking, { now, proved: added.proof });
    const notice = { kind: 'factor-added', added: [added.words], codes: held.codes.length } as const;
    await tellAccount(world, tx, { who: caller, notice, visit, now });
    return {
      result: opened.cookies,
      events: [withRows(added, opened.changed), codesMade(accountId, prepared, ended), ...opened.events],
    };
  });
  await forgiveMadeAnew(world, accountId, ['totp', 'codes']);
  return { cookies };
}

function withRows({ event }: AddedFactor, changed: NonNullable<Event['rows']>): Event {
  return { ...event, rows: [...(event.rows ?? []), ...changed] };
}

function codesMade(accountId: AccountId, prepared: PreparedList, ended: readonly string[]): Event {
  const details = { list: prepared.list.id, count: prepared.codes.length };
  return { kind: 'factor.codes-made', subjects: [ofAccount(accountId)], details, rows: listRows(prepared, ended) };
}

const OVER = new Refusal(
  'invalid',
  'factor.enrolment-over',
  'This set-up is over: ten minutes have passed, or it was finished in another window. Begin again.',
);
