import { type Html, html } from '../base/html.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { emailField, knownUsername, passwordField, textField } from '../layout/fields.ts';
import { buttonForm, form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { checkbox } from '../layout/picks.ts';
import { errorOf, errorsOf, type Problem, problemNotices } from '../layout/problem.ts';
import { timeText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { RegistrationView } from './confirm-registration.ts';

export function pendingPage(view: { csrfToken: string; registration: RegistrationView; isSentAgain: boolean; problem: Problem }): Html {
  const again = buttonForm({ action: paths.pending(), csrfToken: view.csrfToken, button: { label: 'Send it again', kind: 'plain' } });
  return gate({
    heading: 'Look into your mailbox',
    lead: html`We have sent a link to <strong class="break">${view.registration.address}</strong>. It works once, for 24 hours, and asks you to press a button.`,
    notices: [
      view.isSentAgain && notice({ kind: 'good', title: 'Sent again. The older link is dead.' }),
      view.problem && notice({ kind: 'stop', title: view.problem.message }),
    ].filter((item): item is Html => item instanceof Object),
    slip: {
      what: html`<p>The name <strong class="mono">${view.registration.username}</strong> is kept for you until then.</p>`,
      how: again,
    },
    notes: [
      {
        heading: 'Nothing there?',
        text: 'Look into the spam folder. A wrong address? Register again with the right one, under another name, or wait a day.',
      },
    ],
  });
}

export function confirmRegistrationPage(view: {
  csrfToken: string;
  registration: RegistrationView;
  asksPassword: boolean;
  problem: Problem;
}): Html {
  const { registration, problem } = view;
  const isElsewhere = view.asksPassword && !registration.hasPassword;
  const where = html`<p>This account was registered with a passkey and without a password. Open the link in the browser that you registered in.</p>`;
  const content = html`${isElsewhere && where}${view.asksPassword && registration.hasPassword && passwordField({ autocomplete: 'current-password', error: errorOf(problem, 'password'), hint: 'The one you registered with. This is not the browser you registered in.' })}
${!isElsewhere && formActions(submitButton({ label: 'Confirm and sign in', isWide: true, busyLabel: 'Confirming…' }))}`;
  return gate({
    heading: 'Confirm your mail address',
    lead: html`It belongs to the new account <strong class="mono">${registration.username}</strong>.`,
    notices: problemNotices(problem),
    slip: {
      what: html`<p>Registered ${timeText(registration.madeAt)} with <span class="break">${registration.address}</span>.</p>`,
      how: form({
        action: paths.verifyEmail(),
        csrfToken: view.csrfToken,
        errors: errorsOf(problem),
        hidden: { deed: 'confirm' },
        content,
      }),
      next: html`<p>You did not register this account?</p>${buttonForm({ action: paths.verifyEmail(), csrfToken: view.csrfToken, hidden: { deed: 'not-me' }, button: { label: 'Not me: delete it', kind: 'stop-plain' } })}`,
    },
  });
}

export function confirmAddressPage(view: { csrfToken: string; username: string; address: string; problem: Problem }): Html {
  return gate({
    heading: 'Confirm this mail address',
    lead: html`For your account <strong class="mono">${view.username}</strong>.`,
    notices: view.problem === undefined ? [] : [notice({ kind: 'stop', title: view.problem.message })],
    slip: {
      what: html`<p class="break"><strong>${view.address}</strong></p>`,
      how: form({
        action: paths.verifyEmail(),
        csrfToken: view.csrfToken,
        hidden: { deed: 'confirm' },
        content: formActions(submitButton({ label: 'Confirm the address', isWide: true })),
      }),
    },
  });
}

export function namePage(view: { csrfToken: string; name: string; problem: Problem }): Html {
  const content = html`${textField({ name: 'name', label: 'Name', value: view.name, autocomplete: 'name', isOptional: true, error: errorOf(view.problem, 'name'), hint: 'Public, beside your user name. The user name stays.' })}${formActions(submitButton({ label: 'Change the name' }), linkButton({ label: 'Keep it', href: paths.account(), kind: 'link' }))}`;
  return html`${settingsHead('Change your name')}${problemNotices(view.problem)}${form({ action: paths.accountName(), csrfToken: view.csrfToken, errors: errorsOf(view.problem), content })}`;
}

/** `isFirst`: the account has none yet. */
export function passwordPage(view: { csrfToken: string; problem: Problem; username: string; isFirst: boolean; mailIsOff: boolean }): Html {
  const { problem, isFirst } = view;
  const heading = isFirst ? 'Set a password' : 'Change your password';
  const content = html`${knownUsername(view.username)}
${!isFirst && passwordField({ name: 'password_current', label: 'Current password', autocomplete: 'current-password', error: errorOf(problem, 'password_current') })}
${passwordField({ label: 'New password', autocomplete: 'new-password', minLength: 15, error: errorOf(problem, 'password'), hint: 'At least 15 characters. A few random words do well.' })}
${passwordField({ name: 'password_confirm', label: 'New password again', autocomplete: 'new-password', error: errorOf(problem, 'password_confirm') })}
${checkbox('suspend_tokens', { value: 'yes', label: 'Let tokens of the last 30 days rest', hint: 'Each uploads nothing until you say on your account page that it is yours. Untick only if nobody else was in.', isChecked: true })}
${formActions(submitButton({ label: isFirst ? 'Set the password' : 'Change the password', busyLabel: 'One moment…' }), linkButton({ label: isFirst ? 'Do without' : 'Keep it', href: paths.account(), kind: 'link' }))}`;
  return html`${settingsHead(heading, `All other sessions end${view.mailIsOff ? '' : ', and every address of the account is told'}.`)}${problemNotices(problem)}${form({ action: paths.accountPassword(), csrfToken: view.csrfToken, errors: errorsOf(problem), content })}`;
}

const BY_LINK = 'We send a link there. Until you use it the address has no right, and after a day it is removed.';
const BY_OPERATOR = 'Ask an operator to vouch for it. Until then the address has no right, and after a day it is removed.';

export function addAddressPage(view: { csrfToken: string; value: string; problem: Problem; mailIsOff: boolean }): Html {
  const content = html`${emailField({ value: view.value, error: errorOf(view.problem, 'email'), hint: view.mailIsOff ? BY_OPERATOR : BY_LINK })}${formActions(submitButton({ label: 'Add the address' }), linkButton({ label: 'Back', href: paths.account(), kind: 'link' }))}`;
  return html`${settingsHead('Add a mail address', view.mailIsOff ? undefined : 'Notices about your account go to every confirmed address.')}${problemNotices(view.problem)}${form({ action: paths.accountEmails(), csrfToken: view.csrfToken, errors: errorsOf(view.problem), content })}`;
}

/** The top of a page below the account page. */
export function settingsHead(heading: string, lead?: string): Html {
  return pageHead({ heading, lead, crumbs: [{ label: 'Your account', href: paths.account() }, { label: heading }] });
}
