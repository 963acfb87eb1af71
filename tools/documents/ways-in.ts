import { renderTable } from './sections.ts';

/** A way by which somebody who is not signed in gets anything. */
export interface WayIn {
  /** Methods and paths. */
  readonly routes: readonly string[];
  /** What has to be shown. */
  readonly shows: string;
  /** What it gives, with the strength of the session. */
  readonly gives: string;
  /** The use case, where it starts a session. */
  readonly startedIn?: string;
}

/** All of them. A session that exists is renewed, never strengthened without a proof; a host's commands start none. */
export const WAYS_IN: readonly WayIn[] = [
  {
    routes: ['POST /account/login/'],
    shows: 'password',
    gives:
      '**P** where the account needs no second factor; else the second step. A session of this browser that rests goes on with the strength it had',
    startedIn: 'sessions/sign-in.ts',
  },
  {
    routes: ['POST /account/login/passkey/'],
    shows: 'passkey that verified its person',
    gives: '**V**',
    startedIn: 'sessions/sign-in-with-key.ts',
  },
  {
    routes: ['POST /account/two-factor/'],
    shows: 'password, then code of an app',
    gives: '**O**; in a browser that the account does not know, the question for the mailbox',
    startedIn: 'sessions/complete-sign-in.ts',
  },
  {
    routes: ['POST /account/two-factor/passkey/'],
    shows: 'password, then security key or passkey',
    gives: '**K**, or **V** where it verified its person',
    startedIn: 'sessions/complete-sign-in.ts',
  },
  {
    routes: ['POST /account/recovery-code/'],
    shows: 'password, then recovery code',
    gives: '**R**; in a browser that the account does not know, the question for the mailbox',
    startedIn: 'sessions/complete-sign-in.ts',
  },
  {
    routes: ['POST /account/confirm-sign-in/'],
    shows: 'mailed link and button, in the browser that showed both factors',
    gives: 'what was shown there: **O** or **R**',
    startedIn: 'sessions/confirm-sign-in.ts',
  },
  {
    routes: ['POST /account/verify-email/'],
    shows: 'mailed link, in the browser of the registration or with its password',
    gives: '**P** for the new account',
    startedIn: 'accounts/confirm-registration.ts',
  },
  {
    routes: ['POST /account/invitation/', 'POST /setup/'],
    shows: 'link that an operator, or the host, handed over; a new password',
    gives: '**P** for the new account',
    startedIn: 'admin/bear-account.ts',
  },
  {
    routes: ['POST /legacy/'],
    shows: 'API token',
    gives: 'an upload that its caveats allow; no session, no page',
  },
];

/** Forms that somebody who is not signed in may send, and that start no session: by what they do instead. */
export const NO_WAYS_IN: Readonly<Record<string, string>> = {
  'POST /account/confirm-browser/': 'confirms the mailbox of the session that is open in this browser; its strength stays',
  'POST /account/confirm-unfreeze/': 'asks, by link and factor, that a freeze is lifted; everybody signs in afterwards',
  'POST /account/confirm-unfreeze/options/': 'gives a challenge',
  'POST /account/end-session/': 'ends every session and switches the password off',
  'POST /account/keep/': 'keeps an account that is being closed',
  'POST /account/keep-frozen/': 'keeps a freeze',
  'POST /account/login/passkey/options/': 'gives a challenge',
  'POST /account/logout/': 'ends',
  'POST /account/not-me/': 'freezes',
  'POST /account/objection/': 'makes a recovery wait',
  'POST /account/stop/': 'freezes, by an app or passkey that was removed within the wait',
  'POST /account/stop/options/': 'what a passkey is asked there',
  'POST /account/pending/': 'sends a registration’s link again',
  'POST /account/recover/': 'asks for a recovery',
  'POST /account/recover/claim/': 'sets everything anew after the wait; everybody signs in afterwards',
  'POST /account/recover/options/': 'gives a challenge',
  'POST /account/recover/start/':
    'makes this browser the claimant’s of a recovery that an operator began; everybody signs in after its end',
  'POST /account/register/': 'makes a registration that is no account yet',
  'POST /account/request-password-reset/': 'mails a link',
  'POST /account/reset-password/': 'sets a password, with the factor; everybody signs in afterwards',
  'POST /account/reset-password/options/': 'gives a challenge',
  'POST /account/restore-addresses/': 'puts addresses back, with a factor; everybody signs in afterwards',
  'POST /account/restore-addresses/passkey/options/': 'gives a challenge',
  'POST /account/two-factor/mailbox/': 'sends the link again',
  'POST /account/two-factor/passkey/options/': 'gives a challenge',
  'POST /account/undo-addresses/': 'freezes',
  'POST /pypi': 'says where uploads go',
  'POST /pypi/': 'the same',
  'POST /account/unfreeze/': 'lifts a freeze by an older passkey; everybody signs in afterwards',
  'POST /account/unfreeze/link/': 'mails a link',
  'POST /account/unfreeze/options/': 'gives a challenge',
  'POST /legacy': 'refuses: uploads go to `/legacy/`',
};

/** For `docs/authentication.md`. */
export function renderWaysIn(): string {
  const ways = WAYS_IN.map(({ routes, shows, gives }) => [routes.map((route) => `\`${route}\``).join(', '), shows, gives]);
  const others = Object.entries(NO_WAYS_IN).map(([route, does]) => `\`${route}\` ${does}`);
  return `${renderTable(['route', 'what is shown', 'what it gives'], ways)}\nThe other forms that a stranger may send start no session: ${others.join('; ')}.\n`;
}
