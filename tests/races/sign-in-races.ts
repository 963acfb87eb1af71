import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { ofAccount } from '../../src/audit/events/events.ts';
import type { OnceName } from '../../src/audit/once.ts';
import { Secret } from '../../src/base/secret.ts';
import type { AccountsTable } from '../../src/schema/accounts.ts';
import { greetBrowser } from '../../src/sessions/greet-browser.ts';
import type { World } from '../../src/world.ts';
import type { Visitor } from '../support/browser-client.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { askAtLogin, askOptions, signUpWithPasskey } from '../support/passkeys.ts';
import { fifty, leadsTo, networkOf, type Race } from '../support/race.ts';
import { VISIT } from '../support/residents.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { codeNow, type Member, nextCode, signIn, signUp, signUpMember, typePassword } from '../support/story-people.ts';
import type { StorySite } from '../support/story-site.ts';

const ACCOUNT = '/manage/account/';
/** The browsers here are new to their account: both factors lead on to the mailbox. */
const WAITING = '/account/two-factor/mailbox/';

/** A new browser that has shown both factors and opened the mailed link. */
export async function beforeMailbox(site: StorySite, username: string): Promise<Visitor> {
  const ada = await signUpMember(site, username);
  const browser = site.browser({ readsMail: false });
  await signIn(site, ada, browser);
  await browser.open(await site.linkMailedTo(ada.address));
  return browser;
}
const HALF_BROWSERS = 10;

/** Browsers in which the password of one member was typed, each with a half sign-in of its own. */
async function typeInMany(site: StorySite, ada: Member): Promise<(number: number) => Visitor> {
  const browsers: Visitor[] = [];
  for (let number = 0; number < HALF_BROWSERS; number += 1) {
    const browser = site.browser({ address: networkOf(number) });
    await typePassword(browser, ada);
    browsers.push(browser);
  }
  return (number) => browsers[number % HALF_BROWSERS] as Visitor;
}

/** Greets a browser by its cookie, with no account held, so that nothing but the cookie decides. */
async function isGreetedAsKnown(
  world: World,
  device: Secret,
  account: Pick<AccountsTable, 'id' | 'person_id' | 'auth_epoch'>,
): Promise<boolean> {
  return act(world, BY_SYSTEM, [], async (tx, now) => {
    const who = { accountId: account.id, personId: account.person_id, epoch: account.auth_epoch, now };
    const greeted = await greetBrowser(world, tx, { visit: VISIT, cookies: { device } }, { ...who, makesKnown: false });
    const details = { device: greeted.device };
    const event = { kind: 'session.browser-known', subjects: [ofAccount(account.id)], details, rows: greeted.changed } as const;
    return { result: greeted.wasKnown, events: [event] };
  });
}

/** What the second step uses up. */
export const SIGN_IN_RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  'totp-step': {
    shows: '2, 6.5.1',
    async prepare(site, round) {
      const ada = await signUpMember(site, `ada${round}`);
      const browserOf = await typeInMany(site, ada);
      const typed = { totp_value: nextCode(site, ada.app) };
      return { attempts: fifty((number) => leadsTo(WAITING, browserOf(number), '/account/two-factor/', typed)) };
    },
  },
  'recovery-code': {
    shows: '56, 6.5.1',
    async prepare(site, round) {
      const ada = await signUpMember(site, `ada${round}`);
      const browserOf = await typeInMany(site, ada);
      for (let number = 0; number < HALF_BROWSERS; number += 1) await browserOf(number).open('/account/recovery-code/');
      const typed = { recovery_code_value: ada.codes[5] ?? '' };
      return { attempts: fifty((number) => leadsTo(WAITING, browserOf(number), '/account/recovery-code/', typed)) };
    },
  },
  'half-session': {
    shows: '31',
    async prepare(site, round) {
      const ada = await signUpMember(site, `ada${round}`);
      const browser = site.browser({ address: networkOf(round) });
      await typePassword(browser, ada);
      await browser.open('/account/recovery-code/');
      // Different codes, so that nothing but the half session decides.
      const attempt = (number: number): Promise<boolean> => {
        const typed = { recovery_code_value: ada.codes[number % 10] ?? '' };
        return leadsTo(WAITING, browser.clone(networkOf(number)), '/account/recovery-code/', typed);
      };
      return { attempts: fifty(attempt) };
    },
  },
  'browser-cookie': {
    async prepare(site, round) {
      const { browser } = await signUpMember(site, `ada${round}`);
      const [, value = ''] = /__Host-kh_device=([^;]+)/.exec(browser.cookie) ?? [];
      const account = await site.world.read
        .selectFrom('accounts')
        .select(['id', 'person_id', 'auth_epoch'])
        .where('username', '=', `ada${round}`)
        .executeTakeFirstOrThrow();
      return { attempts: fifty(() => isGreetedAsKnown(site.world, new Secret(value), account)) };
    },
  },
  'mail-hold': {
    async prepare(site, round) {
      const browser = await beforeMailbox(site, `ada${round}`);
      const press = (number: number): Promise<boolean> =>
        leadsTo(ACCOUNT, browser.clone(networkOf(number)), '/account/confirm-sign-in/', { deed: 'confirm' });
      return { attempts: fifty(press) };
    },
  },
  enrolment: {
    async prepare(site, round) {
      const { browser } = await signUp(site, `ada${round}`);
      await browser.open('/manage/account/totp-provision');
      const code = codeNow(site, appSecretOn(browser.page) ?? '');
      await browser.send('/manage/account/totp-provision', { name: 'Phone', totp_value: code });
      const typed = { recovery_code_value: /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(browser.page)?.[1] ?? '' };
      const added = '/manage/account/?done=factor-added';
      return { attempts: fifty(() => leadsTo(added, browser, '/manage/account/recovery-codes/', typed)) };
    },
  },
  challenge: {
    shows: '41',
    async prepare(site, round) {
      // An authenticator that does not count, so that nothing but the challenge decides.
      const { authenticator } = await signUpWithPasskey(site, `ada${round}`, { signCount: 0 });
      const browser = site.browser({ address: networkOf(round) });
      const credential = authenticator.get(await askAtLogin(browser), { signCount: 0 });
      return { attempts: fifty(() => leadsTo(ACCOUNT, browser.clone(), '/account/login/passkey/', { credential })) };
    },
  },
  'sign-count': {
    async prepare(site, round) {
      const { authenticator } = await signUpWithPasskey(site, `ada${round}`);
      const attempts = await Promise.all(
        fifty(async () => true).map(async (_, number) => {
          const browser = site.browser({ address: networkOf(number) });
          const credential = authenticator.get(await askAtLogin(browser), { signCount: 1_000 });
          return () => leadsTo(ACCOUNT, browser, '/account/login/passkey/', { credential });
        }),
      );
      return { attempts };
    },
  },
  passkey: {
    async prepare(site, round) {
      const { browser } = await signUpWithPasskey(site, `ada${round}`);
      await browser.open('/manage/account/webauthn-provision');
      const authenticator = new SoftwareAuthenticator(site.world.settings.url);
      const credentials = await Promise.all(
        fifty(async () => true).map(async () =>
          authenticator.create(await askOptions(browser, '/manage/account/webauthn-provision/options')),
        ),
      );
      const attempt = (number: number): Promise<boolean> => {
        const fields = { name: 'New', credential: credentials[number] ?? '' };
        return leadsTo('/manage/account/?done=factor-added', browser.clone(), '/manage/account/webauthn-provision', fields);
      };
      return { attempts: fifty(attempt) };
    },
  },
};
