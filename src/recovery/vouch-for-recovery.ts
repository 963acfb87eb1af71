import { getCurrentAccount } from '../accounts/current-account.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { findTime } from '../audit/note-time.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { type RowRef, rows } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import { type Millis, SECOND } from '../base/brands.ts';
import { utf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { equalBytes } from '../crypto/equal.ts';
import { newId } from '../crypto/reference.ts';
import type { RequestOptions } from '../factors/ceremony-options.ts';
import type { Ceremony } from '../factors/challenge.ts';
import { assertionOptions, claimAssertion, judgeAssertion } from '../factors/judge-assertion.ts';
import type { Asserted } from '../factors/verify-ceremony.ts';
import { isOld } from '../factors/webauthn-key.ts';
import { parseReason } from '../layout/reason.ts';
import { forgiveGuesses, spendGuess } from '../limits/guesses.ts';
import { waitInWords } from '../limits/wait-in-words.ts';
import { parseVoiceCode } from '../protocols/recovery-code.ts';
import type { RecoveriesTable, VouchesTable } from '../schema/recovery.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import type { World } from '../world.ts';
import { findVouching, type Vouching, type Which } from './find-vouching.ts';
import { OPERATORS_NEEDED, type Statement, statementText, voiceMac } from './recovery.ts';
import { claimState, insertVouch } from './store.ts';

const GONE = new Refusal('not-found', 'recovery.nothing-to-vouch', 'There is nothing here for you to vouch for, or it is over.');
const DONE = new Refusal('conflict', 'recovery.vouched', 'You have vouched for this already.');
const MOVED = new Refusal('conflict', 'recovery.moved', 'Somebody else vouched at the same moment. Confirm once more.');
const BAD_KEY = new Refusal(
  'forbidden',
  'recovery.wrong-passkey',
  'That passkey does not count here: it was not for this page, or your device did not check that it is you.',
);
const YOUNG = new Refusal(
  'forbidden',
  'recovery.young-passkey',
  'That passkey is too new to vouch yet: it was added within the wait of this index. Take an older one.',
);
const WRONG_CODE = new Refusal(
  'invalid',
  'recovery.wrong-voice-code',
  'That is not the code. Ask to have it read out again; if it stays wrong, somebody else is asking.',
  { field: 'voice_code' },
);

/** The practice is a ceremony of its own: no answer for one is an answer for the other (C5). */
function ceremonyOf({ session }: AccountCaller, statement: Statement): Ceremony {
  const kind = statement.recovery.is_practice === 1 ? 'practice-vouch' : 'vouch';
  return { kind, binding: `${session.id}|${statementText(statement)}` };
}

/** What the browser asks the voucher's passkey for: its challenge is made over the statement. @throws Refusal `recovery.nothing-to-vouch` */
export async function vouchOptions(world: World, { caller }: Pick<Asking, 'caller'>, which: Which): Promise<RequestOptions> {
  const vouching = await findVouching(world, caller, which);
  if (vouching === undefined) throw GONE;
  const options = await assertionOptions(world, ceremonyOf(caller, vouching.statement), caller.accountId);
  return { ...options, userVerification: 'required' };
}

export interface VouchForm {
  readonly voiceCode: string;
  readonly credential: string;
  /** An operator's. */
  readonly reason: string;
}

/**
 * One person's word: the code that was told by voice, and an older passkey that checked its person, over the statement (model row 30).
 * With the last of them the wait begins.
 *
 * @throws Refusal `recovery.nothing-to-vouch`, `recovery.vouched`, `recovery.wrong-voice-code`, `recovery.wrong-passkey`,
 * `recovery.young-passkey`, `recovery.moved`, `recovery.wait`, `admin.no-reason` for an operator
 */
export async function vouchFor(world: World, asking: Asking, which: Which, form: VouchForm): Promise<void> {
  const { caller, visit } = asking;
  const vouching = await findVouching(world, caller, which);
  if (vouching === undefined) throw GONE;
  if (vouching.hasVouched) throw DONE;
  const { recovery, statement } = vouching;
  const reason = statement.as === 'operator' ? parseReason(form.reason) : undefined;
  await checkVoiceCode(world, asking, recovery, form.voiceCode);
  const asserted = await checkPasskey(world, asking, statement, form.credential);
  const { lived } = await findTime(world);

  const held = [recovery.account_id, caller.accountId].map((one) => ({ table: 'accounts', id: one }) as const);
  await act(world, byCaller(caller, visit), held, async (tx, now) => {
    await getCurrentAccount(tx, caller);
    await checkUnmoved({ ...world, read: tx }, caller, vouching);
    const claimed = await claimAssertion(tx, asserted, now);
    if (claimed === undefined) throw BAD_KEY;
    const row = newVouch(world, { caller, statement, credential: form.credential, keyId: asserted.key.id, now });
    if (!(await insertVouch(tx, row))) throw DONE;
    const said: Said = { caller, vouching, row, reason, lived, changed: [...rows('vouches', [row.id]), ...claimed] };
    const event = recovery.is_practice === 1 ? practisedEvent(said) : await countWord(world, tx, now, said);
    return { result: undefined, events: [event] };
  });
}

/** A word that was given, inside its act. */
interface Said {
  readonly caller: AccountCaller;
  readonly vouching: Vouching;
  readonly row: VouchesTable;
  readonly reason: string | undefined;
  readonly lived: number;
  readonly changed: readonly RowRef[];
}

/** Counts it: with the last one the wait begins, and every channel of the owner is told. */
async function countWord(world: World, tx: Write, now: Millis, { caller, vouching, row, reason, lived, changed }: Said): Promise<Event> {
  const { recovery, statement, username } = vouching;
  const { word, of } = wordOf(vouching);
  if (word >= of) await beginWait(tx, statement, lived);
  const isOperator = statement.as === 'operator';
  const notice = { kind: 'recovery-vouched', other: caller.username, isOperator, word, of, waits: statement.waitMs } as const;
  await tellAccount(world, tx, { who: { accountId: recovery.account_id, username }, notice, visit: undefined, now });
  const about = { recovery: recovery.id, account: caller.accountId, owner: recovery.account_id };
  const details = { ...about, as: statement.as, word, of, statement: row.statement, ...(reason !== undefined && { reason }) };
  const subjects = [ofAccount(recovery.account_id), ofAccount(caller.accountId)];
  return { kind: 'recovery.vouched', subjects, details, rows: [...changed, ...rows('recoveries', [recovery.id])] };
}

/** A practised word moves nothing and tells nobody: the owner's page shows it. */
function practisedEvent({ caller, vouching, row, changed }: Said): Event {
  const { recovery, statement } = vouching;
  const about = { recovery: recovery.id, account: caller.accountId, owner: recovery.account_id };
  const details = { ...about, word: statement.before + 1, of: recovery.needed, statement: row.statement };
  const subjects = [ofAccount(recovery.account_id), ofAccount(caller.accountId)];
  return { kind: 'recovery.practised', subjects, details, rows: changed };
}

/** Inside the act: it still runs, the caller still may, and nobody vouched meanwhile. */
async function checkUnmoved(world: Parameters<typeof findVouching>[0], caller: AccountCaller, looked: Vouching): Promise<void> {
  const current = await findVouching(world, caller, { id: looked.recovery.id, isPractice: looked.recovery.is_practice === 1 });
  if (current === undefined) throw GONE;
  if (current.hasVouched) throw DONE;
  const isSame = statementText(current.statement) === statementText(looked.statement);
  if (!isSame || current.recovery.objected_at !== looked.recovery.objected_at) throw MOVED;
}

/** Which word it is, of how many. */
function wordOf({ statement, recovery }: Vouching): { word: number; of: number } {
  return { word: statement.before + 1, of: statement.as === 'operator' ? OPERATORS_NEEDED : recovery.needed };
}

async function beginWait(tx: Parameters<typeof claimState>[0], { recovery, waitMs }: Vouching['statement'], lived: number): Promise<void> {
  const waits = recovery.objected_at === null ? waitMs : 2 * waitMs;
  if (!(await claimState(tx, recovery, { state: 'waiting', ripens_at_lived_ms: lived + waits }))) throw GONE;
}

interface Word {
  readonly caller: AccountCaller;
  readonly statement: Statement;
  readonly credential: string;
  readonly keyId: VouchesTable['key_id'];
  readonly now: number;
}

function newVouch(world: Pick<World, 'random'>, { caller, statement, credential, keyId, now }: Word): VouchesTable {
  return {
    ...{ id: newId<string>(world.random), recovery_id: statement.recovery.id, account_id: caller.accountId, person_id: caller.personId },
    ...{ kind: statement.as, key_id: keyId, statement: statementText(statement), signature: credential, made_at: now },
  };
}

async function checkVoiceCode(world: World, { caller, visit }: Asking, recovery: RecoveriesTable, text: string): Promise<void> {
  const guess = { authenticator: `voice:${recovery.id}:${caller.accountId}`, pool: 'known' } as const;
  const spent = await spendGuess(world, guess);
  if (!spent.allowed) {
    const wait = waitInWords(Math.ceil((spent.until - world.clock.now()) / SECOND));
    throw new Refusal('too-many', 'recovery.wait', `Too many wrong codes. Wait ${wait}.`, { field: 'voice_code' });
  }
  const code = parseVoiceCode(text);
  if (code !== undefined && equalBytes(utf8(voiceMac(world.keys, recovery, code)), utf8(recovery.voice_mac))) {
    await forgiveGuesses(world, guess);
    return;
  }
  await recordRefusal(world, byCaller(caller, visit), {
    kind: 'refused.reset',
    details: { what: 'voice-code' },
    accountId: recovery.account_id,
  });
  throw WRONG_CODE;
}

/** A passkey of the voucher's own that checked its person and is not young (B17). */
async function checkPasskey(world: World, { caller }: Asking, statement: Statement, text: string): Promise<Asserted> {
  const judged = await judgeAssertion(world, ceremonyOf(caller, statement), { text, accountId: caller.accountId });
  if (judged.result !== 'right' || !judged.asserted.isPersonVerified) throw BAD_KEY;
  const { lived } = await findTime(world);
  if (!isOld(judged.asserted.key, lived)) throw YOUNG;
  return judged.asserted;
}
