import { act } from '../audit/act.ts';
import type { By } from '../audit/actor.ts';
import { OF_SITE, ofAccount } from '../audit/events/events.ts';
import type { AccountId } from '../base/brands.ts';
import type { World } from '../world.ts';

/** Writes that an operator looks at personal data, before it is shown: of one account, or in the events of the site. */
export async function recordLook(world: World, by: By, accountId?: AccountId): Promise<void> {
  const subjects = accountId === undefined ? [OF_SITE] : [OF_SITE, ofAccount(accountId)];
  const details = accountId === undefined ? ({ what: 'events' } as const) : ({ what: 'account', account: accountId } as const);
  await act(world, by, [], async () => ({ result: undefined, events: [{ kind: 'site.personal-data-seen', subjects, details }] }));
}
