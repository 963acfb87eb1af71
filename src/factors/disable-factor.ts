import { type TellWorld, tellAccount } from '../accounts/notices/tell-account.ts';
import { type ActWorld, act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import type { AccountId } from '../base/brands.ts';
import { MOST_GUESSES } from '../limits/judge-guess.ts';
import { disableApps, replaceList } from './store.ts';

/**
 * After the hundredth evaluated failure: every app of the account is disabled and has to be bound anew. Disabled is not removed:
 * the account still needs a second factor (B1).
 */
export async function disableTotp(world: ActWorld & TellWorld, accountId: AccountId): Promise<void> {
  await act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const ids = await disableApps(tx, accountId, now);
    const [first = ''] = ids;
    const details = { app: first, failures: MOST_GUESSES };
    await tellAccount(world, tx, { who: { accountId }, notice: { kind: 'apps-disabled', failures: MOST_GUESSES }, visit: undefined, now });
    return {
      result: undefined,
      events: [{ kind: 'factor.totp-disabled', subjects: [ofAccount(accountId)], details, rows: rows('totp_apps', ids) }],
    };
  });
}

/** After the hundredth evaluated failure the list of recovery codes opens nothing any more. */
export async function disableCodes(world: ActWorld & TellWorld, accountId: AccountId): Promise<void> {
  await act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    const ids = await replaceList(tx, accountId, now);
    const [first = ''] = ids;
    const details = { list: first, failures: MOST_GUESSES };
    await tellAccount(world, tx, { who: { accountId }, notice: { kind: 'codes-disabled', failures: MOST_GUESSES }, visit: undefined, now });
    return {
      result: undefined,
      events: [{ kind: 'factor.codes-disabled', subjects: [ofAccount(accountId)], details, rows: rows('recovery_lists', ids) }],
    };
  });
}
