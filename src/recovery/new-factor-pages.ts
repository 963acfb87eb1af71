import { type Html, html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { browserName } from '../layout/browser-name.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { buttonForm, form } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { timeText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { SessionOrigin } from '../sessions/find-session-origin.ts';

type Problem = Pick<Refusal, 'message'> | undefined;

function noticesOf(problem: Problem): Html[] {
  return problem === undefined ? [] : [notice({ kind: 'stop', title: problem.message })];
}

export interface NewFactorView {
  readonly csrfToken: string;
  readonly username: string;
  /** `mail`: a link can be sent; `sent`: it was; `ask`: there is no mail, ask an operator; `handed`: the operator's link is here. */
  readonly step: 'mail' | 'sent' | 'ask' | 'handed';
  readonly problem: Problem;
}

const WHY = {
  heading: 'Why this detour?',
  text: 'Whoever finds one of your codes and knows your password must not be able to replace your app. So something else of yours is asked for.',
};

/** The way back for who has lost the app and signed in with a recovery code. */
export function newFactorPage(view: NewFactorView): Html {
  const { heading, lead, button } = STEPS[view.step];
  const back = linkButton({ label: 'Back to your account', href: paths.account(), kind: 'link' });
  const how =
    button === undefined
      ? linkButton({ label: 'Back to your account', href: paths.account(), isWide: true })
      : form({
          action: paths.newFactor(),
          csrfToken: view.csrfToken,
          content: submitButton({ label: button, isWide: true, busyLabel: 'One moment…' }),
        });
  return gate({
    heading,
    lead: html`For the account <strong class="mono">${view.username}</strong>. ${lead}`,
    notices: noticesOf(view.problem),
    slip: { how, ...(button !== undefined && { next: back }) },
    notes: [WHY, { heading: 'Found the app again?', text: 'Sign out, and sign in with its code: nothing has changed.' }],
  });
}

const STEPS: Readonly<Record<NewFactorView['step'], { readonly heading: string; readonly lead: string; readonly button?: string }>> = {
  mail: {
    heading: 'Set up a new app',
    lead: 'First we send a link to your confirmed address. Open it in this browser, within ten minutes.',
    button: 'Send the link',
  },
  sent: {
    heading: 'Look into your mailbox',
    lead: 'We have sent a link to your confirmed address. Open it in this browser, within ten minutes. Nothing there? Look into the spam folder.',
    button: 'Send it again',
  },
  ask: {
    heading: 'Set up a new app',
    lead: 'This index sends no mail. Ask an operator for a reset link, open it here in this browser, and come back to this page.',
  },
  handed: {
    heading: 'Set up a new app',
    lead: 'The link that an operator handed you is here. It is used up when you go on; your password stays as it is.',
    button: 'Go on to the new app',
  },
};

/** Behind the mailed link: in the browser that asked for it one may go on, elsewhere only say that it was not oneself (B7). */
export function mailboxPage(view: { csrfToken: string; origin: SessionOrigin; isHere: boolean; problem: Problem }): Html {
  const { csrfToken, origin, isHere } = view;
  const action = paths.confirmBrowser();
  const goOn = form({
    action,
    csrfToken,
    hidden: { deed: 'confirm' },
    content: submitButton({ label: 'Yes, set up a new app', isWide: true, busyLabel: 'One moment…' }),
  });
  const end = { label: 'This is not me: end that session', kind: 'stop-plain', isWide: true } as const;
  const freeze = { label: 'This is not me: freeze the account', kind: 'stop', sign: 'freeze', isWide: true } as const;
  const refusal = html`<div class="stack-3">${buttonForm({ action, csrfToken, hidden: { deed: 'end' }, button: end })}${buttonForm({ action, csrfToken, hidden: { deed: 'freeze' }, button: freeze })}</div>`;
  return gate({
    heading: isHere ? 'Set up a new app?' : 'Was this you?',
    lead: html`Somebody signed in to <strong class="mono">${origin.username}</strong> with password and recovery code, and wants to replace its authenticator app.`,
    notices: noticesOf(view.problem),
    slip: { what: factsOf(origin), how: isHere ? goOn : refusal, ...(isHere && { next: refusal }) },
    notes: isHere
      ? []
      : [{ heading: 'It was you?', text: 'Open the link in the browser where you signed in. Here it can only be stopped.' }],
  });
}

function factsOf(origin: SessionOrigin): Html {
  return html`<p>${timeText(origin.startedAt)} · ${browserName(origin.userAgent)} · <span class="mono">${origin.address}</span></p>`;
}

export function mailboxOverPage(): Html {
  return gate({
    heading: 'This link is over',
    lead: 'It is used up, older than ten minutes, a newer one was sent, or that session has ended.',
    slip: { how: linkButton({ label: 'Back to your account', href: paths.account(), isWide: true }) },
  });
}

export function mailboxEndedPage(): Html {
  return gate({
    heading: 'That session has ended',
    lead: 'Whoever it was knows your password and had one of your recovery codes. Sign in, change the password and replace the codes.',
    slip: { how: linkButton({ label: 'Sign in', href: paths.login(paths.account()), isWide: true }) },
  });
}
