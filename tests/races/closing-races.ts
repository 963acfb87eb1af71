import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { ofAccount } from '../../src/audit/events/events.ts';
import type { OnceName } from '../../src/audit/once.ts';
import { rows } from '../../src/audit/tables.ts';
import { claimHold, findClosing } from '../../src/recovery/closing-store.ts';
import { eraseClosed } from '../../src/recovery/erase-closed.ts';
import { closeHers, keepLink } from '../support/closed.ts';
import { live } from '../support/live.ts';
import { countMore, fifty, leadsTo, type Race } from '../support/race.ts';
import { signUpMember } from '../support/story-people.ts';

/** Closing an account: each step of it fifty times at once. */
export const CLOSING_RACES: Readonly<Partial<Record<OnceName, Race>>> = {
  'closing-asked': {
    async prepare(site, round) {
      const ada = await signUpMember(site, `ada${round}`);
      await ada.browser.open('/manage/account/close/');
      const accepted = await countMore(site, 'account.closing-asked');
      const attempt = async (): Promise<boolean> =>
        (await ada.browser.attempt('/manage/account/close/', { username: `ada${round}` })).status === 200;
      return { attempts: fifty(attempt), accepted };
    },
  },
  'link/keep-account': {
    async prepare(site, round) {
      const ada = await signUpMember(site, `ada${round}`);
      await closeHers(ada.browser, `ada${round}`);
      const mailbox = site.browser();
      await mailbox.open(await keepLink(site, ada.address));
      return { attempts: fifty(() => leadsTo('/account/keep/?done=kept', mailbox, '/account/keep/', {})) };
    },
  },
  closing: {
    async prepare(site, round) {
      const ada = await signUpMember(site, `ada${round}`);
      await closeHers(ada.browser, `ada${round}`);
      await live(site, 24 * 15);
      return { attempts: fifty(async () => (await eraseClosed(site.world)) === 1) };
    },
  },
  'closing-hold': {
    async prepare(site, round) {
      const ada = await signUpMember(site, `ada${round}`);
      await closeHers(ada.browser, `ada${round}`);
      const { id } = await site.world.read
        .selectFrom('accounts')
        .select('id')
        .where('username', '=', `ada${round}`)
        .executeTakeFirstOrThrow();
      const hold = (what: 'ask' | 'agree'): Promise<boolean> =>
        act(site.world, BY_SYSTEM, [{ table: 'accounts', id }], async (tx) => {
          const closing = await findClosing(tx, id);
          if (what === 'ask') await tx.updateTable('closings').set({ hold_asked_by: id }).where('account_id', '=', id).execute();
          const result = what === 'agree' && closing !== undefined && (await claimHold(tx, closing, 1));
          // Only the claim is raced: as of one operator, of which no mail tells.
          const details = { reason: 'a race', operators: 1 } as const;
          return { result, events: [{ kind: 'account.erasure-held', subjects: [ofAccount(id)], details, rows: rows('closings', [id]) }] };
        });
      await hold('ask');
      return { attempts: fifty(() => hold('agree')) };
    },
  },
};
