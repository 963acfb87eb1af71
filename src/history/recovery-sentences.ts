import type { RecoveryEvents } from '../audit/events/recovery-events.ts';
import type { AccountId } from '../base/brands.ts';
import type { Names, Tellers } from './tell.ts';

/** People who vouch for somebody who lost everything. */
export const RECOVERY_SENTENCES: Tellers<RecoveryEvents> = {
  'recovery.voucher-named': {
    sign: 'people',
    tone: 'wait',
    say: ({ who, details, names }) => `${who} named ${nameOf(names, details.account)} to vouch when everything is lost`,
  },
  'recovery.voucher-accepted': {
    sign: 'people',
    tone: 'wait',
    say: ({ who, details, names }) =>
      `${who} accepted to vouch for ${nameOf(names, details.account)} when everything is lost; it counts in 72 hours`,
  },
  'recovery.voucher-removed': {
    sign: 'people',
    say: ({ who, details, names }) =>
      details.by === 'owner'
        ? `${who} took ${nameOf(names, details.account)} off the people who vouch`
        : `${who} no longer vouches for ${nameOf(names, details.account)}`,
  },
  'recovery.needed-changed': {
    sign: 'people',
    tone: 'wait',
    say: ({ who, details }) =>
      `${who} set how many must vouch from ${details.before} to ${details.needed}${details.holds === 'later' ? '; it holds in 72 hours' : ''}`,
  },
};

function nameOf(names: Names, id: string): string {
  return names.accounts.get(id as AccountId) ?? 'somebody';
}
