import type { AccountId } from '../base/brands.ts';
import type { Html } from '../base/html.ts';
import type { Reading } from '../world.ts';

/** What happened to an account since a time, in milliseconds, ready to be shown. `history/` comes later, so `app.ts` passes it. */
export type FindRecentHistory = (reading: Reading, query: { readonly accountId: AccountId; readonly since: number }) => Promise<Html>;
