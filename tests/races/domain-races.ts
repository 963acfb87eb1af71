import { watchDomains } from '../../src/accounts/watch-domains.ts';
import type { OnceName } from '../../src/audit/once.ts';
import { StoryDomains, watchFor } from '../support/gone-domains.ts';
import { countMore, fifty, type Race } from '../support/race.ts';
import { signUp } from '../support/story-people.ts';

const domains = new StoryDomains();

/** A domain is gone, and fifty processes look. */
export const DOMAIN_RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  'doubted-address': {
    options: { wrap: domains.wrap },
    async prepare(site, round) {
      domains.set('example.org', 'there');
      await signUp(site, `ada${round}`);
      await watchFor(site, 2);
      domains.set('example.org', 'gone');
      await watchFor(site, 7);
      const accepted = await countMore(site, 'account.email-doubted');
      return { attempts: fifty(async () => (await watchDomains(site.world)) >= 0), accepted };
    },
  },
};
