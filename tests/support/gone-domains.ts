import { watchDomains } from '../../src/accounts/watch-domains.ts';
import type { DomainState, World } from '../../src/world.ts';
import { live } from './live.ts';
import type { StorySite } from './story-site.ts';

/** What name servers say in a story: changed as it goes on. */
export class StoryDomains {
  readonly #states = new Map<string, DomainState>();

  set(domain: string, state: DomainState): void {
    this.#states.set(domain, state);
  }

  /** Puts them in the place of the real ones. */
  readonly wrap = (world: World): World => ({ ...world, domains: { look: async (domain) => this.#states.get(domain) ?? 'there' } });
}

/** Days are lived, and each day the job looks; gives how many addresses it doubted. */
export async function watchFor(site: StorySite, days: number): Promise<number> {
  let doubted = 0;
  for (let day = 0; day < days; day += 1) {
    doubted += await watchDomains(site.world);
    await live(site, 25);
  }
  await site.runJobs();
  return doubted;
}
