import { type Html, html } from '../base/html.ts';
import { linkButton, type SubmitButton, submitButton } from '../layout/button.ts';
import { form, formActions } from '../layout/form.ts';
import { type GateNote, gate } from '../layout/gate.ts';
import { type Problem, problemNotices } from '../layout/problem.ts';

/** What one kind of link asks, and what its button does. */
export interface MailedButton {
  readonly heading: string;
  readonly lead: Html;
  readonly action: string;
  readonly csrfToken: string;
  readonly problem: Problem;
  readonly button: Pick<SubmitButton, 'label' | 'sign' | 'busyLabel'>;
  readonly note: GateNote;
}

/** Behind a mailed link by which an address says no: one red button, and what it does. Opening the page changes nothing (law 9). */
export function mailedButtonPage({ heading, lead, action, csrfToken, problem, button, note }: MailedButton): Html {
  return gate({
    heading,
    lead,
    notices: problemNotices(problem),
    slip: {
      how: form({ action, csrfToken, content: formActions(submitButton({ ...button, kind: 'stop', isWide: true })) }),
      next: html`<p>It was you? Then close this page: opening it changed nothing.</p>`,
    },
    notes: [note],
  });
}

/** Where a mailed link opens nothing any more: why, and where to go instead. */
export function linkOverPage(view: {
  readonly why: string;
  readonly goOn: { readonly label: string; readonly href: string };
  readonly note?: GateNote;
}): Html {
  return gate({
    heading: 'This link is over',
    lead: view.why,
    slip: { how: linkButton({ ...view.goOn, isWide: true }) },
    ...(view.note && { notes: [view.note] }),
  });
}
