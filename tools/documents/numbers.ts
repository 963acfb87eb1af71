import { MAX_ADDRESSES } from '../../src/accounts/change-addresses.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../../src/accounts/check-new-password.ts';
import { LINK_LIFETIME_MS, type LinkKind } from '../../src/accounts/links.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/base/brands.ts';
import { ARGON2_COST, MAX_WAIT_MS, MAX_WAITING } from '../../src/crypto/password-queue.ts';
import { SECRET_BYTES } from '../../src/crypto/reference.ts';
import { CEREMONY_MS, NONCE_BYTES } from '../../src/factors/challenge.ts';
import { CODES_COUNT } from '../../src/factors/recovery-codes.ts';
import { ENROLMENT_MS } from '../../src/factors/shown-secret.ts';
import { MAX_APPS } from '../../src/factors/totp-app.ts';
import { MAX_KEYS } from '../../src/factors/webauthn-key.ts';
import { FIRST_WAIT_MS, FREE_GUESSES, LONGEST_WAIT_MS, MOST_GUESSES, MOST_STRANGER_GUESSES } from '../../src/limits/judge-guess.ts';
import { LIMITS, type LimitName } from '../../src/limits/limits.ts';
import { RECOVERY_CODE_BYTES, VOICE_CODE_BYTES } from '../../src/protocols/recovery-code.ts';
import { TOTP_DIGITS, TOTP_SECRET_BYTES, TOTP_STEP_SECONDS } from '../../src/protocols/totp.ts';
import { OPERATORS_NEEDED, READY_MS, REQUEST_MS, STOPS_BEFORE_OPERATORS, WARNED_BEFORE_MS } from '../../src/recovery/recovery.ts';
import { LEAST_NEEDED, MOST_VOUCHERS } from '../../src/recovery/voucher.ts';
import { DEVICE_MS, MOST_ACCOUNTS, MOST_DEVICES, MOST_NETWORKS } from '../../src/sessions/device-row.ts';
import { HOLD_MS } from '../../src/sessions/hold-row.ts';
import { ABSOLUTE_MS, IDLE_MS } from '../../src/sessions/session-row.ts';
import { HALF_MS } from '../../src/sessions/sign-in.ts';
import { WAIT_MS } from '../../src/settings/policies.ts';
import { DOUBTED_FOR_MS } from '../../src/tokens/suspend-tokens.ts';
import { FRESH_MS, MAILBOX_MS } from '../../src/web/guards.ts';
import { renderTable } from './sections.ts';

/** A number of the code beside its reason. */
interface NumberRow {
  readonly what: string;
  /** Written from the constant that decides. */
  readonly is: string;
  readonly because: string;
}

function span(ms: number): string {
  const [unit, name] = (
    [
      [DAY, 'day'],
      [HOUR, 'hour'],
      [MINUTE, 'minute'],
      [SECOND, 'second'],
    ] as const
  ).find(([size]) => ms % size === 0 && ms >= size) ?? [1, 'ms'];
  const count = ms / unit;
  return `${count.toLocaleString('en')} ${name}${count === 1 ? '' : 's'}`;
}

function bits(bytes: number): string {
  return `${bytes * 8} bits`;
}

const PASSWORDS: readonly NumberRow[] = [
  {
    what: 'length of a password',
    is: `${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH.toLocaleString('en')} characters`,
    because:
      '63B 3.1.1.1 asks for 15 where a password may be the only factor, and allows at least 64; ASVS 6.2.1, 6.2.9. The upper end keeps a hash from being kept busy',
  },
  {
    what: 'Argon2id',
    is: `${ARGON2_COST.memoryKib.toLocaleString('en')} KiB, ${ARGON2_COST.passes} passes, ${ARGON2_COST.parallelism} lane`,
    because:
      'the least that OWASP names for it (ASVS 11.4.2); 63B 3.1.1.2 asks for a slow salted hash and advises a keyed step beside it: the hash is sealed',
  },
  {
    what: 'hashes that wait for their turn',
    is: `${MAX_WAITING}, each ${span(MAX_WAIT_MS)} at most`,
    because: 'memory stays bounded and a flood is told when to come back; networks take turns (ASVS 6.3.1, 15.4.4)',
  },
  {
    what: 'wrong answers without a wait',
    is: `${FREE_GUESSES}`,
    because: 'typing errors cost nobody anything; ASVS 6.3.1',
  },
  {
    what: 'wait after them',
    is: `${span(FIRST_WAIT_MS)}, doubling to ${span(LONGEST_WAIT_MS)}`,
    because: '63B 3.2.2 names waits that grow from half a minute to an hour',
  },
  {
    what: 'failures that disable an authenticator',
    is: `${MOST_GUESSES}, of which strangers have ${MOST_STRANGER_GUESSES}`,
    because: '63B 3.2.2: a hundred at most. What strangers cannot spend keeps the owner in (ASVS 6.1.1)',
  },
];

