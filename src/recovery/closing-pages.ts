import { type Html, html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { usernameField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { dayText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { NamedProjectRow } from '../roles/find-roles.ts';
import { linkOverPage } from './mailed-button-pages.ts';

export interface CloseView {
  readonly csrfToken: string;
  readonly username: string;
  /** The day of the erasure if she closes it now. */
  readonly from: number;
  readonly soleOwned: readonly NamedProjectRow[];
  readonly typed: string | undefined;
  readonly problem: Pick<Refusal, 'message' | 'field'> | undefined;
}

/** What closing does, which projects it locks, and the name to type. */
export function closePage(view: CloseView): Html {
  const { csrfToken, username, from, soleOwned, typed, problem } = view;
  const crumbs = [{ label: 'Your account', href: paths.account() }, { label: 'Close' }];
  const head = pageHead({
    heading: 'Close the account?',
    lead: `Nothing is lost for 14 days, until ${dayText(from)}: signing in keeps it.`,
    crumbs,
  });
  const isField = problem?.field === 'username';
  const field = usernameField({
    label: `Your user name, ${username}, to confirm`,
    value: typed,
    error: isField ? problem.message : undefined,
  });
  const content = html`${field}${formActions(
    submitButton({ label: 'Close the account', kind: 'stop', sign: 'bin', busyLabel: 'Closing…' }),
    linkButton({ label: 'Keep it', href: paths.account(), kind: 'link' }),
  )}`;
  const errors = isField ? [{ field: 'username', todo: problem.message }] : [];
  const said = problem !== undefined && !isField && notice({ kind: 'stop', title: problem.message });
  return html`${head}<div class="read flow">${said}${whatHappens(soleOwned)}${form({ action: paths.closeAccount(), csrfToken, content, errors, layout: 'above-6' })}</div>`;
}

function whatHappens(soleOwned: readonly NamedProjectRow[]): Html {
  const names = soleOwned.map(
    ({ name, displayName }) => html`<li><a class="mono break" href="${paths.project(name)}">${displayName}</a></li>`,
  );
  const projects = html`<h2>Projects that nobody else owns</h2><p>They become locked: everybody can go on reading and installing them, nothing is uploaded to them any more, and their names are not given to anybody else.</p><ul>${names}</ul>`;
  return html`<h2>At once</h2><p>Every session ends, this one too. Every token rests. Each of your addresses gets a link that keeps the account.</p>
<h2>After 14 days</h2><p>Names, addresses, factors, and from where you were here are erased: nobody can bring them back, we neither. Your user name, and names that look like it, are never given to anybody again. The security log stays whole: it names the account by a number.</p>
${soleOwned.length > 0 && projects}`;
}

export function closingPage(from: number): Html {
  return gate({
    heading: 'The account is being closed',
    lead: `Every session has ended. On ${dayText(from)} it is erased.`,
    slip: { how: linkButton({ label: 'To the front page', href: paths.front(), isWide: true }) },
    notes: [
      { heading: 'Changed your mind?', text: 'Sign in, or press the button behind the link that we mailed: either keeps the account.' },
    ],
  });
}

/** Behind the link by which an address keeps the account. */
export function keepPage(view: {
  readonly csrfToken: string;
  readonly username: string;
  readonly problem: Pick<Refusal, 'message'> | undefined;
}): Html {
  const button = submitButton({ label: `Keep ${view.username}`, isWide: true, busyLabel: 'Keeping…' });
  return gate({
    heading: 'Keep the account?',
    lead: html`The account <strong class="mono">${view.username}</strong> is being closed.`,
    notices: view.problem === undefined ? [] : [notice({ kind: 'stop', title: view.problem.message })],
    slip: { how: form({ action: paths.keepAccount(), csrfToken: view.csrfToken, content: formActions(button) }) },
    notes: [
      { heading: 'Did you not close it?', text: 'Then somebody was in your account. Keep it, sign in, and look at your security history.' },
    ],
  });
}

export function keptPage(): Html {
  return gate({
    heading: 'The account stays',
    lead: 'It is not closed. Its tokens rest until you say which of them are yours.',
    slip: { how: linkButton({ label: 'Sign in', href: paths.login(paths.accountHistory()), isWide: true }) },
  });
}

export function keepOverPage(): Html {
  return linkOverPage({
    why: 'It is used up, or the account is not being closed any more.',
    goOn: { label: 'To the front page', href: paths.front() },
  });
}
