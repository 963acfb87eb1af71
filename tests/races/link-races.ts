import type { OnceName } from '../../src/audit/once.ts';
import { fifty, leadsTo, networkOf, type Race } from '../support/race.ts';
import { registrationOf, setUpOperator, signUp, signUpMember, typePassword } from '../support/story-people.ts';
import { linkIn } from '../support/story-site.ts';
import { beforeMailbox } from './sign-in-races.ts';

const NEW = 'rhubarb winter saddle ninety';

/** Each kind of mailed or handed-over link: fifty press the button at once. */
export const LINK_RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  'link/verify-registration': {
    async prepare(site, round) {
      const ada = site.browser();
      await ada.open('/account/register/');
      await ada.send('/account/register/', registrationOf(`ada${round}`));
      await ada.open(await site.linkMailedTo(`ada${round}@example.org`));
      return { attempts: fifty(() => leadsTo('/manage/account/?done=welcome', ada, '/account/verify-email/', { deed: 'confirm' })) };
    },
  },
  'link/verify-email': {
    async prepare(site, round) {
      const { browser: ada } = await signUp(site, `ada${round}`);
      await ada.open('/manage/account/emails/');
      await ada.send('/manage/account/emails/', { email: `ada${round}@work.example` });
      await ada.open(await site.linkMailedTo(`ada${round}@work.example`));
      const confirmed = '/manage/account/?done=address-confirmed';
      return { attempts: fifty(() => leadsTo(confirmed, ada, '/account/verify-email/', { deed: 'confirm' })) };
    },
  },
  'link/reset': {
    shows: '60, 6.5.1',
    async prepare(site, round) {
      const { username, address } = await signUp(site, `ada${round}`);
      const browser = site.browser();
      await browser.open('/account/request-password-reset/');
      await browser.send('/account/request-password-reset/', { username_or_email: username });
      await browser.open(await site.linkMailedTo(address));
      const typed = { password: NEW, password_confirm: NEW };
      const attempt = (number: number): Promise<boolean> =>
        leadsTo('/account/reset-password/?done=set', browser.clone(networkOf(number)), '/account/reset-password/', typed);
      return { attempts: fifty(attempt) };
    },
  },
  'link/new-browser': {
    async prepare(site, round) {
      const ada = await signUpMember(site, `ada${round}`);
      const browser = site.browser();
      await typePassword(browser, ada);
      await browser.open('/account/recovery-code/');
      await browser.send('/account/recovery-code/', { recovery_code_value: ada.codes[1] ?? '' });
      await browser.open('/account/new-factor/');
      await browser.send('/account/new-factor/');
      await browser.open(await site.linkMailedTo(ada.address));
      return {
        attempts: fifty(() => leadsTo('/manage/account/webauthn-provision', browser, '/account/confirm-browser/', { deed: 'confirm' })),
      };
    },
  },
  'link/sign-in': {
    async prepare(site, round) {
      const browser = await beforeMailbox(site, `ada${round}`);
      return { attempts: fifty(() => leadsTo('/manage/account/', browser, '/account/confirm-sign-in/', { deed: 'confirm' })) };
    },
  },
  'link/invitation': {
    shows: '70, 6.4.1',
    isOncePerSite: true,
    async prepare(site) {
      const { browser: olga } = await setUpOperator(site);
      await olga.open('/admin/invite/');
      await olga.send('/admin/invite/', { email: 'guest@example.org', reason: 'she asked' });
      const guest = site.browser();
      await guest.open(await site.linkMailedTo('guest@example.org'));
      const attempt = (number: number): Promise<boolean> =>
        leadsTo('/account/pending/', guest.clone(networkOf(number)), '/account/invitation/', registrationOf(`guest${number}`));
      return { attempts: fifty(attempt) };
    },
  },
  'link/setup': {
    isOncePerSite: true,
    async prepare(site) {
      const browser = site.browser();
      await browser.open(await site.setUpLink());
      const attempt = (number: number): Promise<boolean> =>
        leadsTo('/manage/account/totp-provision', browser.clone(networkOf(number)), '/setup/', registrationOf(`olga${number}`));
      return { attempts: fifty(attempt) };
    },
  },
  'link/end-session': {
    async prepare(site, round) {
      const ada = await signUp(site, `ada${round}`);
      await typePassword(site.browser(), ada);
      const browser = site.browser();
      await browser.open(await site.linkMailedTo(ada.address));
      return { attempts: fifty(() => leadsTo('/account/end-session/?done=ended', browser, '/account/end-session/', {})) };
    },
  },
  'link/not-me': {
    async prepare(site, round) {
      const { address } = await signUpMember(site, `ada${round}`);
      const browser = site.browser();
      await browser.open(linkIn(await site.mailTo(address)) ?? '');
      return { attempts: fifty(async () => (await browser.attempt('/account/not-me/')).status === 200) };
    },
  },
};
