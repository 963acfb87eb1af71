import { type Html, html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { factList } from '../layout/facts.ts';
import { buttonForm, form } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { timeText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { WaitingSignIn } from '../sessions/confirm-sign-in.ts';
import { nameClient } from '../web/name-client.ts';
import { linkOverPage } from './mailed-button-pages.ts';

export interface ConfirmSignInView {
  readonly csrfToken: string;
  readonly waiting: WaitingSignIn;
  readonly problem: Pick<Refusal, 'message'> | undefined;
}

/** Behind the mailed link: in the browser that signs in one goes on, elsewhere one can only say that it was not oneself (B7). */
export function confirmSignInPage({ csrfToken, waiting, problem }: ConfirmSignInView): Html {
  const { isHere, username, strength } = waiting;
  const action = paths.confirmSignIn();
  const goOn = form({
    ...{ action, csrfToken, hidden: { deed: 'confirm' } },
    content: submitButton({ label: 'Yes, sign in', isWide: true, busyLabel: 'One moment…' }),
  });
  const end = { label: 'This is not me: stop it', kind: 'stop-plain', isWide: true } as const;
  const freeze = { label: 'This is not me: freeze the account', kind: 'stop', sign: 'freeze', isWide: true } as const;
  const refusal = html`<div class="stack-3">${buttonForm({ action, csrfToken, hidden: { deed: 'end' }, button: end })}${buttonForm({ action, csrfToken, hidden: { deed: 'freeze' }, button: freeze })}</div>`;
  const shown = strength === 'R' ? 'password and recovery code' : 'password and a code of the authenticator app';
  return gate({
    heading: isHere ? 'Sign in here?' : 'Was this you?',
    lead: html`Somebody signs in to <strong class="mono">${username}</strong> from a new browser, with ${shown}.`,
    notices: problem === undefined ? [] : [notice({ kind: 'stop', title: problem.message })],
    slip: { what: factsOf(waiting), how: isHere ? goOn : refusal, ...(isHere && { next: refusal }) },
    notes: isHere ? [STOP_OR_FREEZE] : [ELSEWHERE, STOP_OR_FREEZE],
  });
}

const ELSEWHERE = {
  heading: 'It was you?',
  text: 'Open the link in the browser where you sign in: here it lets nobody in. If somebody sent you here, or asked you for this link, stop it.',
};

const STOP_OR_FREEZE = {
  heading: 'Stop it or freeze?',
  text: 'Stopping ends this sign-in alone: then set a new password. Freezing ends every session too, and rests every token.',
};

function factsOf({ startedAt, userAgent, address }: WaitingSignIn): Html {
  return factList([
    ['When', timeText(startedAt)],
    ['Browser', nameClient(userAgent)],
    ['Address', html`<span class="mono">${address}</span>`],
  ]);
}

export function signInLinkOverPage(): Html {
  return linkOverPage({
    why: 'It is used up, older than ten minutes, a newer one was sent, or that sign-in is over.',
    goOn: { label: 'Sign in', href: paths.login() },
  });
}

export function signInStoppedPage(): Html {
  return gate({
    heading: 'Nobody got in',
    lead: 'What waited is stopped. Whoever it was knows your password and had a code of yours: set a new password now.',
    slip: { how: linkButton({ label: 'Set a new password', href: paths.requestPasswordReset(), isWide: true }) },
  });
}
