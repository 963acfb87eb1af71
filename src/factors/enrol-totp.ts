import { getCurrentAccount } from '../accounts/current-account.ts';
import { notifyChange } from '../accounts/notify-change.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, AppId, Millis } from '../base/brands.ts';
import { toBase64url } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { newId } from '../crypto/reference.ts';
import { openSealed, type SealPlace, seal } from '../crypto/seal.ts';
import { forgiveGuesses } from '../limits/guesses.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';
import { checkAskedBack } from './ask-code-back.ts';
import { deriveCodes } from './derive-codes.ts';
import type { FactorDoors } from './doors.ts';
import { goOn } from './go-on.ts';
import { CODES_COUNT, countCodesLeft, type PreparedList, prepareList } from './recovery-codes.ts';
import { checkShownCode, ENROLMENT_MS, type ProvenSecret } from './shown-secret.ts';
import {
  claimEnrolment,
  findAppRows,
  findEnrolment,
  insertApp,
  insertEnrolment,
  insertList,
  replaceList,
  setNeedsSecondFactor,
} from './store.ts';
import { MAX_APPS, newAppRow, parseAppName } from './totp-app.ts';

export interface Proven {
  readonly cookies: readonly CookieChange[];
  /** `codes`: recovery codes are shown and one is asked back next; `added`: the app counts already. */
  readonly next: 'codes' | 'added';
}

export interface ProveForm {
  readonly code: string;
  readonly name: string;
}

/** An app whose code was right. */
type NewApp = ProvenSecret & { readonly name: string };

/**
 * Confirms a new app by its code. The first factor does not count yet: the recovery codes come first, and one is asked back (B9).
 * A further app of an account that has codes counts at once.
 *
 * @throws Refusal `factor.wrong-code`, `factor.skewed-clock`, `factor.too-many-apps`, `factor.bad-name`, `factor.wait`, `session.ended`
 */
export async function proveTotp(world: World, doors: FactorDoors, asking: Asking, form: ProveForm): Promise<Proven> {
  const { caller, visit } = asking;
  const name = parseAppName(form.name);
  checkRoom(await findAppRows(world.read, caller.accountId));
  const proven = await checkShownCode(world, asking, form.code);
  const codes = await countCodesLeft(world, caller.accountId);
  if (caller.needsSecondFactor && codes !== undefined) return addFurther(world, doors, asking, { ...proven, name });

  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const { auth_epoch } = await getCurrentAccount(tx, caller);
    // The session that proved a code is stronger from now on and has a new id; the app itself does not count yet.
    // Where another app counts already, only that one makes a sign-in fresh.
    const shown = caller.needsSecondFactor ? {} : { proved: { strength: 'O', factors: ['password', 'new-app'] } as const };
    const renewed = await doors.renewSession(tx, { caller, epoch: auth_epoch, now, ...shown });
    await holdApp(world, tx, caller, { ...proven, name, now });
    return {
      result: { cookies: [renewed.cookie], next: 'codes' },
      events: [{ kind: 'factor.totp-proven', subjects: [ofAccount(caller.accountId)], details: { app: name }, rows: renewed.changed }],
    };
  });
}

/** Bound to the session by its nonce, which outlives a step-up and dies with the session. */
async function holdApp(
  world: World,
  tx: Write,
  { accountId, session }: AccountCaller,
  app: NewApp & { readonly now: Millis },
): Promise<void> {
  const place = enrolmentPlace(session.enrolNonce, accountId);
  await insertEnrolment(tx, {
    nonce: session.enrolNonce,
    account_id: accountId,
    app_name: app.name,
    last_step: app.step,
    secret_sealed: seal(world, 'seal/totp', place, app.secret),
    codes_nonce: toBase64url(world.random.bytes(16)),
    started_at: app.now,
    dies_at: app.now + ENROLMENT_MS,
  });
}

/** The recovery codes of the enrolment that waits in this session, shown until one is asked back; undefined when none waits. */
export async function findEnrolmentCodes(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  { accountId, session }: AccountCaller,
): Promise<readonly string[] | undefined> {
  const enrolment = await findEnrolment(world.read, { accountId, nonce: session.enrolNonce }, world.clock.now());
  if (enrolment === undefined) return undefined;
  return deriveCodes(world.keys, { purpose: 'recovery-codes', nonce: enrolment.codes_nonce, accountId, count: CODES_COUNT });
}

