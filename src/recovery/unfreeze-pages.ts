import { type Html, html } from '../base/html.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { codeField, knownUsername, passwordField, textField, usernameField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { passkeyAnswer, passkeyForm } from '../layout/passkey-form.ts';
import { errorOf, errorsOf, type Problem, problemNotices } from '../layout/problem.ts';
import { orElse } from '../layout/slip.ts';
import { paths } from '../paths.ts';
import type { Unfreezing } from './ask-unfreeze.ts';
import { linkOverPage, mailedButtonPage } from './mailed-button-pages.ts';

export interface UnfreezeView {
  readonly csrfToken: string;
  readonly offersPasskeys: boolean;
  readonly mailIsOff: boolean;
  /** Typed into the passkey's form. */
  readonly username: string | undefined;
  readonly typed: string | undefined;
  readonly problem: Problem;
}

/** Both ways in which an owner opens what she froze. */
export function unfreezePage(view: UnfreezeView): Html {
  const { csrfToken, offersPasskeys, mailIsOff, typed, problem } = view;
  const byKey = passkeyForm({
    ...{ ceremony: 'get', action: paths.unfreeze(), options: paths.unfreezeOptions(), csrfToken },
    content: html`${usernameField({ value: view.username })}${passwordField({ label: 'New password', autocomplete: 'new-password', minLength: 15, error: errorOf(problem, 'password'), hint: 'At least 15 characters: whoever was in may know the old one. An account that has no password needs none.' })}${passwordField({ name: 'password_confirm', label: 'New password again', autocomplete: 'new-password', error: errorOf(problem, 'password_confirm') })}`,
    button: { label: 'Lift it with a passkey' },
  });
  const field = textField({
    ...{ name: 'username_or_email', label: 'User name or mail address', autocomplete: 'username', isIdentifier: true, maxLength: 254 },
    ...{ value: typed, error: errorOf(problem, 'username_or_email') },
  });
  const send = submitButton({ label: 'Send a link', kind: offersPasskeys ? 'plain' : 'primary', isWide: true });
  const byMail = form({
    ...{ action: paths.unfreezeLink(), csrfToken, errors: problem?.field === 'username_or_email' ? errorsOf(problem) : [] },
    content: html`${field}${formActions(send)}`,
  });
  const or = orElse('or by mail, a day later');
  const nothing = html`<p>This index offers no passkeys and sends no mail. Ask an operator.</p>`;
  return gate({
    heading: 'Lift a freeze',
    lead: 'Of an account that its owner froze. What an operator froze only operators lift.',
    notices: problemNotices(problem),
    slip: {
      how: html`${offersPasskeys && byKey}${offersPasskeys && !mailIsOff && or}${!mailIsOff && byMail}${!offersPasskeys && mailIsOff && nothing}`,
    },
    notes: [
      ...(offersPasskeys ? [WITH_KEY] : []),
      ...(mailIsOff ? [] : [WITHOUT_KEY]),
      { heading: 'Neither?', text: 'Ask an operator of this index.' },
    ],
  });
}

const WITH_KEY = {
  heading: 'With a passkey: at once',
  text: 'One that checks you by finger, face or PIN, and that the account had for 30 days when it was frozen. A thief’s is younger.',
};
const WITHOUT_KEY = {
  heading: 'Without one: a day later',
  text: 'A link to your mailbox, then your password and second factor. For 24 hours each of your addresses can say no; then the freeze is lifted.',
};

export function unfreezeSentPage(typed: string): Html {
  return gate({
    heading: 'Look into your mailbox',
    lead: html`If <strong class="break">${typed}</strong> belongs to an account that its owner froze, we have sent it a link. It works once, for one hour.`,
    slip: {
      what: html`<p>Nothing there? Wait two minutes, then look into the spam folder. Five such mails a day is the most an account gets.</p>`,
      how: linkButton({ label: 'Back', href: paths.unfreeze(), isWide: true }),
    },
    notes: [
      {
        heading: 'Why “if”?',
        text: 'This page says the same for every name and address, so that nobody can use it to find out who has an account.',
      },
    ],
  });
}

