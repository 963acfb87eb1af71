import type { AccountCaller, Caller, CookieSecrets } from './caller.ts';
import type { Visit } from './visit.ts';

/** Who asks, from where, with which cookies: what a use case needs of a request, which is one. */
export interface Asking<C extends Caller = AccountCaller> {
  readonly caller: C;
  readonly visit: Visit;
  readonly cookies: CookieSecrets;
}
