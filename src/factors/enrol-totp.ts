import type { NewSession, RenewSession } from '../accounts/doors.ts';
import { notifyChange } from '../accounts/notify-change.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import { type AccountId, type AppId, MINUTE, type Millis, SECOND } from '../base/brands.ts';
import { toBase64url } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { hmacSha1 } from '../crypto/digest.ts';
import { deriveForEnrolment } from '../crypto/enrol.ts';
import { newId } from '../crypto/reference.ts';
import { openSealed, type SealPlace, seal } from '../crypto/seal.ts';
import { forgiveGuesses, spendGuess } from '../limits/guesses.ts';
import { waitInWords } from '../limits/wait-in-words.ts';
import { RECOVERY_CODE_BYTES, renderRecoveryCode } from '../protocols/recovery-code.ts';
import { findAcceptedStep, isSkewed, normalizeTotpCode, TOTP_SECRET_BYTES } from '../protocols/totp.ts';
import type { CookieChange } from '../web/answer.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { checkAskedBack } from './ask-code-back.ts';
import { findTotpApps } from './check-totp-code.ts';
import type { FactorDoors } from './doors.ts';
import { CODES_COUNT, countCodesLeft, type PreparedList, prepareList } from './recovery-codes.ts';
import {
  claimEnrolment,
  epochOf,
  findEnrolment,
  insertApp,
  insertEnrolment,
  insertList,
  replaceList,
  setNeedsSecondFactor,
} from './store.ts';
import { MAX_APPS, newAppRow } from './totp-app.ts';

/** From the proven code to the recovery code asked back (B9). */
const ENROLMENT_MS = 10 * MINUTE;
const MAX_NAME_LENGTH = 60;

/** The secret that the set-up page shows: derived from the session and the time, so that looking at it writes nothing (A8). */
export function shownSecret(world: Pick<Reading, 'clock' | 'keys'>, caller: AccountCaller, windowsAgo = 0): Uint8Array {
  const window = Math.floor(world.clock.now() / ENROLMENT_MS) - windowsAgo;
  return deriveForEnrolment(world.keys, `totp|${window}`, caller.session.enrolNonce, caller.accountId, TOTP_SECRET_BYTES);
}

export interface Proven {
  readonly cookies: readonly CookieChange[];
  /** `codes`: recovery codes are shown and one is asked back next; `added`: the app counts already. */
  readonly next: 'codes' | 'added';
}

/**
 * Confirms a new app by its code. The first factor does not count yet: the recovery codes come first, and one is asked back (B9).
 * A further app of an account that has codes counts at once.
 *
 * @throws Refusal `factor.wrong-code`, `factor.skewed-clock`, `factor.too-many-apps`, `factor.bad-name`, `factor.wait`
 */
export async function proveTotp(
  world: World,
  doors: FactorDoors,
  visit: Visit,
  caller: AccountCaller,
  form: { code: string; name: string },
): Promise<Proven> {
  const name = parseAppName(form.name);
  const apps = await findTotpApps(world, caller.accountId);
  if (apps.length >= MAX_APPS)
    throw new Refusal('invalid', 'factor.too-many-apps', `An account has at most ${MAX_APPS} authenticator apps. Remove one first.`);
  const { secret, step } = await checkShownCode(world, visit, caller, form.code);
  const codes = await countCodesLeft(world, caller.accountId);
  if (caller.needsSecondFactor && codes !== undefined) return addFurther(world, doors, visit, caller, { name, secret, step });

  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const renewed = await raise(tx, doors.renewSession, caller, now, await epochOf(tx, caller.accountId));
    await insertEnrolment(tx, {
      ...{
        session_handle: renewed.handle,
        account_id: caller.accountId,
        app_name: name,
        last_step: step,
        started_at: now,
        dies_at: now + ENROLMENT_MS,
      },
      ...{
        secret_sealed: seal(world.keys, world.random, 'seal/totp', enrolmentPlace(renewed.handle, caller.accountId), secret),
        codes_nonce: toBase64url(world.random.bytes(16)),
      },
    });
    return {
      result: { cookies: [renewed.cookie], next: 'codes' },
      events: [{ kind: 'factor.totp-proven', subjects: [ofAccount(caller.accountId)], details: { app: name }, rows: renewed.changed }],
    };
  });
}