const FACTORS: readonly NumberRow[] = [
  {
    what: 'code of an app',
    is: `${TOTP_DIGITS} digits, ${TOTP_STEP_SECONDS} seconds, this step or the one before`,
    because:
      '63B 3.1.4: six digits at least, two minutes at most; ASVS 6.5.5 asks for half a minute: the step before is there for who types slowly, none ahead is taken',
  },
  {
    what: 'secret of an app',
    is: bits(TOTP_SECRET_BYTES),
    because: '63B 3.1.4 asks for 112; what RFC 4226 advises. SHA-1 is legacy in ASVS and what every app knows; nothing breaks HMAC by it',
  },
  {
    what: 'apps of an account',
    is: `${MAX_APPS}`,
    because: '63B 4.1 asks to permit several; each one more is two codes more that a guess may hit',
  },
  {
    what: 'passkeys and keys of an account',
    is: `${MAX_KEYS}`,
    because: '63B 4.1 asks to permit several; nothing is easier to guess for it',
  },
  {
    what: 'challenge of a key',
    is: `${bits(NONCE_BYTES)} of chance, ${span(CEREMONY_MS)}`,
    because: '63B 3.1.6 asks for 64 bits, ASVS 6.7.2 for the same; five minutes as half a sign-in has',
  },
  { what: 'set-up of a factor', is: span(ENROLMENT_MS), because: '63B 4.1.2.2: what binds a factor lives ten minutes' },
  {
    what: 'recovery codes',
    is: `${CODES_COUNT} of ${bits(RECOVERY_CODE_BYTES)}`,
    because: '63B 4.2.1.1 asks for 64 bits; below 112 they are kept as a slow hash (63B 3.1.2, ASVS 6.5.2)',
  },
];

const SESSIONS: readonly NumberRow[] = [
  { what: 'half a sign-in', is: span(HALF_MS), because: 'long enough to fetch a telephone or key; ASVS 6.5.5 would allow ten' },
  { what: 'a sign-in that waits for the mailbox', is: span(HOLD_MS), because: 'ASVS 6.5.5: ten minutes for what is mailed' },
  { what: 'id of a session, secret of a link', is: bits(SECRET_BYTES), because: 'ASVS 7.2.3 asks for 128, 63B 5.1 for 64' },
  { what: 'a session rests after', is: span(IDLE_MS), because: '63B 2.2.3 advises an hour at most; then one factor wakes it; ASVS 7.3.1' },
  {
    what: 'a session ends after',
    is: span(ABSOLUTE_MS),
    because: '63B 2.2.3 advises a day at most; twelve hours are a day’s work, and only all factors begin them anew; ASVS 7.3.2',
  },
  { what: 'sessions of an account', is: 'no limit', because: 'ASVS 7.1.2 asks to say it; they are listed and ended by their owner' },
  {
    what: 'all factors shown, for an act',
    is: span(FRESH_MS.action),
    because: 'ASVS 7.5.1, 7.5.3: tokens and operators’ acts; long enough for one piece of work',
  },
  {
    what: 'all factors shown, for factors and addresses',
    is: span(FRESH_MS.factors),
    because: 'ASVS 7.5.1; 63B 4.1.2 asks for the highest strength where a factor is bound',
  },
  { what: 'mailbox shown, for a new factor', is: span(MAILBOX_MS), because: 'a set-up and its ten minutes have to fit' },
  {
    what: 'a browser stays known',
    is: span(DEVICE_MS),
    because: 'browsers keep no cookie longer; it stands for no factor (63B 2.2.3)',
  },
  {
    what: 'browsers that an account remembers',
    is: `${MOST_DEVICES}, each with ${MOST_NETWORKS} networks`,
    because: 'more than people have; what is not known goes first, so that nobody fills the list and pushes a known one out',
  },
  {
    what: 'accounts of one browser',
    is: `${MOST_ACCOUNTS}`,
    because: 'a family, or whoever looks after robots; its cookie stands for each',
  },
  {
    what: 'tokens that rest after a reset',
    is: `of the last ${span(DOUBTED_FOR_MS)}`,
    because: 'what a thief made is new; older ones have a history that their owner knows',
  },
  { what: 'addresses of an account', is: `${MAX_ADDRESSES}`, because: '63B 4.2 asks for two at least; each gets every notice' },
];

