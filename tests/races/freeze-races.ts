import type { OnceName } from '../../src/audit/once.ts';
import { ripenUnfreezings } from '../../src/recovery/ripen-unfreezings.ts';
import { askToLift, freezeHerself, openUnfreezeLink, waitFor } from '../support/frozen.ts';
import { live } from '../support/live.ts';
import { countMore, fifty, leadsTo, networkOf, type Race } from '../support/race.ts';
import { PASSWORD, signUp, signUpMember } from '../support/story-people.ts';
import type { StorySite } from '../support/story-site.ts';

/** Frozen by herself, and asked to be opened. */
async function asked(site: StorySite, round: number) {
  const ada = await signUpMember(site, `ada${round}`);
  await freezeHerself(ada.browser);
  await askToLift(site, ada);
  return ada;
}

/** Lifting one's own freeze: each step of it fifty times at once. */
export const FREEZE_RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  'link/unfreeze': {
    async prepare(site, round) {
      // Without a second factor the link alone decides: no code is used up before it.
      const ada = await signUp(site, `ada${round}`);
      await freezeHerself(ada.browser);
      const browser = await openUnfreezeLink(site, ada);
      const attempt = (number: number): Promise<boolean> =>
        leadsTo('/account/confirm-unfreeze/?done=asked', browser.clone(networkOf(number)), '/account/confirm-unfreeze/', {
          password: PASSWORD,
        });
      const accepted = await countMore(site, 'account.unfreeze-asked');
      return { attempts: fifty(attempt), accepted };
    },
  },
  'link/keep-frozen': {
    async prepare(site, round) {
      const ada = await asked(site, round);
      const mailbox = site.browser();
      await mailbox.open(await site.linkMailedTo(ada.address));
      return { attempts: fifty(() => leadsTo('/account/keep-frozen/?done=kept', mailbox, '/account/keep-frozen/', {})) };
    },
  },
  'unfreeze-notices': {
    async prepare(site, round) {
      await asked(site, round);
      await site.runJobs();
      return { attempts: fifty(async () => (await ripenUnfreezings(site.world)) === 1) };
    },
  },
  unfreezing: {
    async prepare(site, round) {
      await asked(site, round);
      await waitFor(site, 23);
      await live(site, 2);
      return { attempts: fifty(async () => (await ripenUnfreezings(site.world)) === 1) };
    },
  },
};
