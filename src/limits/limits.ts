/** What is counted: a visit's network, one account, or the whole site. */
export type LimitUnit = 'network' | 'account' | 'site';

export interface Limit {
  /** How many are allowed in one window. */
  readonly most: number;
  /** Windows start at whole multiples since 1970; at most a day, so that a counter's key dies with its day. */
  readonly windowSeconds: number;
  readonly per: LimitUnit;
  /** Begins the sentence that a refused person reads. */
  readonly what: string;
}

/** Limits on reading, which a process counts in memory: a page that is looked at writes no row (law 9). */
export type MemoryLimitName = 'page' | 'index' | 'search';

/** Limits that are committed in the database before the deed, and counted across processes. */
export type SpentLimitName =
  | 'form'
  | 'sign-in'
  | 'sign-in-site'
  | 'sign-in-browser'
  | 'register'
  | 'mail'
  | 'mail-account'
  | 'mail-digest'
  | 'verify-mail'
  | 'refused-mail'
  | 'new-factor-mail'
  | 'sign-in-mail'
  | 'sign-in-notice'
  | 'sign-in-digest'
  | 'add-address'
  | 'name-voucher'
  | 'recovery'
  | 'practice'
  | 'upload'
  | 'token-failure'
  | 'make-token'
  | 'make-project'
  | 'make-project-network'
  | 'invite';

export type LimitName = MemoryLimitName | SpentLimitName;

const FIVE_MINUTES = 300;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

function perNetwork(most: number, windowSeconds: number, what: string): Limit {
  return { most, windowSeconds, per: 'network', what };
}

function perAccount(most: number, windowSeconds: number, what: string): Limit {
  return { most, windowSeconds, per: 'account', what };
}

/**
 * Every limit of the site. The same for everybody, loopback included. Wrong answers have their own budget per authenticator
 * (`guesses.ts`); a network is a /24 or a /48 with many people behind it, so its numbers stop floods and leave the rest to that.
 */
export const LIMITS: Readonly<Record<LimitName, Limit>> = {
  page: { most: 6_000, windowSeconds: 60, per: 'network', what: 'Your network opened very many pages.' },
  index: { most: 120_000, windowSeconds: 60, per: 'network', what: 'Your network asked this index very often.' },
  search: { most: 300, windowSeconds: 60, per: 'network', what: 'Your network searched very often.' },
  form: perNetwork(600, 60, 'Your network sent very many forms.'),
  'sign-in': perNetwork(100, FIVE_MINUTES, 'There were many sign-ins from your network.'),
  'sign-in-site': {
    most: 1_000,
    windowSeconds: FIVE_MINUTES,
    per: 'site',
    what: 'There are very many sign-ins right now.',
  },
  'sign-in-browser': perAccount(100, FIVE_MINUTES, 'There were many sign-ins from this browser.'),
  register: perNetwork(30, HOUR_SECONDS, 'Many accounts were registered from your network.'),
  mail: perNetwork(60, HOUR_SECONDS, 'Many mails were asked for from your network.'),
  'mail-account': perAccount(5, DAY_SECONDS, 'Many mails were asked for today.'),
  'mail-digest': perAccount(1, DAY_SECONDS, 'Many mails were asked for today.'),
  'verify-mail': perAccount(3, 6 * HOUR_SECONDS, 'The confirmation mail was sent several times.'),
  'refused-mail': perAccount(1, DAY_SECONDS, 'The owner was told of a failed sign-in today.'),
  'new-factor-mail': perAccount(5, DAY_SECONDS, 'The link was sent several times today.'),
  'sign-in-mail': perAccount(60, HOUR_SECONDS, 'Many sign-ins asked this account’s mailbox within an hour.'),
  'sign-in-notice': perAccount(5, DAY_SECONDS, 'Many new browsers signed in today.'),
  'sign-in-digest': perAccount(1, DAY_SECONDS, 'Many new browsers signed in today.'),
  'add-address': perAccount(5, DAY_SECONDS, 'Many addresses were added to this account today.'),
  recovery: perAccount(5, DAY_SECONDS, 'This account was asked for several times today.'),
  practice: perAccount(3, DAY_SECONDS, 'Several practice runs of this account began today.'),
  'name-voucher': perAccount(20, DAY_SECONDS, 'Many people were named by this account today.'),
  upload: perNetwork(1_200, FIVE_MINUTES, 'Your network uploads very many files.'),
  'token-failure': perNetwork(100, FIVE_MINUTES, 'Your network showed many wrong tokens.'),
  'make-token': perAccount(50, HOUR_SECONDS, 'Many tokens were made for this account.'),
  'make-project': perAccount(20, HOUR_SECONDS, 'Many projects were made by this account.'),
  'make-project-network': perNetwork(40, HOUR_SECONDS, 'Many projects were made from your network.'),
  invite: perAccount(100, DAY_SECONDS, 'Many invitations were made by this account today.'),
};
