import { getCurrentAccount } from '../accounts/current-account.ts';
import { findWait } from '../accounts/find-policies.ts';
import type { Notice } from '../accounts/notices/notices.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import type { AccountId, KeyId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';
import type { FactorDoors } from './doors.ts';
import { checkStillComplies } from './find-demand.ts';
import { findKeys } from './find-keys.ts';
import { goOn } from './go-on.ts';
import { endLastFactor } from './last-factor.ts';
import { isPasskeysOnly } from './passkey-rule.ts';
import { findAppRows, renameKey as renameRow, setLeaving } from './store.ts';
import { parseFactorName } from './totp-app.ts';
import { isOld, type WebauthnKey } from './webauthn-key.ts';

const LAST = new Refusal(
  'invalid',
  'factor.last',
  'This is your last second factor. Confirm with the passkey itself to remove it, or add another factor first.',
);
const NEEDS_TWO = new Refusal(
  'invalid',
  'factor.needs-two-passkeys',
  'Nothing but your passkeys opens this account, so two of them stay. Add another first, or let the other ways in again.',
);
const NO_KEY = new Refusal('not-found', 'factor.no-such-key', 'This account has no such passkey.');

/** @throws Refusal `factor.no-such-key`, `factor.bad-name`, `session.ended` */
export async function renameKey(world: World, { caller, visit }: Asking, id: KeyId, text: string): Promise<void> {
  const name = parseFactorName(text, 'Passkey');
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: caller.accountId }], async (tx) => {
    await getCurrentAccount(tx, caller);
    const before = await renameRow(tx, { accountId: caller.accountId, id, name });
    if (before === undefined) throw NO_KEY;
    const subjects = [ofAccount(caller.accountId)];
    const details = { key: id, before, name };
    return { result: undefined, events: [{ kind: 'factor.key-renamed', subjects, details, rows: rows('webauthn_keys', [id]) }] };
  });
}

/** Whether this session was last confirmed by one of these passkeys, and that one is old (B17, B18). */
export function isShownByOld({ session }: Pick<AccountCaller, 'session'>, keys: readonly WebauthnKey[], lived: number): boolean {
  return session.freshStrength === 'V' && keys.some((key) => session.factors.includes(key.id) && isOld(key, lived));
}

/** Where nothing but passkeys opens the account two of them stay (B14). */
async function checkTwoStay(world: Pick<Reading, 'keys' | 'read'>, accountId: AccountId): Promise<void> {
  const staying = (await findKeys(world, accountId)).filter((key) => key.verifiesPerson && key.leavesAt === null);
  if (staying.length < 2 && (await isPasskeysOnly(world, accountId))) throw NEEDS_TWO;
}

export interface Removal {
  readonly cookies: readonly CookieChange[];
  /** `now`: it opens nothing any more; `later`: it goes after the wait. */
  readonly leaves: 'now' | 'later';
}

/**
 * Removes a passkey. Where this session was confirmed by a passkey that is not young it goes at once; anything less takes effect after
 * the wait, and until then it may be kept (B18). The last second factor takes codes and tokens with it. Ends all other sessions.
 *
 * @throws Refusal `factor.no-such-key`, `factor.last`, `factor.needs-two-passkeys`, `factor.asked-for`, `session.ended`
 */
export async function removeKey(world: World, doors: FactorDoors, asking: Asking, id: KeyId): Promise<Removal> {
  const { caller, visit } = asking;
  const { accountId } = caller;
  const { lived } = await findTime(world);
  const keys = await findKeys(world, accountId);
  const key = keys.find((candidate) => candidate.id === id && candidate.leavesAt === null);
  if (key === undefined) throw NO_KEY;
  const staying = keys.filter(({ leavesAt }) => leavesAt === null);
  const isByOld = isShownByOld(caller, staying, lived);
  const isLast = staying.length === 1 && (await findAppRows(world.read, accountId)).length === 0;
  if (isLast && !isByOld) throw LAST;
  const leaves = isByOld ? 'now' : 'later';
  const wait = await findWait(world);

  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    if (!(await setLeaving(tx, { accountId, id, leavesAt: leaves === 'now' ? now : now + wait }))) throw NO_KEY;
    await checkTwoStay({ ...world, read: tx }, accountId);
    await checkStillComplies({ ...world, read: tx }, accountId, now);
    const ended = leaves === 'now' ? await endLastFactor(tx, doors, accountId, now) : { isLast: false, changed: [] };
    const opened = await goOn(tx, doors, asking, { now });
    const { name } = key;
    const notice: Notice = leaves === 'now' ? { kind: 'passkey-removed', name, isLast: ended.isLast } : { kind: 'passkey-leaves', name };
    await tellAccount(world, tx, { who: caller, notice, visit, now });
    const details = { key: id, name: key.name, leaves } as const;
    const changed = [...rows('webauthn_keys', [id]), ...ended.changed, ...opened.changed];
    return {
      result: { cookies: opened.cookies, leaves },
      events: [{ kind: 'factor.key-removed', subjects: [ofAccount(accountId)], details, rows: changed }, ...opened.events],
    };
  });
}

/** @throws Refusal `factor.no-such-key`, `session.ended` */
export async function keepKey(world: World, { caller, visit }: Asking, id: KeyId): Promise<void> {
  const { accountId } = caller;
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    const key = (await findKeys({ ...world, read: tx }, accountId)).find((candidate) => candidate.id === id);
    if (key?.leavesAt == null || key.leavesAt <= now) throw NO_KEY;
    await setLeaving(tx, { accountId, id, leavesAt: null });
    const details = { key: id, name: key.name };
    return {
      result: undefined,
      events: [{ kind: 'factor.key-kept', subjects: [ofAccount(accountId)], details, rows: rows('webauthn_keys', [id]) }],
    };
  });
}
