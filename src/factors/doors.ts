import type { RenewSession } from '../accounts/doors.ts';
import type { RowRef } from '../audit/tables.ts';
import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import type { CookieChange } from '../web/answer.ts';
import type { Asking } from '../web/asking.ts';
import type { AccountCaller } from '../web/caller.ts';

/** Makes this browser known to the account. Declared here, built in `sessions/`, passed by `app.ts`. */
export type RememberBrowser = (
  tx: Write,
  asking: Asking,
  knowing: { readonly epoch: number; readonly now: Millis },
) => Promise<{ readonly cookie: CookieChange; readonly changed: readonly RowRef[]; readonly device: string }>;

/** Suspends all tokens of an account whose last factor goes (model row 21). Built in `tokens/`. */
export type SuspendTokens = (tx: Write, accountId: AccountId, now: Millis) => Promise<readonly RowRef[]>;

/** Ends the caller's own session; throws `session.ended` when it was ended meanwhile. Built in `sessions/`. */
export type EndCaller = (tx: Write, caller: AccountCaller, now: Millis) => Promise<readonly RowRef[]>;

export interface FactorDoors {
  readonly suspendTokens: SuspendTokens;
  readonly renewSession: RenewSession;
  readonly rememberBrowser: RememberBrowser;
  readonly endCaller: EndCaller;
}
