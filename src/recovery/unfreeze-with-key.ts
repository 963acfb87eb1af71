import { checkNewPassword, contextWords } from '../accounts/check-new-password.ts';
import { passwordPlace } from '../accounts/check-password.ts';
import { hasPassword } from '../accounts/has-password.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { setAccountPassword } from '../accounts/set-password.ts';
import { usernameKey } from '../accounts/username.ts';
import { act } from '../audit/act.ts';
import { type By, byStranger } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { type AccountId, DAY } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { hashPassword } from '../crypto/password-hash.ts';
import type { RequestOptions } from '../factors/ceremony-options.ts';
import type { Ceremony } from '../factors/challenge.ts';
import { assertionOptions, claimAssertion, judgeAssertion } from '../factors/judge-assertion.ts';
import type { Asserted } from '../factors/verify-ceremony.ts';
import { isOld } from '../factors/webauthn-key.ts';
import { forgiveGuesses } from '../limits/guesses.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { signInCeremony } from '../sessions/sign-in-with-key.ts';
import { suspendTokens } from '../tokens/suspend-tokens.ts';
import type { Asking } from '../web/asking.ts';
import { originOf } from '../web/by-caller.ts';
import type { Caller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { liftIn } from './lift-freeze.ts';
import { findAccountById } from './store.ts';

/** How long before the freeze a passkey must have been there: so far back the page of a freeze shows what was done (C9). */
export const SHOWN_MS: number = 30 * DAY;

const WRONG = new Refusal(
  'forbidden',
  'recovery.wrong-passkey',
  'That passkey did not fit: it belongs to no account here, did not check you, or the request is older than five minutes. Try again.',
);
const NOT_FROZEN = new Refusal('conflict', 'recovery.not-frozen', 'This account is not frozen. Sign in.');
const BY_OPERATOR = new Refusal(
  'forbidden',
  'recovery.frozen-by-operator',
  'An operator froze this account. Only operators lift that: ask one.',
);
const YOUNG = new Refusal(
  'forbidden',
  'recovery.young-factor',
  'That passkey was added less than 30 days before the account was frozen. Take an older one, or another way.',
);

const OTHER = new Refusal(
  'forbidden',
  'recovery.other-account',
  'That passkey belongs to another account than the name above. Check both.',
);

/** Belongs to one browser, as a sign-in does. */
function unfreezeCeremony(world: World, { caller, cookies }: Pick<Asking<Caller>, 'caller' | 'cookies'>): Ceremony {
  return { ...signInCeremony(world, caller, cookies), kind: 'unfreeze' };
}

/** Any passkey of this site may answer: it names its account. */
export function unfreezeOptions(world: World, asking: Pick<Asking<Caller>, 'caller' | 'cookies'>): Promise<RequestOptions> {
  return assertionOptions(world, unfreezeCeremony(world, asking));
}

export interface KeyForm {
  /** Her name, as she typed it: a passkey of another account of hers lifts nothing by mistake. */
  readonly username: string;
  readonly credential: string;
  readonly password: string;
  readonly confirmation: string;
}

/**
 * The owner lifts her freeze at once (model row 25): with a passkey that checked her and was there 30 days before the freeze, and a
 * new password, because whoever was in may know the old one. All tokens rest until she has reviewed them.
 *
 * @throws Refusal `recovery.wrong-passkey`, `recovery.not-frozen`, `recovery.frozen-by-operator`, `recovery.young-factor`,
 * `recovery.other-account`, or of the new password
 */
export async function unfreezeWithKey(world: World, asking: Asking<Caller>, form: KeyForm): Promise<void> {
  const { visit } = asking;
  const asserted = await judgeKey(world, asking, form.credential);
  const account = await findLiftable(world, visit, asserted);
  if (usernameKey(form.username) !== account.username_key) throw OTHER;
  const { id: accountId } = account;
  const sealed = await sealNewPassword(world, visit, account, form);
  const by: By = {
    actor: { kind: 'person', accountId, personId: account.person_id },
    ...{ origin: originOf(visit), credential: { kind: 'key', id: asserted.key.id } },
  };
  await act(world, by, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const current = await findAccountById(tx, accountId);
    if (current?.frozen_by !== 'owner' || current.frozen_at !== account.frozen_at) throw NOT_FROZEN;
    const claimed = await claimAssertion(tx, asserted, now);
    if (claimed === undefined) throw WRONG;
    const passwordRows = sealed === undefined ? [] : await setAccountPassword(tx, accountId, sealed, now);
    const lifted = await liftIn(tx, accountId, now);
    const raised = await raiseEpoch(tx, accountId);
    const tokens = await suspendTokens(tx, accountId, now, 'all');
    const who = { accountId, username: account.username };
    await tellAccount(world, tx, { who, notice: { kind: 'unfrozen', how: 'passkey' }, visit, now });
    const changed = [...claimed, ...passwordRows, ...lifted, ...raised.changed, ...tokens];
    const details = { by: 'owner', reason: '', how: 'passkey' } as const;
    return { result: undefined, events: [{ kind: 'account.unfrozen', subjects: [ofAccount(accountId)], details, rows: changed }] };
  });
  await forgiveGuesses(world, { authenticator: `password:${accountId}`, pool: 'stranger' });
}

async function judgeKey(world: World, asking: Asking<Caller>, text: string): Promise<Asserted> {
  const judged = await judgeAssertion(world, unfreezeCeremony(world, asking), { text });
  if (judged.result === 'right' && judged.asserted.isPersonVerified) return judged.asserted;
  const what = judged.result === 'cloned' ? 'cloned-key' : 'key';
  const accountId = judged.result === 'right' ? judged.asserted.key.accountId : judged.accountId;
  return refuse(world, asking.visit, { accountId, what, refusal: WRONG });
}

interface Refused {
  readonly accountId: AccountId | undefined;
  readonly what: 'key' | 'cloned-key';
  readonly refusal: Refusal;
}

async function refuse(world: World, visit: Visit, { accountId, what, refusal }: Refused): Promise<never> {
  const by = byStranger(originOf(visit));
  if (accountId === undefined) await recordRefusal(world, by, { kind: 'refused.unknown-name', details: {} });
  else await recordRefusal(world, by, { kind: 'refused.reset', details: { what }, accountId });
  throw refusal;
}

/** The frozen account of a passkey that may open it. */
async function findLiftable(world: World, visit: Visit, { key }: Asserted): Promise<AccountsTable> {
  const account = await findAccountById(world.read, key.accountId);
  if (account?.frozen_at == null) throw NOT_FROZEN;
  if (account.frozen_by !== 'owner') throw BY_OPERATOR;
  const { lived } = await findTime(world);
  const isOldEnough = isOld(key, lived) && key.madeAt <= account.frozen_at - SHOWN_MS;
  return isOldEnough ? account : refuse(world, visit, { accountId: account.id, what: 'key', refusal: YOUNG });
}

/** Undefined where the account has no password and none is typed: nobody can know one. */
async function sealNewPassword(world: World, visit: Visit, account: AccountsTable, form: KeyForm): Promise<string | undefined> {
  const isTyped = form.password !== '' || form.confirmation !== '';
  if (!isTyped && !(await hasPassword(world.read, account.id))) return undefined;
  const { siteName, url } = world.settings;
  const password = checkNewPassword(form.password, form.confirmation, contextWords({ siteName, url, username: account.username }));
  return hashPassword(world, passwordPlace(account.id), password, visit.network);
}