const RECOVERY: readonly NumberRow[] = [
  {
    what: 'the wait',
    is: span(WAIT_MS),
    because:
      'who reads mail every second day reads of it in time, over a weekend too; no standard names a number. A policy may lengthen it',
  },
  {
    what: 'people who may vouch',
    is: `${MOST_VOUCHERS} named, ${LEAST_NEEDED} needed at least`,
    because: '63B 4.2.1.4 leaves it open; one friend alone never does',
  },
  { what: 'operators in their place', is: `${OPERATORS_NEEDED}`, because: 'ASVS 6.4.4: nobody takes an account over alone' },
  { what: 'code told by voice', is: bits(VOICE_CODE_BYTES), because: '63B 4.1.2.2: 40 where the user name is known besides' },
  { what: 'a request for recovery', is: span(REQUEST_MS), because: 'time for two people to be found' },
  { what: 'ready for its claimant', is: span(READY_MS), because: 'a week away does not make somebody wait anew' },
  { what: 'last notice before the end', is: span(WARNED_BEFORE_MS), because: 'delivered a day before, or nothing begins' },
  { what: 'stops until operators decide', is: `${STOPS_BEFORE_OPERATORS}`, because: 'one may be a mistake' },
];

const LINKS: Readonly<Record<LinkKind, string>> = {
  'verify-registration': '63B 4.2.1.2: a day at most by mail',
  'verify-email': 'as at the registration',
  reset: 'shorter than a day, because a factor stands beside it and mail is quick',
  'new-browser': 'ASVS 6.5.5',
  'sign-in': 'ASVS 6.5.5',
  invitation: 'people are on holiday; it makes an account and opens none',
  setup: 'whoever starts a site sits in front of it',
  'not-me': 'only takes away; as long as the wait',
  'end-session': 'only takes away; as long as the wait',
  'undo-addresses': 'only takes away; as long as the wait',
  'restore-addresses': 'a factor from before stands beside it',
  'start-recovery': 'an operator hands it over; it lets nobody in, and two operators have to agree after it',
  objection: 'as long as a recovery can take; only makes it wait',
  unfreeze: 'as a reset: a factor stands beside it',
  'keep-frozen': 'only takes away; as long as the wait',
  'keep-account': 'as long as a closing can take with its hold; gives nobody anything',
};

const LIMIT_REASONS: Readonly<Partial<Record<LimitName, string>>> = {
  'sign-in': 'an office behind one address signs in within five minutes; a hundred passwords for each network stop spraying (ASVS 6.3.1)',
  'sign-in-site': 'a flood from everywhere; known browsers, passkeys and open sessions go on',
  'sign-in-browser': 'what a known browser has in its place',
  register: 'a course of thirty people in an hour',
  mail: 'ASVS 6.3.1; mails are slower than forms',
  'mail-account': 'what strangers can cause at one mailbox; notices of changes are not counted',
  'mail-digest': 'the sixth such mail says that no other comes that day',
  'verify-mail': 'mail that did not come is asked for a few times',
  'new-factor-mail': 'as above',
  'sign-in-mail': 'a room full of new browsers, and no flood',
  'sign-in-notice': 'who signs in from so many new browsers a day is told of the rest at once',
  'add-address': 'nobody adds more in a day',
  'name-voucher': 'naming asks people by mail',
  recovery: 'asking tells many people',
  'token-failure': 'a CI that lost its token tries often; a guesser tries more',
  'make-token': 'scripts make many, none makes hundreds',
  invite: 'a company in a day',
};

function limitRows(): readonly NumberRow[] {
  const per = { network: 'a network', account: 'an account', site: 'the site' } as const;
  return (Object.entries(LIMIT_REASONS) as [LimitName, string][]).map(([name, because]) => {
    const limit = LIMITS[name];
    return {
      what: `limit \`${name}\``,
      is: `${limit.most.toLocaleString('en')} in ${span(limit.windowSeconds * SECOND)} for ${per[limit.per]}`,
      because,
    };
  });
}

function linkRows(): readonly NumberRow[] {
  return (Object.entries(LINKS) as [LinkKind, string][]).map(([kind, because]) => ({
    what: `mailed link \`${kind}\``,
    is: `${span(LINK_LIFETIME_MS[kind])}, once`,
    because,
  }));
}

/** For `docs/authentication.md`: every number as the code has it. */
export function renderNumbers(): string {
  const rows = [...PASSWORDS, ...FACTORS, ...SESSIONS, ...RECOVERY, ...linkRows(), ...limitRows()];
  return renderTable(
    ['what', 'number', 'because'],
    rows.map(({ what, is, because }) => [what, is, because]),
  );
}
