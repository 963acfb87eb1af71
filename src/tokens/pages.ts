import { type Html, html } from '../base/html.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { command, secretText } from '../layout/code.ts';
import { factList } from '../layout/facts.ts';
import { textField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { beside } from '../layout/part.ts';
import { radioPicks } from '../layout/picks.ts';
import { timeTag } from '../layout/times.ts';
import { paths } from '../paths.ts';
import { usedText } from './find-token-section.ts';
import type { ListedToken } from './find-tokens.ts';
import type { MadeToken } from './make-token.ts';
import { TOKEN_USERNAME } from './read-authorization.ts';
import { MAX_DESCRIPTION_LENGTH } from './token-form.ts';

const CRUMBS = [
  { label: 'Your account', href: paths.account() },
  { label: 'Tokens', href: paths.account('api-tokens') },
];

export interface TokenForm {
  readonly csrfToken: string;
  /** Names of projects on which the person holds a role. */
  readonly projects: readonly string[];
  readonly description?: string | undefined;
  readonly scope?: string | undefined;
  readonly error?: { readonly field: string; readonly todo: string } | undefined;
}

/** The form for a new token. */
export function newTokenPage(asked: TokenForm): Html {
  const { csrfToken, description, error } = asked;
  const content = html`${textField({
    name: 'description',
    label: 'What is it for?',
    hint: 'Name the place where it will be used, such as “laptop” or “release job”. Owners of its project see it too.',
    error: error?.field === 'description' ? error.todo : undefined,
    value: description,
    autocomplete: 'off',
    maxLength: MAX_DESCRIPTION_LENGTH,
  })}${scopePicks(asked)}${formActions(
    submitButton({ label: 'Create token', busyLabel: 'Creating…' }),
    html`<a href="${paths.account('api-tokens')}">Cancel</a>`,
  )}`;
  const head = pageHead({ heading: 'Create a token', lead: 'Give it as little as the job needs.', crumbs: [...CRUMBS, { label: 'New' }] });
  return html`${head}${beside(form({ action: paths.token(), csrfToken, content, errors: error && [error] }), { label: 'Good to know', content: inWords() })}`;
}

function scopePicks({ projects, scope, error }: TokenForm): Html {
  const chosen = scope ?? (projects.length === 0 ? 'scope:user' : undefined);
  const user = {
    value: 'scope:user',
    label: 'All my projects, also later ones',
    hint: projects.length === 0 ? 'You have no project yet: the first upload of a new name makes one' : 'A thief would have them all',
    isChecked: chosen === 'scope:user',
  };
  const single = projects.map((name) => {
    const value = `scope:project:${name}`;
    return { value, label: html`Only <code class="bare">${name}</code>`, isChecked: chosen === value };
  });
  return radioPicks({
    name: 'token_scope',
    legend: 'Where may it work?',
    error: error?.field === 'token_scope' ? error.todo : undefined,
    picks: [...single, user],
  });
}

function inWords(): Html {
  return html`<section class="panel stack-3"><h2>In words</h2><p>Whoever holds a token may upload new files to the projects you choose, without a password and without a code.</p><p>It can not sign in, change your account, delete anything or make other tokens.</p><p class="small muted">Freezing your account stops all of its tokens at once.</p></section>`;
}

/** The answer to the form: the token, this once. `origin` of the site. */
export function tokenMadePage(made: MadeToken, { origin, isMailed }: { readonly origin: string; readonly isMailed: boolean }): Html {
  const upload = `twine upload --repository-url ${origin}${paths.upload()} dist/*`;
  return html`<div class="read flow"><h1>Your new token</h1>
${notice({ kind: 'good', title: 'Token created. Copy it now: it is not shown again.', text: `“${made.description}” is in your history${isMailed ? ', and every address of yours is told by mail' : ''}.` })}
${secretText({ text: made.secret.reveal(), label: 'the token' })}
<p>${made.sentence}</p>
<h2>Use it</h2>
<p>twine asks for the token, so that it stays out of your shell history. Tools that ask for a user name take <code>${TOKEN_USERNAME}</code>.</p>
${command({ text: upload, label: 'twine command' })}
<div class="buttons">${linkButton({ href: paths.account('api-tokens'), label: 'Done' })}<a href="${paths.help('apitoken')}">What if it leaks?</a></div></div>`;
}

/** Asks before a token is deleted. */
export function deleteTokenPage(token: ListedToken, csrfToken: string, now: number): Html {
  const facts = factList([
    ['Allows', token.sentence],
    ['Made', timeTag(token.madeAt)],
    ['Last use', usedText(token, now)],
  ]);
  const content = formActions(
    submitButton({ label: `Delete “${token.description}”`, kind: 'stop', busyLabel: 'Deleting…' }),
    html`<a href="${paths.account('api-tokens')}">Keep it</a>`,
  );
  const head = pageHead({
    heading: 'Delete a token',
    lead: `Whatever uploads with “${token.description}” stops working at once. Files it uploaded stay.`,
    crumbs: [...CRUMBS, { label: 'Delete' }],
  });
  return html`${head}<div class="read flow">${facts}${form({ action: paths.tokenDelete(token.id), csrfToken, content })}</div>`;
}
