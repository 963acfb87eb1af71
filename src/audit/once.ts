/** Something that may happen once, however many ask for it at the same moment. */
export interface OnceRule {
  /** The rule in words. */
  readonly says: string;
  /** The functions with the one atomic statement that decides, each by file and name. */
  readonly claimedBy: readonly string[];
}

/** Their names. */
export type OnceName =
  | 'site'
  | 'first-operator'
  | 'user-name'
  | 'registration'
  | 'dead-registration'
  | 'verified-address'
  | 'added-address'
  | 'dead-address'
  | 'link/verify-registration'
  | 'link/verify-email'
  | 'link/reset'
  | 'link/new-browser'
  | 'link/sign-in'
  | 'link/invitation'
  | 'link/setup'
  | 'link/not-me'
  | 'link/end-session'
  | 'link/undo-addresses'
  | 'link/restore-addresses'
  | 'mail-window'
  | 'totp-step'
  | 'recovery-code'
  | 'enrolment'
  | 'challenge'
  | 'sign-count'
  | 'passkey'
  | 'half-session'
  | 'voucher'
  | 'link/objection'
  | 'link/start-recovery'
  | 'link/unfreeze'
  | 'link/keep-frozen'
  | 'link/keep-account'
  | 'closing-asked'
  | 'doubted-address'
  | 'closing'
  | 'closing-hold'
  | 'unfreeze-notices'
  | 'unfreezing'
  | 'vouch'
  | 'objection'
  | 'recovery-state'
  | 'recovery-claim'
  | 'practice'
  | 'practice-end'
  | 'voucher-accepts'
  | 'mail-hold'
  | 'browser-cookie'
  | 'project-name'
  | 'filename'
  | 'policy-wish'
  | 'policy-change'
  | 'policy-date'
  | 'factor-notice'
  | 'outbox-row'
  | 'lease';

const LINK = ['accounts/links.ts claimLink'];

/**
 * Every rule of law 2, "the write is the check": nobody reads, compares and writes later; one statement is true for one caller.
 * `tests/races` walks this list with 50 at once on both databases. A claiming function that no rule names fails that test, and so
 * does a rule without a race.
 */
