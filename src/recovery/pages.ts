import { type Html, html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { codeField, knownUsername, passwordField, recoveryCodeField, textField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { passkeyAnswer } from '../layout/passkey-form.ts';
import { orElse } from '../layout/slip.ts';
import { paths } from '../paths.ts';
import type { Reset } from './reset-password.ts';

type Problem = Pick<Refusal, 'message' | 'field'> | undefined;

const errorsOf = (problem: Problem): { field: string; todo: string }[] =>
  problem?.field === undefined ? [] : [{ field: problem.field, todo: problem.message }];
const errorOf = (problem: Problem, field: string): string | undefined => (problem?.field === field ? problem.message : undefined);
const noticesOf = (problem: Problem): Html[] =>
  problem !== undefined && problem.field === undefined ? [notice({ kind: 'stop', title: problem.message })] : [];

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
    notices: noticesOf(problem),
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

export function resetPage(view: Reset & { readonly csrfToken: string; readonly lostApp: boolean; readonly problem: Problem }): Html {
  const { problem, hasKeys, hasApps } = view;
  const canUseKey = view.needsFactor && hasKeys;
  const canType = !canUseKey || !view.isPasskeysOnly;
  const byKey = html`${passkeyAnswer({ label: 'Set it with a passkey' })}${canType && orElse('or with a code')}`;
  const factor = html`${hasKeys && byKey}${canType && hasApps && codeField({ isOptional: true, hint: 'From your authenticator app', error: errorOf(problem, 'totp_value') })}${canType && recoveryCodeField({ label: hasApps ? 'Or a recovery code' : 'Recovery code', isOptional: true, error: errorOf(problem, 'recovery_code_value') })}`;
  const content = html`${knownUsername(view.username)}
${passwordField({ label: 'New password', autocomplete: 'new-password', minLength: 15, error: errorOf(problem, 'password'), hint: 'At least 15 characters. A few random words do well.' })}
${passwordField({ name: 'password_confirm', label: 'New password again', autocomplete: 'new-password', error: errorOf(problem, 'password_confirm') })}
${view.needsFactor && factor}${canType && formActions(submitButton({ label: 'Set the password', isWide: true, busyLabel: 'Checking…', kind: canUseKey ? 'plain' : 'primary' }))}`;
  return gate({
    heading: 'Set a new password',
    lead: html`For the account <strong class="mono">${view.username}</strong>. Every session ends.`,
    notices: noticesOf(problem),
    slip: {
      how: form({
        ...{ action: paths.resetPassword(), csrfToken: view.csrfToken, errors: errorsOf(problem), content },
        passkey: canUseKey ? { ceremony: 'get', options: paths.resetPasskeyOptions() } : undefined,
      }),
      ...(view.needsFactor && { next: nextOf(view.lostApp) }),
    },
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
  return gate({
    heading: 'This link is over',
    lead: 'It is used up, older than an hour, or a newer one was sent.',
    slip: { how: linkButton({ label: 'Ask for a new one', href: paths.requestPasswordReset(), isWide: true }) },
  });
}
