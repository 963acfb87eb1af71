import { html } from '../src/base/html.ts';
import { submitButton } from '../src/layout/button.ts';
import { codeField, emailField, passwordField, textField, usernameField } from '../src/layout/fields.ts';
import { form, formActions } from '../src/layout/form.ts';
import { gate } from '../src/layout/gate.ts';
import { orElse } from '../src/layout/slip.ts';
import { csrfToken, type Sample } from './look-site.ts';

export function secondStepPage(): Sample {
  const fields = html`${codeField({ hint: 'From your app “Phone”, added on 3 May 2026' })}${formActions(submitButton({ label: 'Sign in', kind: 'plain', busyLabel: 'Checking…' }), html`<a href="/account/recovery-code/">Use a recovery code</a>`)}`;
  const passkey = html`<button class="button button--wide needs-script" type="button">Use a passkey</button><p class="without-script small muted">Passkeys need JavaScript, which is off in this browser.</p>`;
  const how = html`${passkey}${orElse('or a code from your app')}${form({ action: '/account/two-factor/', csrfToken, content: fields })}`;
  return {
    title: 'Second factor',
    viewer: { kind: 'half' },
    kind: 'gate',
    content: gate({
      heading: 'Now your second factor',
      lead: html`Signing in as <strong>ines</strong>. <a href="/account/login/">Not you?</a>`,
      slip: { how },
      notes: [{ heading: 'Four minutes left', text: 'This half-finished sign-in belongs to this browser and ends at 10:47 UTC.' }],
    }),
  };
}

export function loginPage(): Sample {
  const fields = html`${usernameField({ value: 'ines', offersPasskey: true })}${passwordField({ autocomplete: 'current-password', error: 'User name and password do not match. Check both, or reset the password.' })}${formActions(submitButton({ label: 'Sign in', busyLabel: 'Checking…' }), html`<a href="/account/request-password-reset/">Forgot it</a>`)}`;
  return {
    title: 'Sign in',
    viewer: { kind: 'visitor' },
    kind: 'gate',
    hasErrors: true,
    content: gate({
      heading: 'Sign in',
      lead: 'Installing packages needs no account.',
      slip: {
        how: form({ action: '/account/login/', csrfToken, content: fields }),
        next: html`<p class="row__name">On a new device?</p><p class="small muted">Your recovery codes work here, too.</p>`,
      },
    }),
  };
}

export function registerPage(): Sample {
  const errors = [
    { field: 'username', todo: 'Choose another user name' },
    { field: 'password', todo: 'Choose a password that has not leaked' },
  ];
  const fields = html`${usernameField({ hint: 'Public. Letters, digits, hyphen, dot, underscore.', error: 'Too close to a name that exists. Choose another.', value: 'Tomasz_W' })}${textField({ name: 'name', label: 'Your name', hint: 'Public.', autocomplete: 'name', isOptional: true })}${emailField({ hint: 'Private. We send a link to confirm it.', value: 'tomasz@example.org' })}${passwordField({ autocomplete: 'new-password', minLength: 15, hint: 'At least 15 characters. A few random words do well.', error: 'This password is on lists of leaked passwords. Choose another.' })}${passwordField({ name: 'password_confirm', label: 'Password again', autocomplete: 'new-password' })}${formActions(submitButton({ label: 'Create account', busyLabel: 'Creating…' }), html`<a href="/account/login/">I have one</a>`)}`;
  return {
    title: 'Create an account',
    viewer: { kind: 'visitor' },
    kind: 'gate',
    hasErrors: true,
    isTest: true,
    content: gate({
      heading: 'Create an account',
      lead: 'To publish and to look after projects. Installing needs none.',
      slip: { how: form({ action: '/account/register/', csrfToken, content: fields, errors }) },
      notes: [
        {
          heading: 'Then, in about four minutes',
          text: 'Confirm your mail address, add a passkey or an authenticator app, create a token.',
        },
      ],
    }),
  };
}
