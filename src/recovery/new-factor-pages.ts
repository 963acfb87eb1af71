import { type Html, html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { buttonForm, form } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { timeText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { SessionOrigin } from '../sessions/find-session-origin.ts';
import type { Owed } from '../web/caller.ts';
import { nameClient } from '../web/name-client.ts';
import { linkOverPage } from './mailed-button-pages.ts';

type Problem = Pick<Refusal, 'message'> | undefined;

function noticesOf(problem: Problem): Html[] {
  return problem === undefined ? [] : [notice({ kind: 'stop', title: problem.message })];
}

export interface NewFactorView {
  readonly csrfToken: string;
  readonly username: string;
  /** `mail`: a link can be sent; `sent`: it was; `ask`: there is no mail, ask an operator; `handed`: the operator's link is here. */
  readonly step: 'mail' | 'sent' | 'ask' | 'handed';
  /** What a policy asks for; `nothing` after a recovery code. */
  readonly asked: Owed;
  readonly problem: Problem;
}

const WHY = {
  heading: 'Why this detour?',
  text: 'Whoever finds one of your codes and knows your password must not be able to set up a factor. So something else of yours is asked for.',
};

const WHY_ASKED = {
  heading: 'Why the mailbox?',
  text: 'Whoever has found out how to open your account must not be the one who sets up its new factor. So something else of yours is asked for.',
};

/** What a policy of the site asks for, said to whom it keeps out. */
const ASKED: Readonly<Record<Exclude<Owed, 'nothing'>, { readonly heading: string; readonly lead: string }>> = {
  factor: {
    heading: 'Set up a second factor',
    lead: 'This index asks you for a second factor. Until you have one you reach nothing else here, and your tokens publish nothing.',
  },
  passkey: {
    heading: 'Set up a passkey',
    lead: 'This index asks you for a passkey or security key: what a false page cannot talk out of you. Until you have one you reach nothing else here, and your tokens publish nothing.',
  },
};

/** The way back for who has lost the app and signed in with a recovery code. */
export function newFactorPage(view: NewFactorView): Html {
  const { asked } = view;
  const { heading, lead, button } = asked === 'nothing' ? STEPS[view.step] : askedStep(view.step, asked);
  const back = asked === 'nothing' && linkButton({ label: 'Back to your account', href: paths.account(), kind: 'link' });
  const how =
    button === undefined
      ? linkButton({
          label: asked === 'nothing' ? 'Back to your account' : 'To the front page',
          href: asked === 'nothing' ? paths.account() : paths.front(),
          isWide: true,
        })
      : form({
          action: paths.newFactor(),
          csrfToken: view.csrfToken,
          content: submitButton({ label: button, isWide: true, busyLabel: 'One moment…' }),
        });
  return gate({
    heading,
    lead: html`For the account <strong class="mono">${view.username}</strong>. ${lead}`,
    notices: noticesOf(view.problem),
    slip: { how, ...(button !== undefined && back !== false && { next: back }) },
    notes:
      asked === 'nothing'
        ? [WHY, { heading: 'Found it again?', text: 'Sign out, and sign in with it: nothing has changed.' }]
        : [WHY_ASKED, BRAKE],
  });
}

const BRAKE = {
  heading: 'Is something wrong?',
  text: html`You can <a href="${paths.freeze()}">freeze the account</a> from here, or sign out in the menu above.`,
};

function askedStep(step: NewFactorView['step'], asked: Exclude<Owed, 'nothing'>): (typeof STEPS)[keyof typeof STEPS] {
  const { button } = STEPS[step];
  const { heading, lead } = ASKED[asked];
  return { heading, lead: `${lead} ${WAYS[step]}`, ...(button !== undefined && { button: step === 'handed' ? 'Go on' : button }) };
}

const WAYS: Readonly<Record<NewFactorView['step'], string>> = {
  mail: 'First we send a link to your confirmed address. Open it in this browser, within ten minutes.',
  sent: 'We have sent a link to your confirmed address. Open it in this browser, within ten minutes. Nothing there? Look into the spam folder.',
  ask: 'This index sends no mail: ask an operator for a reset link, open it here in this browser, and come back to this page.',
  handed: 'The link that an operator handed you is here. It is used up when you go on; your password stays as it is.',
};

const STEPS: Readonly<Record<NewFactorView['step'], { readonly heading: string; readonly lead: string; readonly button?: string }>> = {
  mail: {
    heading: 'Set up a new factor',
    lead: 'First we send a link to your confirmed address. Open it in this browser, within ten minutes.',
    button: 'Send the link',
  },
  sent: {
    heading: 'Look into your mailbox',
    lead: 'We have sent a link to your confirmed address. Open it in this browser, within ten minutes. Nothing there? Look into the spam folder.',
    button: 'Send it again',
  },
  ask: {
    heading: 'Set up a new factor',
    lead: 'This index sends no mail. Ask an operator for a reset link, open it here in this browser, and come back to this page.',
  },
  handed: {
    heading: 'Set up a new factor',
    lead: 'The link that an operator handed you is here. It is used up when you go on; your password stays as it is.',
    button: 'Go on to the new factor',
  },
};

/** Behind the mailed link: in the browser that asked for it one may go on, elsewhere only say that it was not oneself (B7). */
export function mailboxPage(view: { csrfToken: string; origin: SessionOrigin; isHere: boolean; problem: Problem }): Html {
  const { csrfToken, origin, isHere } = view;
  const isLost = origin.strength === 'R';
  const question = isLost ? 'Set up a new factor?' : 'Set up a second factor?';
  const action = paths.confirmBrowser();
  const goOn = form({
    action,
    csrfToken,
    hidden: { deed: 'confirm' },
    content: submitButton({ label: isLost ? 'Yes, set up a new factor' : 'Yes, set up a factor', isWide: true, busyLabel: 'One moment…' }),
  });
  const end = { label: 'This is not me: end that session', kind: 'stop-plain', isWide: true } as const;
  const freeze = { label: 'This is not me: freeze the account', kind: 'stop', sign: 'freeze', isWide: true } as const;
  const refusal = html`<div class="stack-3">${buttonForm({ action, csrfToken, hidden: { deed: 'end' }, button: end })}${buttonForm({ action, csrfToken, hidden: { deed: 'freeze' }, button: freeze })}</div>`;
  return gate({
    heading: isHere ? question : 'Was this you?',
    lead: html`Somebody signed in to <strong class="mono">${origin.username}</strong> ${isLost ? 'with password and recovery code, and wants to set up a new factor.' : 'and wants to set up the second factor that this index asks of it.'}`,
    notices: noticesOf(view.problem),
    slip: { what: factsOf(origin), how: isHere ? goOn : refusal, ...(isHere && { next: refusal }) },
    notes: isHere
      ? []
      : [{ heading: 'It was you?', text: 'Open the link in the browser where you signed in. Here it can only be stopped.' }],
  });
}

function factsOf(origin: SessionOrigin): Html {
  return html`<p>${timeText(origin.startedAt)} · ${nameClient(origin.userAgent)} · <span class="mono">${origin.address}</span></p>`;
}

export function mailboxOverPage(): Html {
  return linkOverPage({
    why: 'It is used up, older than ten minutes, a newer one was sent, or that session has ended.',
    goOn: { label: 'Back to your account', href: paths.account() },
  });
}

export function mailboxEndedPage(): Html {
  return gate({
    heading: 'That session has ended',
    lead: 'Whoever it was knows your password, and may hold a code of yours. Sign in, change the password and replace the recovery codes.',
    slip: { how: linkButton({ label: 'Sign in', href: paths.login(paths.account()), isWide: true }) },
  });
}
