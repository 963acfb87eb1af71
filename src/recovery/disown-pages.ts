import { type Html, html } from '../base/html.ts';
import { linkButton } from '../layout/button.ts';
import { gate } from '../layout/gate.ts';
import type { Problem } from '../layout/problem.ts';
import { paths } from '../paths.ts';
import { linkOverPage, mailedButtonPage } from './mailed-button-pages.ts';

/** Behind the link of a mail about a sign-in: one red button, and what it does. */
export function disownPage(view: { readonly csrfToken: string; readonly username: string; readonly problem: Problem }): Html {
  return mailedButtonPage({
    ...view,
    heading: 'Was this you?',
    lead: html`A mail told you of a sign-in to the account <strong class="mono">${view.username}</strong>. If it was somebody else, end it here.`,
    action: paths.endSession(),
    button: { label: 'No. End every session', sign: 'out', busyLabel: 'One moment…' },
    note: {
      heading: 'What the button does',
      text: 'That session ends, and every other one, yours too. No browser is known any more. The password opens nothing until you set a new one: we mail you a link for it, which asks for your second factor.',
    },
  });
}

/** After the button. */
export function disownedPage(): Html {
  return gate({
    heading: 'Every session has ended',
    lead: 'The password opens nothing any more. The link that sets a new one is on its way to a confirmed address of the account; it works once, for an hour.',
    slip: { how: linkButton({ label: 'Send another link', href: paths.requestPasswordReset(), isWide: true }) },
    notes: [
      {
        heading: 'It was a passkey?',
        text: 'Then somebody holds one. Sign in with one of yours, remove what you do not know, or freeze the account.',
      },
    ],
  });
}

export function disownOverPage(): Html {
  return linkOverPage({
    why: 'It is used up, older than three days, a newer mail about a sign-in has replaced it, or the account is frozen.',
    goOn: { label: 'Go to your sessions', href: paths.account('sessions') },
    note: { heading: 'Locked out?', text: 'Set a new password by mail, or ask an operator of this index to freeze the account.' },
  });
}