async function checkShownCode(
  world: World,
  visit: Visit,
  caller: AccountCaller,
  text: string,
): Promise<{ secret: Uint8Array; step: number }> {
  const guess = { authenticator: `enrol:${caller.accountId}`, pool: 'known' } as const;
  const spent = await spendGuess(world, guess);
  if (!spent.allowed)
    throw new Refusal(
      'too-many',
      'factor.wait',
      `Too many wrong codes. Wait ${waitInWords(Math.ceil((spent.until - world.clock.now()) / SECOND))}, then try the code your app shows.`,
      { field: 'totp_value' },
    );
  const code = normalizeTotpCode(text);
  const now = world.clock.now();
  // A secret that was shown up to ten minutes before the window changed still counts.
  for (const secret of [shownSecret(world, caller), shownSecret(world, caller, 1)]) {
    const step = code === undefined || world.clock.isSuspect() ? undefined : findAcceptedStep(hmacSha1, secret, code, now);
    if (step === undefined) continue;
    await forgiveGuesses(world, guess);
    return { secret, step };
  }
  await recordRefusal(world, byCaller(caller, visit), {
    kind: 'refused.enrolment',
    details: { what: 'totp' },
    accountId: caller.accountId,
  });
  if (code !== undefined && isSkewed(hmacSha1, shownSecret(world, caller), code, now)) {
    throw new Refusal(
      'invalid',
      'factor.skewed-clock',
      'That code belongs to another minute. Set the clock of your phone to automatic, then try the next code.',
      { field: 'totp_value' },
    );
  }
  throw new Refusal('invalid', 'factor.wrong-code', 'That code was wrong. Type the six digits that your app shows now.', {
    field: 'totp_value',
  });
}

/** The recovery codes of the enrolment that waits in this session, shown until one is asked back; undefined when none waits. */
export async function findEnrolmentCodes(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  caller: AccountCaller,
): Promise<readonly string[] | undefined> {
  const enrolment = await findEnrolment(world.read, caller.session.handle, world.clock.now());
  return enrolment === undefined ? undefined : codesOf(world, enrolment.codes_nonce, caller.accountId);
}

function codesOf(world: Pick<Reading, 'keys'>, nonce: string, accountId: AccountId): readonly string[] {
  const bytes = deriveForEnrolment(world.keys, 'recovery-codes', nonce, accountId, CODES_COUNT * RECOVERY_CODE_BYTES);
  return Array.from({ length: CODES_COUNT }, (_, index) =>
    renderRecoveryCode(bytes.subarray(index * RECOVERY_CODE_BYTES, (index + 1) * RECOVERY_CODE_BYTES)),
  );
}

/**
 * One code was asked back: now the app and the codes count, and from now on a password alone never opens the account. Ends all
 * other sessions; this browser, if it confirmed the mailbox, is known from now on (B6).
 *
 * @throws Refusal `factor.enrolment-over`, `factor.wrong-recovery-code`, `factor.wait`
 */
export async function confirmCodes(
  world: World,
  doors: FactorDoors,
  visit: Visit,
  caller: AccountCaller,
  text: string,
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const codes = await findEnrolmentCodes(world, caller);
  if (codes === undefined) throw OVER;
  await checkAskedBack(world, visit, caller, codes, text);
  const prepared = await prepareList(world, caller.accountId, codes, world.clock.now(), visit.network);

  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const enrolment = await claimEnrolment(tx, caller.session.handle, now);
    if (enrolment === undefined) throw OVER;
    const id = newId<AppId>(world.random);
    const secret = openSealed(world.keys, 'seal/totp', enrolmentPlace(enrolment.session_handle, caller.accountId), enrolment.secret_sealed);
    await insertApp(
      tx,
      newAppRow(world, { id, accountId: caller.accountId, name: enrolment.app_name, secret, lastStep: enrolment.last_step, madeAt: now }),
    );
    const ended = await replaceList(tx, caller.accountId, now);
    await insertList(tx, prepared.list, prepared.codes);
    if (!caller.needsSecondFactor) await setNeedsSecondFactor(tx, caller.accountId, now);

    const opened = await goOn(tx, doors, caller, now, id);
    await tell(
      world,
      tx,
      caller,
      visit,
      now,
      `The authenticator app “${enrolment.app_name}” was added as a second factor, with ${codes.length} recovery codes.`,
    );
    const named = {
      kind: 'factor.totp-added',
      subjects: [ofAccount(caller.accountId)],
      details: { app: id, name: enrolment.app_name },
    } as const;
    const added: Event = { ...named, rows: [...rows('totp_apps', [id]), ...opened.changed] };
    return { result: { cookies: opened.cookies }, events: [added, codesMade(caller.accountId, prepared, ended), ...opened.events] };
  });
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

