import { type Html, html } from '../base/html.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { textField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { errorOf, errorsOf, type Problem, problemNotices } from '../layout/problem.ts';
import { paths } from '../paths.ts';
import { linkOverPage } from './mailed-button-pages.ts';
import { type ResetView, type ResetWords, resetForm } from './reset-form.ts';

export function requestPage(view: { csrfToken: string; mailIsOff: boolean; typed: string | undefined; problem: Problem }): Html {
  const { typed, problem } = view;
  const content = html`${textField({ name: 'username_or_email', label: 'User name or mail address', autocomplete: 'username', isIdentifier: true, maxLength: 254, value: typed, error: errorOf(problem, 'username_or_email') })}${formActions(submitButton({ label: 'Send a link', isWide: true }))}`;
  if (view.mailIsOff)
    return gate({
      heading: 'Reset your password',
      lead: 'This index sends no mail. Ask an operator for a link.',
      slip: { how: linkButton({ label: 'Back to sign-in', href: paths.login(), isWide: true }) },
    });
  return gate({
    heading: 'Reset your password',
    lead: 'We send a link to a confirmed address of the account.',
    notices: problemNotices(problem),
    slip: { how: form({ action: paths.requestPasswordReset(), csrfToken: view.csrfToken, errors: errorsOf(problem), content }) },
    notes: [{ heading: 'Second factor', text: 'The page behind the link asks for it too: a mailbox alone opens nothing.' }],
  });
}

export function sentPage(typed: string): Html {
  return gate({
    heading: 'Look into your mailbox',
    lead: html`If <strong class="break">${typed}</strong> belongs to an account, we have sent it a link. It works once, for one hour.`,
    slip: {
      what: html`<p>Nothing there? Wait two minutes, then look into the spam folder. You may have registered another address; five such mails a day is the most an account gets.</p>`,
      how: linkButton({ label: 'Back to sign-in', href: paths.login(), isWide: true }),
    },
    notes: [
      {
        heading: 'Why “if”?',
        text: 'This page says the same for every name and address, so that nobody can use it to find out who has an account.',
      },
    ],
  });
}

const WORDS: ResetWords = {
  ...{ action: paths.resetPassword(), options: paths.resetPasskeyOptions(), codeHint: 'From your authenticator app' },
  ...{ button: 'Set the password', byKey: 'Set it with a passkey', byCode: 'Set it with a code' },
};

export function resetPage(view: ResetView & { readonly lostApp: boolean }): Html {
  return gate({
    heading: 'Set a new password',
    lead: html`For the account <strong class="mono">${view.username}</strong>. Every session ends.`,
    notices: problemNotices(view.problem),
    slip: { how: resetForm(view, WORDS), ...(view.needsFactor && { next: nextOf(view.lostApp) }) },
  });
}

function nextOf(lostApp: boolean): Html {
  const newOne = html`<p>You know the password, and the factor is lost? <a href="${paths.newFactor()}">Set up a new one</a>.</p>`;
  return html`${lostApp && newOne}<p>Lost every factor and every code? <a href="${paths.recover()}">Ask people to vouch for you</a>.</p>`;
}

export function resetDonePage(mailIsOff: boolean): Html {
  return gate({
    heading: 'The password is set',
    lead: `Every session has ended${mailIsOff ? '' : ', and every confirmed address was told'}. Tokens made in the last 30 days rest until you say on your account page that they are yours.`,
    slip: { how: linkButton({ label: 'Sign in', href: paths.login(), isWide: true }) },
  });
}

export function resetOverPage(): Html {
  return linkOverPage({
    why: 'It is used up, older than an hour, or a newer one was sent.',
    goOn: { label: 'Ask for a new one', href: paths.requestPasswordReset() },
  });
}
