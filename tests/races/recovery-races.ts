import type { OnceName } from '../../src/audit/once.ts';
import { fifty, leadsTo, type Race } from '../support/race.ts';
import { signUp, signUpMember, stepUp } from '../support/story-people.ts';

const PAGE = '/manage/account/vouchers/';

/** What happens once when people vouch for each other. */
export const RECOVERY_RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  voucher: {
    async prepare(site, round) {
      await signUp(site, `bo${round}`);
      const { browser } = await signUpMember(site, `ada${round}`);
      await browser.open(PAGE);
      return { attempts: fifty(() => leadsTo(`${PAGE}?done=named`, browser, PAGE, { username: `bo${round}` })) };
    },
  },
  'voucher-accepts': {
    async prepare(site, round) {
      const bo = await signUpMember(site, `bo${round}`);
      const { browser: ada } = await signUpMember(site, `ada${round}`);
      await ada.open(PAGE);
      await ada.send(PAGE, { username: `bo${round}` });
      await stepUp(site, bo);
      await bo.browser.open(PAGE);
      const accept = /\/manage\/account\/vouchers\/[0-9a-f]{32}\/accept\//.exec(bo.browser.page)?.[0] ?? '';
      return { attempts: fifty(() => leadsTo(`${PAGE}?done=accepted`, bo.browser, accept, {})) };
    },
  },
};
