import { settleMailWindows } from '../../src/accounts/mail-window.ts';
import type { OnceName } from '../../src/audit/once.ts';
import { live } from '../support/live.ts';
import { moveAway } from '../support/move-away.ts';
import { fifty, leadsTo, networkOf, type Race } from '../support/race.ts';
import { signUpMember } from '../support/story-people.ts';

const NEW = 'rhubarb winter saddle ninety';

/** Undoing a change of addresses: each step of it fifty times at once. */
export const UNDO_RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  'link/undo-addresses': {
    async prepare(site, round) {
      const ada = await signUpMember(site, `ada${round}`);
      await moveAway(site, ada.browser, `ada${round}@work.example`);
      const browser = site.browser();
      await browser.open(await site.linkMailedTo(ada.address));
      return { attempts: fifty(() => leadsTo('/account/undo-addresses/?done=held', browser, '/account/undo-addresses/', {})) };
    },
  },
  'link/restore-addresses': {
    async prepare(site, round) {
      const ada = await signUpMember(site, `ada${round}`);
      await moveAway(site, ada.browser, `ada${round}@work.example`);
      const browser = site.browser();
      await browser.open(await site.linkMailedTo(ada.address));
      await browser.send('/account/undo-addresses/');
      await browser.open(await site.linkMailedTo(ada.address));
      const typed = (number: number) => ({ password: NEW, password_confirm: NEW, recovery_code_value: ada.codes[1 + (number % 8)] ?? '' });
      const attempt = (number: number): Promise<boolean> => {
        const crowd = browser.clone(networkOf(number));
        return leadsTo('/account/restore-addresses/?done=back', crowd, '/account/restore-addresses/', typed(number));
      };
      return { attempts: fifty(attempt) };
    },
  },
  'mail-window': {
    async prepare(site, round) {
      const ada = await signUpMember(site, `ada${round}`);
      await moveAway(site, ada.browser, `ada${round}@work.example`);
      await live(site, 73);
      return { attempts: fifty(async () => (await settleMailWindows(site.world)) === 1) };
    },
  },
};
