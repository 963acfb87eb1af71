import type { OnceName } from '../../src/audit/once.ts';
import type { Visitor } from '../support/browser-client.ts';
import { aWheel } from '../support/distributions.ts';
import { countMore, fifty, leadsTo, networkOf, type Race } from '../support/race.ts';
import { sendUpload } from '../support/send-upload.ts';
import { makeToken, registrationOf, signUp, signUpMember } from '../support/story-people.ts';
import type { StorySite } from '../support/story-site.ts';

/** Registers under five names with one address, and opens each link in the browser that registered. */
async function fiveRivals(site: StorySite, round: number): Promise<readonly Visitor[]> {
  const rivals: Visitor[] = [];
  for (const rival of ['ada', 'eve', 'ines', 'maya', 'olga']) {
    const browser = site.browser({ address: networkOf(rivals.length) });
    await browser.open('/account/register/');
    await browser.send('/account/register/', { ...registrationOf(`${rival}${round}`), email: `wanted${round}@example.org` });
    await browser.open(await site.linkMailedTo(`wanted${round}@example.org`));
    rivals.push(browser);
  }
  return rivals;
}

async function countVerified(site: StorySite): Promise<number> {
  return (await site.world.read.selectFrom('emails').select('id').where('verified_at', 'is not', null).execute()).length;
}

/** Six letters, each a zero or an o: names that are easily taken for one another. */
function lookalike(round: number, number: number): string {
  const letters = number.toString(2).padStart(6, '0').replaceAll('0', 'o').replaceAll('1', '0');
  return `lamp${round}${letters}`;
}

/** What is taken once, for ever or until it is given up. */
export const NAME_RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  'user-name': {
    async prepare(site, round) {
      const browser = site.browser();
      await browser.open('/account/register/');
      const spellings = [`ada-love${round}`, `Ada_Love${round}`, `ada.love${round}`, `ADALOVE${round}`];
      const attempt = (number: number): Promise<boolean> => {
        const form = { ...registrationOf(spellings[number % 4] ?? ''), email: `person${round}-${number}@example.org` };
        return leadsTo('/account/pending/', browser.clone(networkOf(number)), '/account/register/', form);
      };
      return { attempts: fifty(attempt) };
    },
  },
  registration: {
    async prepare(site, round) {
      const [rival] = await fiveRivals(site, round);
      const deeds = ['confirm', 'not-me'];
      const created = await countMore(site, 'account.created');
      const dropped = await countMore(site, 'account.registration-dropped');
      const attempt = async (number: number): Promise<boolean> => {
        await rival?.attempt('/account/verify-email/', { deed: deeds[number % 2] ?? '' });
        return true;
      };
      return { attempts: fifty(attempt), accepted: async () => (await created()) + (await dropped()) };
    },
  },
  'verified-address': {
    async prepare(site, round) {
      const rivals = await fiveRivals(site, round);
      const before = await countVerified(site);
      const attempt = async (number: number): Promise<boolean> => {
        await rivals[number % 5]?.attempt('/account/verify-email/', { deed: 'confirm' });
        return true;
      };
      return { attempts: fifty(attempt), accepted: async () => (await countVerified(site)) - before };
    },
  },
  'added-address': {
    async prepare(site, round) {
      const { browser } = await signUp(site, `ada${round}`);
      await browser.open('/manage/account/emails/');
      const typed = { email: `ada${round}@work.example` };
      return { attempts: fifty(() => leadsTo('/manage/account/?done=address-added', browser, '/manage/account/emails/', typed)) };
    },
  },
  filename: {
    async prepare(site, round) {
      const token = await makeToken(await signUpMember(site, `ada${round}`), 'laptop');
      await sendUpload(site.origin, token, aWheel(`tidewater${round}`, '0.9'));
      const attempt = async (number: number): Promise<boolean> => {
        const wheel = aWheel(`tidewater${round}`, '1.0', { summary: `Bytes of its own: ${number}` });
        return (await sendUpload(site.origin, token, wheel)).status === 200;
      };
      return { attempts: fifty(attempt) };
    },
  },
  'project-name': {
    async prepare(site, round) {
      const tokens: string[] = [];
      for (const username of ['ada', 'eve', 'ines'])
        tokens.push(await makeToken(await signUpMember(site, `${username}${round}`), 'laptop'));
      const attempt = async (number: number): Promise<boolean> => {
        const headers = { 'x-forwarded-for': networkOf(number) };
        return (
          (await sendUpload(site.origin, tokens[number % 3] ?? '', aWheel(lookalike(round, number), '1.0'), { headers })).status === 200
        );
      };
      return { attempts: fifty(attempt) };
    },
  },
};
