import { FRESH_MS, MAILBOX_MS } from '../../src/web/guards.ts';
import { renderTable } from './sections.ts';

const MINUTE = 60_000;

/** What a decision looks at besides the role, by the word that the code has for it. */
export const CONTEXT: Readonly<Record<string, { readonly looksAt: string; readonly changes: string }>> = {
  'confirmed-address': {
    looksAt: 'whether the primary address is confirmed',
    changes: 'without: no set-up of a factor, no upload, no management',
  },
  'second-factor': {
    looksAt: 'whether the account has a second factor that works',
    changes: 'without: no token, no upload, no management, no operators’ pages',
  },
  'what-policy-asks': {
    looksAt: 'whether the account has what a policy asks of it, from the policy’s day on',
    changes: 'without: kept to set-up; its tokens publish nothing',
  },
  strength: {
    looksAt: 'what the session was opened by',
    changes:
      '**R** looks, freezes and signs out; only **V** of an older passkey removes a passkey at once, vouches, or lets other ways in again',
  },
  action: {
    looksAt: 'how long ago all factors were shown',
    changes: `more than ${FRESH_MS.action / MINUTE} minutes: the step-up first, for tokens and operators’ acts`,
  },
  factors: {
    looksAt: 'the same',
    changes: `more than ${FRESH_MS.factors / MINUTE} minutes: the step-up first, for factors, codes and addresses`,
  },
  mailbox: {
    looksAt: 'how long ago the mailbox was confirmed in this session',
    changes: `more than ${MAILBOX_MS / MINUTE} minutes: no new factor for **R** and for who is kept to set-up`,
  },
  known: {
    looksAt: 'whether the browser is known to the account',
    changes: 'unknown: the mailbox is asked after a code; its guesses are counted with strangers’',
  },
  network: {
    looksAt: 'the /24 or /48 of the client, by trusted proxies alone',
    changes: 'above a limit: a wait. The place by itself lets nobody in and keeps nobody out',
  },
  epoch: {
    looksAt: 'whether the account changed since the session, link or half sign-in began',
    changes: 'changed: it is over, in the midst of a request too',
  },
  frozen: { looksAt: 'whether the account is frozen', changes: 'frozen: nobody signs in, nothing is uploaded' },
  suspect: { looksAt: 'whether the clock of the machine has jumped', changes: 'jumped: no code of an app is right, no wait ends' },
  caveats: {
    looksAt: 'what the holder of a token narrowed it to',
    changes: 'a caveat that does not hold, or that nobody can read, denies',
  },
};

/** For `docs/authentication.md`. */
export function renderDecisions(): string {
  return renderTable(
    ['a decision looks at', 'and that changes'],
    Object.values(CONTEXT).map(({ looksAt, changes }) => [looksAt, changes]),
  );
}
