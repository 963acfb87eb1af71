import { type Html, html } from '../base/html.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { pageHead } from '../layout/page-head.ts';
import { part } from '../layout/part.ts';
import type { Problem } from '../layout/problem.ts';
import { paths } from '../paths.ts';
import { linkOverPage, mailedButtonPage } from './mailed-button-pages.ts';

const WAY_BACK =
  'You lift it yourself: at once with a passkey that the account has had for 30 days, or a day after you asked with password, second factor and mailbox. Or an operator does.';

/** The brake, with what happened in the last 30 days beside it. */
export function freezePage(view: { readonly csrfToken: string; readonly username: string; readonly history: Html }): Html {
  const lead = 'For when you think that someone is in your account. One button, and nobody is.';
  const content = html`<p>Every session ends, this one too; nobody can sign in, every token rests, nothing is uploaded. Nothing is deleted.</p><p>${WAY_BACK}</p>${formActions(
    submitButton({ label: `Freeze ${view.username}`, kind: 'stop', sign: 'freeze', isWide: true }),
    linkButton({ label: 'Keep it open', href: paths.account(), kind: 'link' }),
  )}`;
  const brake = form({ action: paths.freeze(), csrfToken: view.csrfToken, content, layout: 'stack-3' });
  const crumbs = [{ label: 'Your account', href: paths.account() }, { label: 'Freeze' }];
  return html`${pageHead({ heading: 'Freeze the account?', lead, crumbs })}${besideHistory(brake, view.history)}`;
}

/** The last look of the session that froze. */
export function frozenPage(view: { readonly username: string; readonly history: Html }): Html {
  const lead = html`Nobody is signed in to <strong class="mono">${view.username}</strong> any more, and every token of it rests.`;
  const next = html`<p>${WAY_BACK}</p><div class="buttons">${linkButton({ label: 'How to lift it', href: paths.unfreeze(), isWide: true })}</div>`;
  return html`${pageHead({ heading: 'The account is frozen', lead })}${besideHistory(html`<div class="stack-3">${next}</div>`, view.history)}`;
}

/** What to do comes first, also on a phone. */
function besideHistory(deed: Html, history: Html): Html {
  const recent = part({ id: 'recent', heading: 'The last 30 days', lead: 'Was all of this you?', content: history });
  return html`<div class="beside beside--lead"><aside class="stack-3" aria-label="What you can do">${deed}</aside><div>${recent}</div></div>`;
}

/** Behind the link of a notice: one red button, and what it does. */
export function stopPage(view: { readonly csrfToken: string; readonly username: string; readonly problem: Problem }): Html {
  return mailedButtonPage({
    ...view,
    heading: 'Was this you?',
    lead: html`A notice told you of a change to the account <strong class="mono">${view.username}</strong>. If somebody else made it, stop them here.`,
    action: paths.notMe(),
    button: { label: `No. Freeze ${view.username}`, sign: 'freeze', busyLabel: 'Freezing…' },
    note: {
      heading: 'What freezing does',
      text: `Every session ends, nobody can sign in, and every token rests. Nothing is deleted. ${WAY_BACK}`,
    },
  });
}

export function stopOverPage(): Html {
  return linkOverPage({
    why: 'It is used up, older than three days, a newer notice has replaced it, or the account is frozen already.',
    goOn: { label: 'Go to your account', href: paths.account('freeze') },
    note: { heading: 'Locked out?', text: 'Ask an operator of this index to freeze the account.' },
  });
}

/** After a mailed link froze: whoever reads the mailbox learns nothing more. */
export function stoppedPage(): Html {
  return gate({
    heading: 'The account is frozen',
    lead: 'Every session has ended, and every token rests.',
    slip: { how: linkButton({ label: 'How to lift it', href: paths.unfreeze(), isWide: true }) },
    notes: [{ heading: 'The way back', text: WAY_BACK }],
  });
}
