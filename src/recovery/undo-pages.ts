import { type Html, html } from '../base/html.ts';
import { linkButton } from '../layout/button.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { type Problem, problemNotices } from '../layout/problem.ts';
import { paths } from '../paths.ts';
import { linkOverPage, mailedButtonPage } from './mailed-button-pages.ts';
import { type ResetView, type ResetWords, resetForm } from './reset-form.ts';
import type { Restoring } from './restore-addresses.ts';

/** Behind the link that an old address got: one red button, and what it does. */
export function undoPage(view: { readonly csrfToken: string; readonly username: string; readonly problem: Problem }): Html {
  return mailedButtonPage({
    ...view,
    heading: 'Undo the change of addresses?',
    lead: html`The mail addresses of the account <strong class="mono">${view.username}</strong> were changed. If somebody else did it, stop them here.`,
    action: paths.undoAddresses(),
    button: { label: 'Undo the change', sign: 'freeze', busyLabel: 'Undoing…' },
    note: {
      heading: 'What it does',
      text: 'The account freezes: every session ends, nobody can sign in, tokens upload nothing. Then each old address gets a link to put the addresses back, with a second factor from before the change.',
    },
  });
}

export function undonePage(): Html {
  return gate({
    heading: 'The change is held',
    lead: 'The account is frozen. We have sent each old address a link to put the addresses back.',
    slip: { how: linkButton({ label: 'To the front page', href: paths.front(), isWide: true }) },
  });
}

export function undoOverPage(): Html {
  return linkOverPage({
    why: 'It is used up, its time is over, a newer mail has replaced it, or the addresses are settled.',
    goOn: { label: 'Go to your account', href: paths.account('account-emails') },
    note: { heading: 'Locked out?', text: 'Ask an operator of this index.' },
  });
}

const WORDS: ResetWords = {
  ...{ action: paths.restoreAddresses(), options: paths.restoreAddressesPasskeyOptions() },
  ...{ button: 'Put them back', byKey: 'Put them back with a passkey', byCode: 'Put them back with a code' },
  codeHint: 'From an app that you had before the change',
};

/** The new password and the factor from before the change, in one form. */
export function restorePage(view: Restoring & ResetView): Html {
  const waiting = notice({
    kind: 'wait',
    title: `Come back in ${view.waitHours} hours`,
    text: 'This account had no second factor: its old address alone decides, after the wait.',
  });
  return gate({
    heading: 'Put the old addresses back',
    lead: html`For the account <strong class="mono">${view.username}</strong>. Factors and tokens added since the change go, every session ends, and the freeze with it.`,
    notices: problemNotices(view.problem),
    slip: { how: view.waitHours > 0 ? waiting : resetForm(view, WORDS) },
  });
}

export function restoredPage(): Html {
  return gate({
    heading: 'The old addresses are back',
    lead: 'The password is new, every session has ended, and what was added since the change is gone. Every address was told.',
    slip: { how: linkButton({ label: 'Sign in', href: paths.login(), isWide: true }) },
  });
}
