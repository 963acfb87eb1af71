import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { OF_SITE, ofAccount } from '../audit/events/events.ts';
import type { AccountId } from '../base/brands.ts';
import type { World } from '../world.ts';

/** Writes that an operator looks at personal data, before it is shown: of one account, in the events of the site, or who has which factor. */
export async function recordLook(world: World, by: By, at: AccountId | 'events' | 'factors' = 'events'): Promise<void> {
  const isWide = at === 'events' || at === 'factors';
  const subjects = isWide ? [OF_SITE] : [OF_SITE, ofAccount(at as AccountId)];
  const details = isWide ? { what: at as 'events' | 'factors' } : ({ what: 'account', account: at } as const);
  await act(world, by, [], async () => ({ result: undefined, events: [{ kind: 'site.personal-data-seen', subjects, details }] }));
}
