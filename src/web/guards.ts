import { MINUTE } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { paths } from '../paths.ts';
import type { Strength } from '../schema/sessions.ts';
import { type Answer, redirect } from './answer.ts';
import type { AccountCaller, Caller } from './caller.ts';
import type { Freshness, Route, Who } from './route.ts';
import { safeNext } from './safe-redirect.ts';

/** How long ago all factors were shown at most, by what a route asks. */
export const FRESH_MS: Readonly<Record<Exclude<Freshness, 'none'>, number>> = { action: 15 * MINUTE, factors: 5 * MINUTE };

/** Callers who are on the way to a session, each with pages of its own. */
const ON_THE_WAY: readonly Who[] = ['half', 'held', 'pending'];

export interface Asked {
  readonly route: Pick<Route, 'method' | 'path' | 'who' | 'fresh' | 'recovering' | 'settingUp'>;
  readonly caller: Caller;
  /** Path and query as asked. */
  readonly target: string;
  /** The page that a form was sent from. */
  readonly referer: string | undefined;
  readonly now: number;
}

/**
 * Whether the caller may reach the route: undefined lets the request pass, an answer leads to where what is missing can be given.
 *
 * @throws Refusal `page.not-found` for operators' pages, which nobody else learns about
 */
export function guard(asked: Asked): Answer | undefined {
  const { route, caller } = asked;
  if (route.who === 'anyone' || route.who === 'token') return undefined;
  if (ON_THE_WAY.includes(route.who)) return caller.kind === route.who ? undefined : leadOn(asked);
  if (route.who === 'operator' && !(caller.kind === 'account' && caller.isOperator)) {
    throw new Refusal('not-found', 'page.not-found', 'There is nothing at this address.');
  }
  if (caller.kind !== 'account') return leadOn(asked);
  return guardAccount(asked, caller);
}

function guardAccount(asked: Asked, caller: AccountCaller): Answer | undefined {
  const { route, target, referer, now } = asked;
  const leadBack = guardOwing(asked, caller);
  if (leadBack !== undefined) return leadBack;
  const needsAddress = route.who === 'member' || route.who === 'publisher' || route.who === 'operator';
  if (needsAddress && !caller.hasVerifiedAddress) return redirect('/manage/account/?needs=address');
  const needsFactor = route.who === 'publisher' || route.who === 'operator';
  if (needsFactor && !hasShownFactor(caller)) return redirect('/manage/account/?needs=factor');
  if (caller.session.strength === 'R') return guardRecovering(asked, caller);
  if (route.fresh === 'none' || isFresh(caller, route.fresh, now)) return undefined;
  const back = route.method === 'GET' ? target : pageOf(referer);
  return redirect(`${paths.reauthenticate()}?next=${encodeURIComponent(safeNext(back))}`);
}

/** How long a confirmed mailbox lets a session set up a new factor that began with a recovery code. */
export const MAILBOX_MS: number = 15 * MINUTE;

/** An account that lacks what a policy asks of it reaches its set-up, after the mailbox, and nothing else (D4, model row 17). */
function guardOwing({ route, now }: Asked, { owes, session }: AccountCaller): Answer | undefined {
  if (owes === 'nothing' || route.settingUp === 'always') return undefined;
  return route.settingUp === 'mailbox' && hasMailbox(session, now) ? undefined : redirect(paths.newFactor());
}

/** A session that began with a recovery code may look, and do what a route says in so many words (B8). */
function guardRecovering({ route, now }: Asked, { session }: AccountCaller): Answer | undefined {
  if (route.recovering === 'always') return undefined;
  if (route.recovering === 'mailbox') return hasMailbox(session, now) ? undefined : redirect(paths.newFactor());
  return route.method === 'GET' && route.fresh === 'none' ? undefined : redirect('/manage/account/?needs=sign-in');
}

/** Whether this session opened a link from the account's mailbox just now. */
export function hasMailbox({ mailboxAt }: Pick<AccountCaller['session'], 'mailboxAt'>, now: number): boolean {
  return mailboxAt !== null && now - mailboxAt < MAILBOX_MS;
}

/** A factor counts and this session has shown it: one that began with a recovery code reads and sets up a factor, nothing more (B8). */
function hasShownFactor({ hasSecondFactor, session }: AccountCaller): boolean {
  return hasSecondFactor && isTwoFactor(session.strength);
}

function isTwoFactor(strength: Strength): boolean {
  return strength === 'O' || strength === 'K' || strength === 'V';
}

/** The last step-up is young enough, and as strong as the account demands: never a recovery code, never one factor of two (B5). */
export function isFresh(caller: AccountCaller, freshness: Exclude<Freshness, 'none'>, now: number): boolean {
  const { freshAt, freshStrength } = caller.session;
  const isStrong = !caller.needsSecondFactor || isTwoFactor(freshStrength);
  return isStrong && now - freshAt < FRESH_MS[freshness];
}

/** To the step that the caller is at. */
function leadOn({ route, caller, target }: Asked): Answer {
  if (caller.kind === 'half') return redirect(paths.secondStep());
  if (caller.kind === 'held') return redirect(paths.waitForMailbox());
  if (caller.kind === 'pending') return redirect(paths.pending());
  if (caller.kind === 'account') return redirect(paths.account());
  return redirect(route.method === 'GET' && !ON_THE_WAY.includes(route.who) ? paths.login(safeNext(target)) : paths.login());
}

function pageOf(referer: string | undefined): string {
  const url = referer === undefined ? null : URL.parse(referer);
  return url === null ? paths.account() : url.pathname + url.search;
}
