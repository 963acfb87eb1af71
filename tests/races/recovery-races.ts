import type { OnceName } from '../../src/audit/once.ts';
import { hmacSha1 } from '../../src/crypto/digest.ts';
import { decodeBase32 } from '../../src/protocols/base32.ts';
import { stepAt, totpCode } from '../../src/protocols/totp.ts';
import { ripenRecoveries } from '../../src/recovery/ripen-recoveries.ts';
import { appSecretOn } from '../support/kept-secrets.ts';
import { liveThrough } from '../support/live-through.ts';
import { askForAccount, makeCircle, objectionLink, vouch, vouchPath } from '../support/lost-everything.ts';
import { makeOperators, startFor } from '../support/operators.ts';
import { askOptions } from '../support/passkeys.ts';
import { PRACTICE } from '../support/practice-run.ts';
import { countMore, fifty, leadsTo, type Race } from '../support/race.ts';
import { signIn, signUp, signUpMember, stepUp } from '../support/story-people.ts';
import type { StorySite } from '../support/story-site.ts';

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

/** What happens once when an owner rehearses. */
export const PRACTICE_RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  practice: {
    async prepare(site, round) {
      const { ada } = await makeCircle(site, [`bo${round}`, `cy${round}`], `ada${round}`);
      await signIn(site, ada, ada.browser);
      await ada.browser.open(PRACTICE);
      const accepted = await countMore(site, 'recovery.practice-begun');
      // The limit of a day is for people: of fifty it lets three try.
      return { attempts: fifty(() => leadsTo(PRACTICE, ada.browser, PRACTICE, {})), accepted };
    },
  },
  'practice-end': {
    async prepare(site, round) {
      const { ada } = await makeCircle(site, [`bo${round}`, `cy${round}`], `ada${round}`);
      await signIn(site, ada, ada.browser);
      await ada.browser.open(PRACTICE);
      await ada.browser.send(PRACTICE);
      return { attempts: fifty(() => leadsTo(`${PRACTICE}?done=ended`, ada.browser, `${PRACTICE}end/`, {})) };
    },
  },
};

/** Two people of a round's own vouch; gives what the claimant holds. */
async function asked(site: StorySite, round: number, areVouching = true) {
  const circle = await makeCircle(site, [`bo${round}`, `cy${round}`], `ada${round}`);
  const claimant = await askForAccount(site, circle.ada);
  if (areVouching) for (const voucher of circle.vouchers) await vouch(site, voucher, claimant.code);
  return { ...circle, ...claimant };
}

/** Up to the last moment before the wait is over. */
async function warned(site: StorySite): Promise<void> {
  await liveThrough(site, 48);
  for (let turn = 0; turn < 2; turn += 1) {
    await ripenRecoveries(site.world);
    await site.runJobs();
  }
  await liveThrough(site, 25);
}

/** What happens once on the way back in. */
export const WAY_BACK_RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  vouch: {
    async prepare(site, round) {
      const { vouchers, code } = await asked(site, round, false);
      const [bo] = vouchers;
      if (bo === undefined) throw new Error('nobody vouches');
      const at = await vouchPath(site, bo);
      await bo.browser.open(at);
      const answers: string[] = [];
      for (let number = 0; number < 50; number += 1) answers.push(bo.authenticator.get(await askOptions(bo.browser, `${at}options/`)));
      const attempt = (number: number): Promise<boolean> =>
        leadsTo(`${at}?done=vouched`, bo.browser, at, { voice_code: code, credential: answers[number] ?? '' });
      // Those who come late find their statement moved on; the word itself stands once.
      const accepted = await countMore(site, 'recovery.vouched');
      return { attempts: fifty(attempt), accepted };
    },
  },
  'link/start-recovery': {
    async prepare(site, round) {
      await signUpMember(site, `ada${round}`);
      const [olga] = await makeOperators(site, [`olga${round}`]);
      const link = olga === undefined ? '' : await startFor(olga, `ada${round}`);
      const claimant = site.browser();
      await claimant.open(link);
      return { attempts: fifty(() => leadsTo('/account/recover/', claimant, '/account/recover/start/', {})) };
    },
  },
  'link/objection': {
    async prepare(site, round) {
      const { ada } = await asked(site, round);
      const mailbox = site.browser();
      await mailbox.open(await objectionLink(site, ada));
      return { attempts: fifty(() => leadsTo('/account/objection/?done=objected', mailbox, '/account/objection/', {})) };
    },
  },
  objection: {
    async prepare(site, round) {
      const { ada } = await asked(site, round);
      await signIn(site, ada, ada.browser);
      await ada.browser.open('/account/objection/');
      return { attempts: fifty(() => leadsTo('/account/objection/?done=objected', ada.browser, '/account/objection/', {})) };
    },
  },
  'recovery-state': {
    async prepare(site, round) {
      await asked(site, round);
      await warned(site);
      const accepted = await countMore(site, 'recovery.ready');
      return { attempts: fifty(async () => (await ripenRecoveries(site.world)) >= 0), accepted };
    },
  },
  'recovery-claim': {
    async prepare(site, round) {
      const { browser } = await asked(site, round);
      await warned(site);
      await ripenRecoveries(site.world);
      await browser.open('/account/recover/');
      const code = /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(browser.page)?.[1] ?? '';
      const secret = decodeBase32(appSecretOn(browser.page) ?? '') ?? new Uint8Array();
      const NEW = 'rhubarb winter saddle ninety';
      const typed = { password: NEW, password_confirm: NEW, recovery_code_value: code };
      const form = { ...typed, totp_value: totpCode(hmacSha1, secret, stepAt(site.clock.now())) };
      return { attempts: fifty(() => leadsTo('/account/recover/', browser, '/account/recover/claim/', form)) };
    },
  },
};
