import { type Html, html } from '../base/html.ts';
import { submitButton } from '../layout/button.ts';
import { buttonForm, form } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { paths } from '../paths.ts';

export interface WaitView {
  readonly csrfToken: string;
  /** The link was sent once more. */
  readonly wasSentAgain: boolean;
  readonly problem: { readonly message: string } | undefined;
}

/** Where a browser waits that the account does not know (B7). Nothing is typed here: only the mailed link goes on. */
export function waitPage({ csrfToken, wasSentAgain, problem }: WaitView): Html {
  const again = form({
    action: paths.waitForMailbox(),
    csrfToken,
    content: submitButton({ label: 'Send the link again', kind: 'plain', isWide: true, busyLabel: 'One moment…' }),
  });
  return gate({
    heading: 'Look into your mailbox',
    lead: 'Password and second factor were right. This browser is new to your account, so we have sent a link to your confirmed address: open it in this browser, within ten minutes.',
    notices: [
      ...(wasSentAgain ? [notice({ kind: 'good', title: 'The link was sent again', text: 'The older one does not work any more.' })] : []),
      ...(problem === undefined ? [] : [notice({ kind: 'stop', title: problem.message })]),
    ],
    slip: {
      how: html`<div class="stack-3"><p>Nothing there? Look into the spam folder.</p>${again}</div>`,
      next: buttonForm({ action: paths.logout(), csrfToken, button: { label: 'Cancel the sign-in', kind: 'link' } }),
    },
    notes: [
      {
        heading: 'Why this?',
        text: 'A page that looks like ours can ask you for a code and use it at once, in its own browser. It cannot open your mailbox.',
      },
      { heading: 'Tired of it?', text: 'A passkey cannot be phished: with one, no mailbox is asked.' },
    ],
  });
}
