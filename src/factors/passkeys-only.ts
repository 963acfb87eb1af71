import { getCurrentAccount } from '../accounts/current-account.ts';
import { findWait } from '../accounts/find-policies.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { rows } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { Reading, World } from '../world.ts';
import type { FactorDoors } from './doors.ts';
import { goOn } from './go-on.ts';
import { findLiveKeys } from './judge-assertion.ts';
import { findPasskeysOnly, isPasskeysOnly, passkeyRuleRow } from './passkey-rule.ts';
import { isShownByOld } from './remove-key.ts';
import { insertPasskeyRule, setRuleEnd } from './store.ts';
import { isOld, type WebauthnKey } from './webauthn-key.ts';

const TOO_FEW = new Refusal(
  'invalid',
  'factor.too-few-passkeys',
  'That needs two passkeys that check you by PIN, finger or face and are not new: with one alone a lost device would lock you out.',
);
const NOT_OLD = new Refusal(
  'forbidden',
  'factor.needs-old-passkey',
  'Confirm with a passkey of yours that is not new: nothing else opens the other ways again.',
);
const CHANGED = new Refusal('conflict', 'factor.passkeys-only-changed', 'That was changed in another window. Look at your account.');

type Went = { readonly cookies: readonly CookieChange[] };

/** Those of the account's passkeys on which alone it may rest: they verify their person, stay, and are not young. */
export async function findReliablePasskeys(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  { accountId }: Pick<AccountCaller, 'accountId'>,
): Promise<readonly WebauthnKey[]> {
  const { lived } = await findTime(world);
  const keys = await findLiveKeys(world, accountId);
  return keys.filter((key) => key.verifiesPerson && key.leavesAt === null && isOld(key, lived));
}

/**
 * From now on nothing opens the account but its passkeys: a password makes no half state, codes neither step up nor reset (B14).
 * Whoever is in elsewhere, perhaps by a code, is out.
 *
 * @throws Refusal `factor.too-few-passkeys`, `factor.passkeys-only-changed`, `session.ended`
 */
export async function startPasskeysOnly(world: World, doors: FactorDoors, asking: Asking): Promise<Went> {
  const { caller, visit } = asking;
  const { accountId } = caller;
  return act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    if ((await findReliablePasskeys({ ...world, read: tx }, caller)).length < 2) throw TOO_FEW;
    if (await isPasskeysOnly({ read: tx }, accountId)) throw CHANGED;
    await insertPasskeyRule(tx, passkeyRuleRow(world.keys, { account_id: accountId, made_at: now, ends_lived_ms: null }));
    const opened = await goOn(tx, doors, asking, { now });
    await tellAccount(world, tx, { who: caller, notice: { kind: 'passkeys-only' }, visit, now });
    const changed = [...rows('passkey_rules', [accountId]), ...opened.changed];
    const event = { kind: 'factor.passkeys-only', subjects: [ofAccount(accountId)], details: { is: 'on' }, rows: changed } as const;
    return { result: { cookies: opened.cookies }, events: [event, ...opened.events] };
  });
}

/**
 * Passwords and codes open the account again once the wait is over; until then it can be kept. Only a session that an older passkey
 * confirmed may ask for it.
 *
 * @throws Refusal `factor.needs-old-passkey`, `factor.passkeys-only-changed`, `session.ended`
 */
export async function stopPasskeysOnly(world: World, { caller, visit }: Asking): Promise<void> {
  const { accountId } = caller;
  const { lived } = await findTime(world);
  if (!isShownByOld(caller, await findLiveKeys(world, accountId), lived)) throw NOT_OLD;
  const wait = await findWait(world);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    if ((await findPasskeysOnly({ read: tx }, accountId)) !== 'on') throw CHANGED;
    await setRuleEnd(tx, accountId, lived + wait);
    await tellAccount(world, tx, { who: caller, notice: { kind: 'passkeys-only-leaves' }, visit, now });
    const changed = rows('passkey_rules', [accountId]);
    return {
      result: undefined,
      events: [{ kind: 'factor.passkeys-only', subjects: [ofAccount(accountId)], details: { is: 'leaving' }, rows: changed }],
    };
  });
}

/** @throws Refusal `factor.passkeys-only-changed`, `session.ended` */
export async function keepPasskeysOnly(world: World, { caller, visit }: Asking): Promise<void> {
  const { accountId } = caller;
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx) => {
    await getCurrentAccount(tx, caller);
    if ((await findPasskeysOnly({ read: tx }, accountId)) !== 'leaving') throw CHANGED;
    await setRuleEnd(tx, accountId, null);
    const changed = rows('passkey_rules', [accountId]);
    return {
      result: undefined,
      events: [{ kind: 'factor.passkeys-only', subjects: [ofAccount(accountId)], details: { is: 'kept' }, rows: changed }],
    };
  });
}
