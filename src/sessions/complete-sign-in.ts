import type { StartSession } from '../accounts/doors.ts';
import { isMailboxGone } from '../accounts/doubted-addresses.ts';
import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { countCodesOwed } from '../factors/recovery-codes.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import { originOf } from '../web/by-caller.ts';
import type { HalfCaller } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { endReplaced } from './end-sessions.ts';
import { greetBrowser } from './greet-browser.ts';
import { holdSignIn, needsMailbox } from './hold-sign-in.ts';
import { noteUse } from './note-use.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import { type AccountRow, claimHalf, findAccount } from './store.ts';
import { findNews, type SignInNews, tellSignIn } from './tell-sign-in.ts';

export type FinishedSignIn =
  | {
      readonly result: 'signed-in';
      readonly cookies: readonly CookieChange[];
      readonly nextPath: string;
      /** Recovery codes that take the place of used ones and were not shown yet: this session shows them (B8). */
      readonly owedCodes: number;
    }
  /** Both factors were right; this browser waits for the account's mailbox (B7). */
  | { readonly result: 'held'; readonly cookies: readonly CookieChange[] }
  | NotSignedIn;

/** What the second step proved, to be used up inside the act. */
export interface Proof {
  readonly strength: 'R' | 'O' | 'K' | 'V';
  readonly factors: readonly string[];
  /** Claims it and names the rows and further events; undefined when another request was faster. */
  claim(tx: Write, now: Millis): Promise<{ readonly changed: readonly RowRef[]; readonly events: readonly Event[] } | undefined>;
}

const LOST = new Refusal('conflict', 'sign-in.code-used', 'That code was already used. Wait for the next one in your app.');
const GONE = new Refusal('conflict', 'sign-in.start-again', 'This sign-in is over. Start again with your password.');

interface Doors {
  readonly startSession: StartSession;
}

/**
 * One act: the half state goes, the proof is used up, and the session begins, or the wait for the mailbox where the account does not
 * know this browser (model rows 6 to 8). Thrown means nothing of it happened.
 *
 * @throws Refusal `limit.sign-in-mail`, `sign-in.no-mailbox`
 */
export async function completeSignIn(world: World, doors: Doors, half: Asking<HalfCaller>, proof: Proof): Promise<FinishedSignIn> {
  const { caller, visit, cookies } = half;
  const account = await findAccount(world.read, caller.accountId);
  if (account === undefined) return { result: 'start-again' };
  const waits = await needsMailbox(world, account, { strength: proof.strength, device: cookies.device });
  if (waits) await spendLimit(world, 'sign-in-mail', account.id);
  const news = waits ? undefined : await findNews(world, account, half);
  try {
    const finished = await act<FinishedSignIn>(
      world,
      byAccount(account, visit),
      [{ table: 'accounts', id: account.id }],
      async (tx, now) => {
        const taken = await takeHalf(tx, caller, now);
        const proven = await proof.claim(tx, now);
        if (proven === undefined) throw LOST;
        const completing = { world, doors, half, proof, account, news, proven, now, ...taken };
        return waits ? holdIn(tx, completing) : startIn(tx, completing);
      },
    );
    noteUse(world, visit, account.person_id, proof);
    return finished;
  } catch (error) {
    if (error === LOST) return { result: 'replayed' };
    if (error === GONE) return { result: 'start-again' };
    throw error;
  }
}

interface Completing {
  readonly world: World;
  readonly doors: Doors;
  readonly half: Asking<HalfCaller>;
  readonly proof: Proof;
  readonly account: AccountRow;
  readonly news: SignInNews | undefined;
  readonly proven: { readonly changed: readonly RowRef[]; readonly events: readonly Event[] };
  readonly epoch: number;
  readonly nextPath: string;
  readonly now: Millis;
}

type Completed = { readonly result: FinishedSignIn; readonly events: [Event, ...Event[]] };

async function holdIn(tx: Write, { world, half, proof, account, proven, ...taken }: Completing): Promise<Completed> {
  const { strength, factors } = proof;
  if (strength !== 'R' && strength !== 'O') throw GONE;
  const held = await holdSignIn(world, tx, { account, ...taken, visit: half.visit, strength, factors });
  return {
    result: { result: 'held', cookies: held.cookies },
    events: [{ ...held.event, rows: proven.changed }, ...proven.events],
  };
}

async function startIn(tx: Write, completing: Completing): Promise<Completed> {
  const { world, doors, half, proof, account, news, proven, epoch, nextPath, now } = completing;
  const { visit, cookies } = half;
  const { strength, factors } = proof;
  const who = { accountId: account.id, personId: account.person_id, epoch, now };
  const replaced = await endReplaced(world, tx, cookies.session, who);
  const started = await doors.startSession(tx, { ...who, visit, strength, factors, mailboxAt: null });
  const isResistant = strength === 'K' || strength === 'V';
  const browser = await greetBrowser(world, tx, half, { ...who, makesKnown: isResistant });
  // What the account knew a moment ago was forgotten, or used by another window: nobody slips past the mailbox.
  const isAsked = !isResistant && world.mailMode !== 'off' && !(strength === 'O' && (await isMailboxGone(tx, account.id)));
  if (isAsked && !browser.wasKnown) throw GONE;
  await tellSignIn(world, tx, news, { account, session: started.handle, shown: proof, visit, now });
  const details = { session: started.handle, strength, factors };
  const rows = [...started.changed, ...proven.changed, ...browser.changed, ...replaced];
  return {
    result: {
      result: 'signed-in',
      cookies: [started.cookie, { name: 'half', value: undefined }, browser.cookie],
      nextPath,
      owedCodes: strength === 'R' ? 0 : await countCodesOwed(tx, account.id),
    },
    events: [{ kind: 'session.started', subjects: [ofAccount(account.id)], details, rows }, ...proven.events, ...(started.events ?? [])],
  };
}

/** Claimed with the account's present epoch: of two completions one goes on, and none after a change of the account (B16). */
async function takeHalf(tx: Write, half: HalfCaller, now: Millis): Promise<{ epoch: number; nextPath: string }> {
  const account = await findAccount(tx, half.accountId);
  if (account === undefined || account.frozen_at !== null) throw GONE;
  const claimed = await claimHalf(tx, half, account.auth_epoch, now);
  if (claimed === undefined) throw GONE;
  return { epoch: account.auth_epoch, nextPath: claimed.next_path };
}

function byAccount(account: AccountRow, visit: Visit): By {
  return {
    actor: { kind: 'person', accountId: account.id, personId: account.person_id },
    origin: originOf(visit),
    credential: { kind: 'password', id: '' },
  };
}
