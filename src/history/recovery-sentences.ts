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
      `${who} accepted to vouch for ${nameOf(names, details.account)} when everything is lost; it counts once the wait is over`,
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
      `${who} set how many must vouch from ${details.before} to ${details.needed}${details.holds === 'later' ? '; it holds once the wait is over' : ''}`,
  },
  'recovery.asked': {
    sign: 'help',
    tone: 'wait',
    say: ({ whose, details }) => `Somebody who says to have lost everything asked for ${whose} account, ${ASKED_BY[details.by]}`,
  },
  'recovery.started': {
    sign: 'help',
    tone: 'wait',
    say: ({ who, details, names }) =>
      `${who} began a recovery of the account ${nameOf(names, details.account)}, which two operators have to agree to: “${details.reason}”`,
  },
  'recovery.withdrawn': {
    sign: 'stop',
    tone: 'wait',
    say: ({ who, details, names }) => `${who} stopped the recovery of the account ${nameOf(names, details.account)}: “${details.reason}”`,
  },
  'recovery.vouched': {
    sign: 'people',
    tone: 'wait',
    say: ({ who, details, names }) =>
      `${who} vouched${details.as === 'operator' ? ', as an operator,' : ''} for whoever asks for the account ${nameOf(names, details.owner)}: ${details.word} of ${details.of}`,
  },
  'recovery.objected': { sign: 'stop', tone: 'wait', say: () => 'Somebody objected to the recovery; it waits once more' },
  'recovery.stopped': { sign: 'stop', tone: 'stop', say: ({ who }) => `${who} stopped the recovery with a factor from before it` },
  'recovery.warned': { sign: 'mail', tone: 'wait', say: () => 'The notice of the last day before the recovery was sent' },
  'recovery.told': { sign: 'mail', tone: 'wait', say: () => 'The notice of the last day before the recovery was delivered' },
  'recovery.ready': { sign: 'clock', tone: 'wait', say: () => 'The wait of the recovery is over; it can be claimed for seven days' },
  'recovery.expired': { sign: 'clock', say: () => 'A recovery came to nothing: nobody went on with it in time' },
  'recovery.practice-begun': { sign: 'people', say: ({ who }) => `${who} began a practice run of a recovery; it opens nothing` },
  'recovery.practised': {
    sign: 'people',
    say: ({ who, details, names }) =>
      `Practice: ${who} vouched in the practice run of ${nameOf(names, details.owner)}, ${details.word} of ${details.of}; it opens nothing`,
  },
  'recovery.practice-ended': {
    sign: 'people',
    say: ({ details }) => `The practice run of a recovery ended: ${details.vouched} of ${details.needed} vouched`,
  },
  'recovery.completed': {
    sign: 'key',
    tone: 'stop',
    say: ({ whose }) =>
      `The recovery was claimed: ${whose} account has a new password, factor and codes; all old ones are out, sessions ended, tokens rest`,
  },
};

const ASKED_BY = {
  password: 'by a mailed link and the password',
  'recovery-code': 'by a mailed link and a recovery code',
  operators: 'by a link that an operator handed over',
} as const;

function nameOf(names: Names, id: string): string {
  return names.accounts.get(id as AccountId) ?? 'somebody';
}
