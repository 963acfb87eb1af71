import { type Html, html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { paths } from '../paths.ts';

/** Behind the link of a mail about a sign-in: one red button, and what it does. */
export function disownPage(view: {
  readonly csrfToken: string;
  readonly username: string;
  readonly problem: Pick<Refusal, 'message'> | undefined;
}): Html {
  const button = submitButton({ label: 'No. End every session', kind: 'stop', sign: 'out', isWide: true, busyLabel: 'One moment…' });
  return gate({
    heading: 'Was this you?',
    lead: html`A mail told you of a sign-in to the account <strong class="mono">${view.username}</strong>. If it was somebody else, end it here.`,
    notices: view.problem === undefined ? [] : [notice({ kind: 'stop', title: view.problem.message })],
    slip: {
      how: form({ action: paths.endSession(), csrfToken: view.csrfToken, content: formActions(button) }),
      next: html`<p>It was you? Then close this page: opening it changed nothing.</p>`,
    },
    notes: [
      {
        heading: 'What the button does',
        text: 'That session ends, and every other one, yours too. No browser is known any more. The password opens nothing until you set a new one: we mail you a link for it, which asks for your second factor.',
      },
    ],
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
  return gate({
    heading: 'This link is over',
    lead: 'It is used up, older than three days, a newer mail about a sign-in has replaced it, or the account is frozen.',
    slip: { how: linkButton({ label: 'Go to your sessions', href: paths.account('sessions'), isWide: true }) },
    notes: [{ heading: 'Locked out?', text: 'Set a new password by mail, or ask an operator of this index to freeze the account.' }],
  });
}
