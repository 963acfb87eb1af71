import { openSite } from '../../src/accounts/open-site.ts';
import { sweepAccounts } from '../../src/accounts/sweep-accounts.ts';
import { ripenPolicies } from '../../src/admin/ripen-policies.ts';
import { claimFirstOperator } from '../../src/admin/store.ts';
import { tellAsked } from '../../src/admin/tell-asked.ts';
import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { OF_SITE } from '../../src/audit/events/events.ts';
import { makeTimekeeper } from '../../src/audit/note-time.ts';
import type { OnceName } from '../../src/audit/once.ts';
import { rows } from '../../src/audit/tables.ts';
import type { AccountId } from '../../src/base/brands.ts';
import { HOUR } from '../../src/base/brands.ts';
import { holdLease } from '../../src/outbox/leases.ts';
import { requestLink, sendResetLinks } from '../../src/recovery/request-reset.ts';
import { countMore, fifty, leadsTo, type Race } from '../support/race.ts';
import { VISIT } from '../support/residents.ts';
import { registrationOf, setUpOperator, signUp } from '../support/story-people.ts';
import type { StorySite } from '../support/story-site.ts';

const INVITE_ONLY = { settings: { pinned: {} } };

/** An operator who wishes that everybody may register: it loosens, so it waits. */
async function wish(site: StorySite): Promise<() => Promise<boolean>> {
  const { browser } = await setUpOperator(site);
  await browser.open('/admin/policies/');
  const typed = { value: 'open', reason: 'we are public now' };
  return () => leadsTo('/admin/policies/?done=waits', browser, '/admin/policies/registration/', typed);
}

/** Lets 72 hours be lived through, from the notice on. */
async function wait(site: StorySite): Promise<void> {
  await site.runJobs();
  let lived = 0;
  const note = makeTimekeeper(site.world, { highWater: () => site.clock.now(), lived: () => lived });
  await note();
  await ripenPolicies(site.world);
  site.clock.advance({ hours: 73 });
  lived = 73 * HOUR;
  await note();
}

/** Everybody is to have a second factor, and the day has come. */
async function announce(site: StorySite): Promise<void> {
  const coming = { name: 'twoFactor', before: 'optional', value: 'everyone', reason: 'a race', decided_by: '0'.repeat(32) as AccountId };
  const when = { decided_at: 1, holds_from_at: site.clock.now(), ripens_at_lived_ms: 0 };
  await site.world.database.transaction((tx) =>
    tx
      .insertInto('coming_policies')
      .values({ ...coming, ...when })
      .execute(),
  );
}

/** What happens once on a site, and what its processes share out among themselves. */
export const SITE_RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  site: {
    async prepare(site) {
      // A database to which no process came yet.
      await site.world.database.transaction((tx) => tx.deleteFrom('site').execute());
      const accepted = await countMore(site, 'site.opened');
      return { attempts: fifty(async () => openSite(site.world).then(isDone, isRefused)), accepted };
    },
  },
  'first-operator': {
    isOncePerSite: true,
    async prepare(site) {
      const account = '0'.repeat(32) as AccountId;
      const details = { account, how: 'setup' } as const;
      const attempt = (): Promise<void> =>
        act(site.world, BY_SYSTEM, [], async (tx, now) => {
          if (!(await claimFirstOperator(tx, now))) throw new Error('another one was faster');
          return { result: undefined, events: [{ kind: 'site.operator-granted', subjects: [OF_SITE], details, rows: rows('site', [1]) }] };
        });
      return { attempts: fifty(async () => attempt().then(isDone, isRefused)) };
    },
  },
  'policy-wish': {
    options: INVITE_ONLY,
    isOncePerSite: true,
    async prepare(site) {
      return { attempts: fifty(await wish(site)) };
    },
  },
  'policy-change': {
    options: INVITE_ONLY,
    isOncePerSite: true,
    async prepare(site) {
      await (await wish(site))();
      await wait(site);
      return { attempts: fifty(async () => (await ripenPolicies(site.world)) === 1) };
    },
  },
  'policy-date': {
    options: INVITE_ONLY,
    isOncePerSite: true,
    async prepare(site) {
      await announce(site);
      return { attempts: fifty(async () => (await ripenPolicies(site.world)) === 1) };
    },
  },
  'factor-notice': {
    isOncePerSite: true,
    async prepare(site) {
      await signUp(site, 'dora');
      await announce(site);
      const accepted = await countMore(site, 'account.factor-asked');
      return { attempts: fifty(async () => (await tellAsked(site.world)) >= 0), accepted };
    },
  },
  'dead-registration': {
    async prepare(site, round) {
      const ada = site.browser();
      await ada.open('/account/register/');
      await ada.send('/account/register/', registrationOf(`ada${round}`));
      site.clock.advance({ hours: 25 });
      const accepted = await countMore(site, 'account.registration-dropped');
      return { attempts: fifty(async () => (await sweepAccounts(site.world)).registrations >= 0), accepted };
    },
  },
  'dead-address': {
    async prepare(site, round) {
      const { browser } = await signUp(site, `ada${round}`);
      await browser.open('/manage/account/emails/');
      await browser.send('/manage/account/emails/', { email: `ada${round}@work.example` });
      site.clock.advance({ hours: 25 });
      const accepted = await countMore(site, 'account.email-removed');
      return { attempts: fifty(async () => (await sweepAccounts(site.world)).addresses >= 0), accepted };
    },
  },
  'outbox-row': {
    async prepare(site) {
      await requestLink(site.world, VISIT, 'nobody');
      return { attempts: fifty(async (number) => (await sendResetLinks(site.world, `process ${number}`)) === 1) };
    },
  },
  lease: {
    async prepare(site, round) {
      return { attempts: fifty((number) => holdLease(site.world, `work ${round}`, `process ${number}`, 1_000)) };
    },
  },
};

function isDone(): boolean {
  return true;
}

function isRefused(): boolean {
  return false;
}
