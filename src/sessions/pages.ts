import { SECOND } from '../base/brands.ts';
import { type Html, html } from '../base/html.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { codeField, knownUsername, passwordField, recoveryCodeField, usernameField } from '../layout/fields.ts';
import { buttonForm, form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { passkeyForm } from '../layout/passkey-form.ts';
import { orElse } from '../layout/slip.ts';
import { clockTime, waitInWords } from '../limits/wait-in-words.ts';
import { paths } from '../paths.ts';
import type { NotSignedIn } from './refused-sign-in.ts';

/** What a page asked for. */
export type Asked = 'password' | 'code' | 'recovery code' | 'both' | 'passkey';

/** What was refused, in words with the time left; `what` names the thing that was asked for. */
export function refusedNotice(refused: NotSignedIn | undefined, what: Asked, now: number): Html | undefined {
  if (refused === undefined) return undefined;
  return notice({ kind: 'stop', ...refusedWords(refused, what, now) });
}

function refusedWords(refused: NotSignedIn, what: Asked, now: number): { title: string; text?: string | Html } {
  switch (refused.result) {
    case 'wait':
      return {
        title: `Too many wrong answers: wait until ${clockTime(refused.until)}`,
        text: `That is ${waitInWords(Math.ceil((refused.until - now) / SECOND))}. Nothing you type before then is looked at.`,
      };
    case 'replayed':
      return { title: 'That code was already used', text: 'Wait for the next one in your app.' };
    case 'frozen':
      return { title: 'This account is frozen', text: FROZEN };
    case 'codes-rest':
      return {
        title: 'Recovery codes rest since this index was restored',
        text: 'Sign in with your app and replace them, or ask for a reset link by mail: with it a code still counts.',
      };
    case 'start-again':
      return {
        title: 'This sign-in is over',
        text: 'Five minutes have passed, it was finished in another window, or the account changed. Start again.',
      };
    case 'cloned':
      return {
        title: 'That passkey was refused: somebody may have a copy of it',
        text: 'Its counter went back. Sign in another way, remove it, and set it up anew.',
      };
    case 'wrong':
      return wrongWords(what);
  }
}

const FROZEN = html`Nobody can sign in to it. Did you freeze it yourself? <a href="${paths.unfreeze()}">Lift the freeze</a>, or ask an operator of this index.`;

function wrongWords(what: Asked): { title: string; text?: string } {
  if (what === 'password')
    return { title: 'User name and password do not match', text: 'Check both, reset the password, or take a passkey.' };
  if (what === 'passkey')
    return {
      title: 'That passkey did not open anything',
      text: 'It belongs to no account here, or the request is older than five minutes. Try again, or another way.',
    };
  if (what === 'both') return { title: 'That did not match', text: 'Check the password and the code that your app shows now.' };
  if (what === 'code') return { title: 'That code was wrong', text: 'Type the six digits that your app shows now. Spaces do not matter.' };
  return { title: 'That recovery code was wrong or already used', text: 'Take another one from your list.' };
}

/** The status of the page about a refused answer. */
export function refusedStatus(refused: NotSignedIn): number {
  if (refused.result === 'wait') return 429;
  return refused.result === 'frozen' ? 403 : 401;
}

interface FormView {
  readonly csrfToken: string;
  readonly refused: NotSignedIn | undefined;
  /** Which of the page's forms was refused. */
  readonly refusedWhat?: Asked | undefined;
  readonly now: number;
}

function noticesOf(notices: readonly (Html | undefined)[]): readonly Html[] {
  return notices.filter((item) => item !== undefined);
}

export interface SignInView extends FormView {
  /** Whether browsers do passkeys at the site's address. */
  readonly offersPasskeys: boolean;
  readonly username: string;
  readonly next: string;
  readonly canRegister: boolean;
  /** No link can be mailed: an operator hands it over. */
  readonly mailIsOff: boolean;
  readonly hint?: string | undefined;
  /** It was set up after a recovery code, and signs in. */
  readonly newFactor: 'app' | 'passkey' | undefined;
}

const NEW_FACTOR = {
  app: notice({
    kind: 'good',
    title: 'The new app counts, the old one does not any more',
    text: 'Every session has ended. Sign in with the password and a code of the new app.',
  }),
  passkey: notice({
    kind: 'good',
    title: 'The new passkey counts, old apps do not any more',
    text: 'Every session has ended. Sign in with the passkey.',
  }),
} as const;

const BY_MAIL = html`<a href="${paths.requestPasswordReset()}">Reset it by mail</a>.`;
const BY_OPERATOR = 'Ask an operator for a link: this index sends no mail.';

export function signInPage(view: SignInView): Html {
  const fields = html`${usernameField({ value: view.username, hint: view.hint, offersPasskey: view.offersPasskeys })}${passwordField({ autocomplete: 'current-password' })}${formActions(submitButton({ label: 'Continue', busyLabel: 'Checking…', kind: view.offersPasskeys ? 'plain' : 'primary', isWide: !view.offersPasskeys }))}`;
  const byPassword = form({ action: paths.login(), csrfToken: view.csrfToken, hidden: { next: view.next }, content: fields });
  const byPasskey = passkeyForm({
    ...{ ceremony: 'get', action: paths.loginPasskey(), options: paths.loginPasskeyOptions(), csrfToken: view.csrfToken },
    ...{ hidden: { next: view.next }, button: { label: 'Sign in with a passkey' }, hasAutofill: true },
  });
  const register = html`<a href="${paths.register()}">Create an account</a>.`;
  return gate({
    heading: 'Sign in',
    lead: view.offersPasskeys
      ? 'With a passkey, or with your password and then your second factor.'
      : 'Your password first, then your second factor.',
    notices: noticesOf([
      view.newFactor && NEW_FACTOR[view.newFactor],
      refusedNotice(view.refused, view.refusedWhat ?? 'password', view.now),
    ]),
    slip: { how: view.offersPasskeys ? html`${byPasskey}${orElse('or with a password')}${byPassword}` : byPassword },
    notes: [
      { heading: 'Forgot the password?', text: view.mailIsOff ? BY_OPERATOR : BY_MAIL },
      ...(view.canRegister ? [{ heading: 'New here?', text: register }] : []),
      { heading: 'Uploading?', text: html`Tools use <a href="${paths.help('apitoken')}">tokens</a>, never a password.` },
    ],
  });
}

/** What the account can answer with. */
export interface Answerable {
  readonly hasApps: boolean;
  readonly hasKeys: boolean;
}

export function secondStepPage(view: FormView & Answerable): Html {
  const { csrfToken, hasApps, hasKeys } = view;
  const byPasskey = passkeyForm({
    ...{ ceremony: 'get', action: paths.secondStepPasskey(), options: paths.secondStepPasskeyOptions(), csrfToken },
    button: { label: 'Use a passkey' },
  });
  const byCode = form({
    action: paths.secondStep(),
    csrfToken,
    content: html`${codeField()}${formActions(submitButton({ label: 'Sign in', isWide: true, busyLabel: 'Checking…', kind: hasKeys ? 'plain' : 'primary' }))}`,
  });
  return gate({
    heading: 'Your second factor',
    lead: hasKeys
      ? 'The password was right. Now a passkey or key of yours.'
      : 'The password was right. Now the code that your authenticator app shows.',
    notices: noticesOf([refusedNotice(view.refused, view.refusedWhat ?? 'code', view.now)]),
    slip: {
      how: html`${hasKeys && byPasskey}${hasKeys && hasApps && orElse('or a code from your app')}${hasApps && byCode}`,
      next: html`<p>Nothing at hand? <a href="${paths.recoveryCode()}">Use a recovery code</a>.</p>${cancelForm(csrfToken)}`,
    },
    notes: [{ heading: 'Look at the address', text: 'Type a code only here. We never ask for one by mail, chat or telephone.' }],
  });
}

export function recoveryCodePage(view: FormView): Html {
  return gate({
    heading: 'A recovery code',
    lead: 'Each works once, with your password. It lets you look, freeze the account, and set up a new factor with the help of your mailbox.',
    notices: noticesOf([refusedNotice(view.refused, 'recovery code', view.now)]),
    slip: {
      how: form({
        action: paths.recoveryCode(),
        csrfToken: view.csrfToken,
        content: html`${recoveryCodeField()}${formActions(submitButton({ label: 'Sign in', isWide: true, busyLabel: 'Checking…' }))}`,
      }),
      next: html`<p>App found again? <a href="${paths.secondStep()}">Use its code</a>.</p>${cancelForm(view.csrfToken)}`,
    },
  });
}

function cancelForm(csrfToken: string): Html {
  return buttonForm({ action: paths.logout(), csrfToken, button: { label: 'Cancel the sign-in', kind: 'link' } });
}

export interface StepUpView extends FormView, Answerable {
  readonly username: string;
  readonly next: string;
  readonly needsSecondFactor: boolean;
  readonly hasPassword: boolean;
  /** None of the keys checks its person: it counts with the password. */
  readonly keyNeedsPassword: boolean;
}

export function stepUpPage(view: StepUpView): Html {
  const { csrfToken, username, hasKeys } = view;
  const hidden = { next: view.next };
  const canType = view.hasPassword && (view.hasApps || !view.needsSecondFactor);
  const bySettingOne = html`<p>This account has no password and no passkey yet. Set a password by a mailed link, and sign in with it.</p>${linkButton({ label: 'Send a link', href: paths.requestPasswordReset(), isWide: true })}`;
  const fields = html`${knownUsername(username)}${passwordField({ autocomplete: 'current-password' })}${view.needsSecondFactor && codeField()}${formActions(submitButton({ label: 'Confirm', isWide: true, busyLabel: 'Checking…', kind: hasKeys ? 'plain' : 'primary' }))}`;
  const byPassword = form({ action: paths.reauthenticate(), csrfToken, hidden, content: fields });
  const byPasskey = passkeyForm({
    ...{ ceremony: 'get', action: paths.reauthenticatePasskey(), options: paths.reauthenticatePasskeyOptions(), csrfToken, hidden },
    ...{ button: { label: 'Use a passkey' } },
    content: view.keyNeedsPassword ? passwordField({ autocomplete: 'current-password', id: 'key-password' }) : undefined,
  });
  return gate({
    heading: 'Confirm it is you',
    lead: html`You are signed in as <strong class="mono">${username}</strong>. What comes next changes who gets in, so it needs ${proofWords(view)} again.`,
    notices: noticesOf([refusedNotice(view.refused, view.refusedWhat ?? (view.needsSecondFactor ? 'both' : 'password'), view.now)]),
    slip: {
      how: html`${hasKeys && byPasskey}${hasKeys && canType && orElse('or password and code')}${canType && byPassword}${!hasKeys && !canType && bySettingOne}`,
      next: html`<p><a href="${paths.account()}">Back to your account</a></p>`,
    },
  });
}

function proofWords({ hasKeys, hasApps, hasPassword, needsSecondFactor }: StepUpView): string {
  if (!hasPassword) return 'a passkey';
  if (!needsSecondFactor) return 'your password';
  if (hasKeys) return hasApps ? 'a passkey, or password and code together,' : 'a passkey';
  return 'password and code together';
}

export function signOutPage(view: { csrfToken: string }): Html {
  return gate({
    heading: 'Sign out?',
    lead: 'This browser’s session ends at once.',
    slip: {
      how: form({
        action: paths.logout(),
        csrfToken: view.csrfToken,
        content: formActions(submitButton({ label: 'Sign out', isWide: true })),
      }),
    },
  });
}