async function addFurther(
  world: World,
  doors: FactorDoors,
  visit: Visit,
  caller: AccountCaller,
  app: { name: string; secret: Uint8Array; step: number },
): Promise<Proven> {
  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx, now) => {
    const id = newId<AppId>(world.random);
    await insertApp(
      tx,
      newAppRow(world, { id, accountId: caller.accountId, name: app.name, secret: app.secret, lastStep: app.step, madeAt: now }),
    );
    const opened = await goOn(tx, doors, caller, now, id);
    await tell(world, tx, caller, visit, now, `The authenticator app “${app.name}” was added as a second factor.`);
    const details = { app: id, name: app.name };
    return {
      result: { cookies: opened.cookies, next: 'added' },
      events: [
        {
          kind: 'factor.totp-added',
          subjects: [ofAccount(caller.accountId)],
          details,
          rows: [...rows('totp_apps', [id]), ...opened.changed],
        },
        ...opened.events,
      ],
    };
  });
}

interface Opened {
  readonly cookies: readonly CookieChange[];
  readonly changed: readonly RowRef[];
  readonly events: readonly Event[];
}

/** Ends everything else of the account and goes on in this browser with what was just proven. */
async function goOn(tx: Write, doors: FactorDoors, caller: AccountCaller, now: Millis, appId: AppId): Promise<Opened> {
  const raised = await raiseEpoch(tx, caller.accountId, caller.session.epoch);
  const renewed = await doors.renewSession(tx, {
    caller,
    epoch: raised.epoch,
    now,
    proved: { strength: 'O', factors: ['password', appId] },
  });
  const changed = [...raised.changed, ...renewed.changed];
  if (caller.session.mailboxAt === null) return { cookies: [renewed.cookie, { name: 'device', value: undefined }], changed, events: [] };
  const known = await doors.rememberBrowser(tx, { accountId: caller.accountId, epoch: raised.epoch, now });
  const event: Event = {
    kind: 'session.browser-known',
    subjects: [ofAccount(caller.accountId)],
    details: { device: known.device },
    rows: known.changed,
  };
  return { cookies: [renewed.cookie, known.cookie], changed, events: [event] };
}

/** The session that proved a code is stronger from now on and has a new id; the app itself does not count yet. */
function raise(tx: Write, renewSession: RenewSession, caller: AccountCaller, now: Millis, epoch: number): Promise<NewSession> {
  return renewSession(tx, { caller, epoch, now, proved: { strength: 'O', factors: ['password', 'new-app'] } });
}

async function tell(world: World, tx: Write, caller: AccountCaller, visit: Visit, now: Millis, what: string): Promise<void> {
  await notifyChange(world, tx, { who: caller, kind: 'factor-changed', what, visit, now });
}

function enrolmentPlace(handle: string, accountId: AccountId): SealPlace {
  return { table: 'enrolments', column: 'secret_sealed', rowId: handle, ownerId: accountId };
}

function parseAppName(text: string): string {
  const name = text.trim().normalize('NFC') || 'Authenticator app';
  if ([...name].length <= MAX_NAME_LENGTH && name.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(name)) return name;
  throw new Refusal('invalid', 'factor.bad-name', `Write a name of at most ${MAX_NAME_LENGTH} characters, such as “Phone”.`, {
    field: 'name',
  });
}