export const ONCE: Readonly<Record<OnceName, OnceRule>> = {
  site: { says: 'a site is opened once', claimedBy: ['accounts/site-store.ts insertSite'] },
  'first-operator': { says: 'a site gets its first operator once', claimedBy: ['admin/store.ts claimFirstOperator'] },
  'user-name': {
    says: 'a user name is taken once, however it is spelled',
    claimedBy: ['accounts/store.ts insertRegistration', 'accounts/store.ts insertAccountRow'],
  },
  registration: { says: 'a registration becomes an account once', claimedBy: ['accounts/store.ts claimRegistration'] },
  'dead-registration': { says: 'a registration that died is dropped once', claimedBy: ['accounts/store.ts claimDeadRegistration'] },
  'verified-address': { says: 'an address is confirmed for one account', claimedBy: ['accounts/store.ts verifyEmail'] },
  'added-address': { says: 'an address stands once on an account', claimedBy: ['accounts/store.ts insertEmail'] },
  'dead-address': { says: 'an address that died is dropped once', claimedBy: ['accounts/store.ts claimDeadEmail'] },
  'link/verify-registration': { says: 'the link of a registration works once', claimedBy: LINK },
  'link/verify-email': { says: 'the link of an added address works once', claimedBy: LINK },
  'link/reset': { says: 'a link to reset a password works once', claimedBy: LINK },
  'link/new-browser': { says: 'the link that shows the mailbox works once', claimedBy: LINK },
  'link/sign-in': { says: 'the link that lets a new browser in works once', claimedBy: LINK },
  'link/invitation': { says: 'an invitation lets one person in', claimedBy: LINK },
  'link/setup': { says: 'the set-up link works once', claimedBy: LINK },
  'link/not-me': { says: 'a “this was not me” link freezes once', claimedBy: LINK },
  'link/end-session': { says: 'a link in a mail about a sign-in ends everything once', claimedBy: LINK },
  'link/undo-addresses': { says: 'a link of an old address undoes once', claimedBy: LINK },
  'link/restore-addresses': { says: 'a link puts the old addresses back once', claimedBy: LINK },
  'mail-window': { says: 'a change of addresses is settled once', claimedBy: ['accounts/mail-window-store.ts claimWindow'] },
  'totp-step': {
    says: 'a code of an app is accepted once, whatever for',
    claimedBy: ['factors/store.ts claimStep', 'factors/removed-store.ts claimRemovedStep'],
  },
  'recovery-code': { says: 'a recovery code is used once', claimedBy: ['factors/store.ts claimCode'] },
  challenge: { says: 'the challenge of a passkey is answered once', claimedBy: ['factors/store.ts claimChallenge'] },
  'sign-count': { says: 'a key that counts shows each number once', claimedBy: ['factors/store.ts claimSignCount'] },
  passkey: { says: 'a passkey stands on one account', claimedBy: ['factors/store.ts insertKey'] },
  enrolment: { says: 'an app that is set up begins to count once', claimedBy: ['factors/store.ts claimEnrolment'] },
  'link/objection': { says: 'the link that objects to a recovery works once', claimedBy: LINK },
  'link/unfreeze': { says: 'the link by which a frozen account is asked for works once', claimedBy: LINK },
  'link/keep-frozen': { says: 'the link that keeps an account frozen works once', claimedBy: LINK },
  'link/keep-account': { says: 'the link that keeps an account works once', claimedBy: LINK },
  'doubted-address': { says: 'an address whose domain is gone loses its rights once', claimedBy: ['accounts/domain-store.ts insertDoubt'] },
  'closing-asked': { says: 'an account is asked to be closed once', claimedBy: ['recovery/closing-store.ts insertClosing'] },
  closing: { says: 'a closed account is erased once', claimedBy: ['recovery/closing-store.ts claimClosing'] },
  'closing-hold': { says: 'an erasure is held once', claimedBy: ['recovery/closing-store.ts claimHold'] },
  'unfreeze-notices': {
    says: 'the notices of a freeze that is to be lifted begin its day once',
    claimedBy: ['recovery/store.ts claimUnfreezeTold'],
  },
  unfreezing: { says: 'a freeze whose day has passed is lifted once', claimedBy: ['recovery/store.ts claimUnfreezing'] },
  'link/start-recovery': { says: 'a link with which operators begin a recovery makes one claimant', claimedBy: LINK },
  vouch: { says: 'a person vouches once for a recovery', claimedBy: ['recovery/store.ts insertVouch'] },
  objection: { says: 'a recovery is objected to once', claimedBy: ['recovery/store.ts claimObjection'] },
  'recovery-state': { says: 'a recovery whose wait is over becomes ready once', claimedBy: ['recovery/store.ts claimState'] },
  'recovery-claim': { says: 'a recovery is claimed once', claimedBy: ['recovery/store.ts claimRecovery'] },
  practice: { says: 'an account has one practice run at a time', claimedBy: ['recovery/practice-store.ts insertPractice'] },
  'practice-end': { says: 'a practice run ends once', claimedBy: ['recovery/practice-store.ts claimPractice'] },
  voucher: { says: 'a person is named once to vouch', claimedBy: ['recovery/store.ts insertVoucher'] },
  'voucher-accepts': { says: 'a named person accepts once', claimedBy: ['recovery/store.ts claimAcceptance'] },
  'half-session': { says: 'a sign-in is finished once', claimedBy: ['sessions/store.ts claimHalf'] },
  'mail-hold': { says: 'a sign-in that waits for the mailbox becomes a session once', claimedBy: ['sessions/store.ts claimHold'] },
  'browser-cookie': { says: 'the cookie of a known browser is exchanged once', claimedBy: ['sessions/device-store.ts claimBrowser'] },
  'project-name': { says: 'a project name is taken once, with all that look like it', claimedBy: ['releases/store.ts insertProject'] },
  filename: { says: 'a file name is used once, for ever', claimedBy: ['releases/store.ts claimFilename'] },
  'policy-wish': { says: 'one change of a policy waits at a time', claimedBy: ['admin/store.ts insertPendingPolicy'] },
  'policy-change': { says: 'a change of a policy that has waited comes into force once', claimedBy: ['admin/store.ts claimPendingPolicy'] },
  'policy-date': { says: 'a policy that begins on a day begins once', claimedBy: ['admin/store.ts claimComingPolicy'] },
  'factor-notice': { says: 'an account is told once what is asked of it', claimedBy: ['admin/store.ts claimNotice'] },
  'outbox-row': { says: 'a mail or job is done by one process', claimedBy: ['outbox/due-rows.ts holdDueRows'] },
  lease: { says: 'work that must run once has one holder', claimedBy: ['outbox/leases.ts holdLease'] },
};