/**
 * One code was asked back: now the app and the codes count, and from now on a password alone never opens the account. Ends all
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
  const codes = await findEnrolmentCodes(world, caller);
  if (codes === undefined) throw OVER;
  await checkAskedBack(world, asking, codes, text);
  const prepared = await prepareList(world, codes, { accountId, network: visit.network });

  const cookies = await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const app = await addHeldApp(world, tx, caller, now);
    const ended = await replaceList(tx, accountId, now);
    await insertList(tx, prepared.list, prepared.codes);
    if (!caller.needsSecondFactor) await setNeedsSecondFactor(tx, accountId, now);
    const opened = await goOn(tx, doors, caller, { now, proved: app.id });
    const what = `The authenticator app “${app.name}” was added as a second factor, with ${codes.length} recovery codes.`;
    await notifyChange(world, tx, { who: caller, kind: 'factor-changed', what, visit, now });
    const added: Event = {
      kind: 'factor.totp-added',
      subjects: [ofAccount(accountId)],
      details: { app: app.id, name: app.name },
      rows: [...rows('totp_apps', [app.id]), ...opened.changed],
    };
    return { result: opened.cookies, events: [added, codesMade(accountId, prepared, ended), ...opened.events] };
  });
  await forgiveMadeAnew(world, accountId, ['totp', 'codes']);
  return { cookies };
}

/** Takes the app that waits in this session and makes it count; of two confirmations at once one gets it. */
async function addHeldApp(
  world: World,
  tx: Write,
  { accountId, session }: AccountCaller,
  now: Millis,
): Promise<{ id: AppId; name: string }> {
  const held = await claimEnrolment(tx, { accountId, nonce: session.enrolNonce }, now);
  if (held === undefined) throw OVER;
  checkRoom(await findAppRows(tx, accountId));
  const secret = openSealed(world.keys, 'seal/totp', enrolmentPlace(held.nonce, accountId), held.secret_sealed);
  const app = { id: newId<AppId>(world.random), name: held.app_name };
  await insertApp(tx, newAppRow(world, { ...app, accountId, secret, lastStep: held.last_step, madeAt: now }));
  return app;
}

function codesMade(accountId: AccountId, { list, codes }: PreparedList, ended: readonly string[]): Event {
  const ids = codes.map((code) => code.id);
  const changed = [...rows('recovery_lists', [...ended, list.id]), ...rows('recovery_codes', ids)];
  return { kind: 'factor.codes-made', subjects: [ofAccount(accountId)], details: { list: list.id, count: codes.length }, rows: changed };
}

const OVER = new Refusal(
  'invalid',
  'factor.enrolment-over',
  'This set-up is over: ten minutes have passed, or it was finished in another window. Begin again.',
);

async function addFurther(world: World, doors: FactorDoors, { caller, visit }: Asking, app: NewApp): Promise<Proven> {
  const { accountId } = caller;
  const cookies = await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    checkRoom(await findAppRows(tx, accountId));
    const { name } = app;
    const id = newId<AppId>(world.random);
    await insertApp(tx, newAppRow(world, { id, accountId, name, secret: app.secret, lastStep: app.step, madeAt: now }));
    const opened = await goOn(tx, doors, caller, { now, proved: id });
    const what = `The authenticator app “${name}” was added as a second factor.`;
    await notifyChange(world, tx, { who: caller, kind: 'factor-changed', what, visit, now });
    const changed = [...rows('totp_apps', [id]), ...opened.changed];
    const added: Event = { kind: 'factor.totp-added', subjects: [ofAccount(accountId)], details: { app: id, name }, rows: changed };
    return { result: opened.cookies, events: [added, ...opened.events] };
  });
  await forgiveMadeAnew(world, accountId, ['totp']);
  return { cookies, next: 'added' };
}

/** What was made anew has no failures: after a hundred it would stay shut for ever. */
export async function forgiveMadeAnew(world: World, accountId: AccountId, made: readonly ('totp' | 'codes')[]): Promise<void> {
  for (const kind of made) await forgiveGuesses(world, { authenticator: `${kind}:${accountId}`, pool: 'known' });
}

function checkRoom(apps: readonly unknown[]): void {
  if (apps.length < MAX_APPS) return;
  throw new Refusal('invalid', 'factor.too-many-apps', `An account has at most ${MAX_APPS} authenticator apps. Remove one first.`);
}

function enrolmentPlace(nonce: string, accountId: AccountId): SealPlace {
  return { table: 'enrolments', column: 'secret_sealed', rowId: nonce, ownerId: accountId };
}