export function unfrozenPage(): Html {
  return gate({
    heading: 'The account is open again',
    lead: 'Every address of it was told. Its tokens rest until you say which of them are yours.',
    slip: { how: linkButton({ label: 'Sign in', href: paths.login(paths.suspendedTokens()), isWide: true }) },
  });
}

/** Behind the mailed link: password and factor. */
export function confirmUnfreezePage(view: Unfreezing & { readonly csrfToken: string; readonly problem: Problem }): Html {
  const { csrfToken, username, needsFactor, hasKeys, hasApps, problem } = view;
  const askedKey = needsFactor && hasKeys;
  const byKey = html`${passkeyAnswer({ label: 'Ask with a passkey' })}${hasApps && orElse('or with a code')}`;
  const code =
    needsFactor &&
    hasApps &&
    codeField({ isOptional: askedKey, hint: 'From your authenticator app', error: errorOf(problem, 'totp_value') });
  const button = submitButton({ label: 'Ask to lift it', isWide: true, busyLabel: 'Checking…', kind: askedKey ? 'plain' : 'primary' });
  const canType = !needsFactor || hasApps;
  const content = html`${knownUsername(username)}${passwordField({ label: 'Password', autocomplete: 'current-password', error: errorOf(problem, 'password') })}${askedKey && byKey}${code}${canType && formActions(button)}`;
  return gate({
    heading: 'Lift the freeze',
    lead: html`Of the account <strong class="mono">${username}</strong>. It opens 24 hours later, unless one of its addresses says no.`,
    notices: problemNotices(problem),
    slip: {
      how: form({
        ...{ action: paths.confirmUnfreeze(), csrfToken, errors: errorsOf(problem), content },
        passkey: askedKey ? { ceremony: 'get', options: paths.confirmUnfreezeOptions() } : undefined,
      }),
    },
    notes: [
      {
        heading: 'Which factor?',
        text: 'One that the account had for three days or more when it was frozen, or its first. Recovery codes do not count here.',
      },
      {
        heading: 'In a hurry?',
        text: html`A passkey that the account has had for 30 days <a href="${paths.unfreeze()}">lifts it at once</a>, and an operator can.`,
      },
    ],
  });
}

export function unfreezeAskedPage(): Html {
  return gate({
    heading: 'Now it waits a day',
    lead: 'Every address of the account is told and can say no. 24 hours after that mail the freeze is lifted; you get another one then.',
    slip: { how: linkButton({ label: 'To the front page', href: paths.front(), isWide: true }) },
  });
}

export function unfreezeOverPage(): Html {
  return linkOverPage({
    why: 'It is used up, older than an hour, a newer one was sent, or the account is not frozen by its owner any more.',
    goOn: { label: 'Ask for a new one', href: paths.unfreeze() },
  });
}

/** Behind the link by which an address says no: one red button. */
export function keepFrozenPage(view: { readonly csrfToken: string; readonly username: string; readonly problem: Problem }): Html {
  return mailedButtonPage({
    ...view,
    heading: 'Keep it frozen?',
    lead: html`Somebody asked to lift the freeze of the account <strong class="mono">${view.username}</strong>. If it was not you, say no.`,
    action: paths.keepFrozen(),
    button: { label: 'No. Keep it frozen', sign: 'freeze', busyLabel: 'Stopping…' },
    note: {
      heading: 'Who is it?',
      text: 'Somebody who knows the password, has a second factor and reads a mailbox of the account. Tell an operator.',
    },
  });
}

export function keptFrozenPage(): Html {
  return gate({
    heading: 'It stays frozen',
    lead: 'What was asked for is over. Whoever asked has the password, a factor and a mailbox of the account: tell an operator of this index.',
    slip: { how: linkButton({ label: 'To the front page', href: paths.front(), isWide: true }) },
  });
}

export function keepOverPage(): Html {
  return linkOverPage({
    why: 'It is used up or too old, or nobody asks to lift the freeze any more.',
    goOn: { label: 'To the front page', href: paths.front() },
  });
}
