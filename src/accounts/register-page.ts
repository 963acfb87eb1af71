import { type Html, html } from '../base/html.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { emailField, passwordField, textField, usernameField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { errorOf, errorsOf, type Problem, problemNotices } from '../layout/problem.ts';
import { orElse } from '../layout/slip.ts';
import { paths } from '../paths.ts';
import type { SignUpForm } from './sign-up.ts';

const WITHOUT_PASSWORD = html`${orElse('or without a password')}<p class="small muted">A passkey of this device or a security key opens the account, and nothing that can be guessed or phished. You add it once your address is confirmed.</p><div class="above-5">${submitButton({ label: 'Create it with a passkey', kind: 'plain', sign: 'key', name: 'way', value: 'passkey', isWide: true, skipsChecks: true, busyLabel: 'Creating…' })}</div>`;

/** The form of a new account: registration, invitation, set-up. */
export function registerPage(view: {
  csrfToken: string;
  values: SignUpForm;
  problem: Problem;
  lead: string;
  action: string;
  button: string;
  /** Who came by a link of an operator needs no link in a mail. */
  isVouched?: boolean | undefined;
  /** Of an index that has no accounts yet. */
  isFirst?: boolean | undefined;
  /** Whether the account may go without a password. */
  offersPasskey?: boolean | undefined;
  /** What else is asked, below the account. */
  more?: Html | undefined;
}): Html {
  const { values, problem } = view;
  const fields = html`${usernameField({ value: values.username, error: errorOf(problem, 'username'), hint: 'Letters, digits, dots, hyphens, underscores. Public, and it stays.' })}
${textField({ name: 'name', label: 'Name', value: values.name, autocomplete: 'name', isOptional: true, error: errorOf(problem, 'name'), hint: 'Public, beside your user name.' })}
${emailField({ value: values.email, error: errorOf(problem, 'email'), hint: 'For links and notices. Never shown.' })}
${passwordField({ autocomplete: 'new-password', minLength: 15, error: errorOf(problem, 'password'), hint: 'At least 15 characters. A few random words do well.' })}
${passwordField({ name: 'password_confirm', label: 'Password again', autocomplete: 'new-password', error: errorOf(problem, 'password_confirm') })}
${view.more}${formActions(submitButton({ label: view.button, isWide: true, busyLabel: 'Creating…' }))}${view.offersPasskey && WITHOUT_PASSWORD}`;
  return gate({
    heading: 'Create an account',
    lead: view.lead,
    notices: problemNotices(problem),
    slip: { how: form({ action: view.action, csrfToken: view.csrfToken, errors: errorsOf(problem), content: fields }) },
    notes: [
      {
        heading: 'What comes next',
        text: view.isVouched
          ? 'You set up a second factor. It is needed before you can publish.'
          : 'You confirm the mail address, then set up a second factor. Both are needed before you can publish.',
      },
      ...(view.isFirst ? [] : [{ heading: 'Have an account already?', text: html`<a href="${paths.login()}">Sign in</a>.` }]),
    ],
  });
}

/** A gate that only says something, with one way on. */
export function saidPage(view: { heading: string; lead: string | Html; button: { label: string; href: string } }): Html {
  return gate({ heading: view.heading, lead: view.lead, slip: { how: linkButton({ ...view.button, isWide: true }) } });
}
