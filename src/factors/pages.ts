import { type Html, html } from '../base/html.ts';
import { copyTextButton, linkButton, printButton, saveTextButton, submitButton } from '../layout/button.ts';
import { codeField, recoveryCodeField, textField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { beside, steps } from '../layout/part.ts';
import { errorOf, errorsOf, type Problem, problemNotices } from '../layout/problem.ts';
import { paths } from '../paths.ts';
import { groupsOfFour } from '../protocols/base32.ts';
import { type CodesPlace, codesFacts } from './codes-file.ts';
import { qrCode } from './qr-code.ts';

const CRUMBS = [
  { label: 'Your account', href: paths.account() },
  { label: 'Second factors', href: paths.account('two-factor') },
];

export interface ProvisionView {
  readonly csrfToken: string;
  readonly uri: string;
  readonly secret: string;
  readonly name: string;
  /** After a recovery code: it takes the place of the old app, and no new codes come. */
  readonly replaces: boolean;
  /** The app whose place it takes, while everything else goes on. */
  readonly replacedApp?: { readonly id: string; readonly name: string } | undefined;
  readonly problem: Problem;
}

const OLD_GOES_NEXT = {
  heading: 'The old one goes',
  content: html`<p class="muted">In the same moment: until the code above is right the old app counts. All other sessions end.</p>`,
};
const CODES_NEXT = {
  heading: 'Keep your recovery codes',
  content: html`<p class="muted">They come next, and get you in when the app is lost. The app counts once you have entered one.</p>`,
};
const SIGN_IN_NEXT = {
  heading: 'Sign in with it',
  content: html`<p class="muted">The old app stops counting, every session ends, and you sign in with a code of the new one. The recovery codes that you have not used stay.</p>`,
};

export function provisionPage(view: ProvisionView): Html {
  const { problem } = view;
  const groups = groupsOfFour(view.secret)
    .split(' ')
    .map((group) => html`<span>${group}</span>`);
  const scan = html`<p class="muted">No app yet? <a href="${paths.help('totp')}">These work</a>.</p>
<div class="qr-row"><div>${qrCode(view.uri)}</div><div class="stack-3"><p>Cannot scan? Enter this secret instead:</p><p class="groups" id="secret">${groups}</p><p class="no-print">${copyTextButton(view.secret, 'the secret')}</p><p class="small muted">Time-based, SHA-1, 6 digits, 30 seconds. Shown only now.</p></div></div>`;
  const fields = html`${textField({ name: 'name', label: 'Name for this app', value: view.name, autocomplete: 'off', isOptional: true, maxLength: 60, hint: 'So that you know it again in your list', error: errorOf(problem, 'name') })}
${codeField({ error: errorOf(problem, 'totp_value') })}
${formActions(submitButton({ label: 'Continue', busyLabel: 'Checking…' }), linkButton({ label: 'Cancel', href: paths.account('two-factor'), kind: 'link' }))}`;
  const matter = steps([
    { heading: 'Scan this with the app', content: scan },
    {
      heading: 'Enter the code it shows',
      content: form({
        action: paths.totpProvision(),
        csrfToken: view.csrfToken,
        errors: errorsOf(problem),
        hidden: hiddenOf(view),
        content: fields,
      }),
    },
    nextOf(view),
  ]);
  const warning = notice({
    kind: 'wait',
    title: 'A code can be phished',
    text: html`A false page can ask you for it and use it within seconds. Look at the address before you type one. <a href="${paths.help('phishing')}">How to tell</a>.`,
  });
  return html`${pageHead({ heading: headingOf(view), crumbs: [...CRUMBS, { label: 'Add an app' }] })}${problemNotices(problem)}${beside(matter, { label: 'Advice', content: warning })}`;
}

function headingOf({ replaces, replacedApp }: ProvisionView): string {
  if (replacedApp !== undefined) return `Replace “${replacedApp.name}”`;
  return replaces ? 'Set up a new app' : 'Add an authenticator app';
}

function nextOf({ replaces, replacedApp }: ProvisionView): typeof CODES_NEXT {
  if (replacedApp !== undefined) return OLD_GOES_NEXT;
  return replaces ? SIGN_IN_NEXT : CODES_NEXT;
}

function hiddenOf({ replacedApp }: ProvisionView): Readonly<Record<string, string>> {
  return replacedApp === undefined ? {} : { replaces: replacedApp.id };
}

export interface CodesView extends CodesPlace {
  readonly csrfToken: string;
  readonly codes: readonly string[];
  /** `first`: they come with the new app; `replace`: they take the place of older ones. */
  readonly kind: 'first' | 'replace';
  readonly problem: Problem;
}

export function codesPage(view: CodesView): Html {
  const { codes, kind, problem } = view;
  const text = `${codes.join('\n')}\n`;
  const cancel = kind === 'first' ? 'Cancel, and add nothing' : 'Keep the old ones';
  const content = html`<h2>Now enter one of them</h2><p>It shows that you have kept them. That one is not spent: all ten work afterwards.</p>${recoveryCodeField({ label: 'Any one of the ten', error: errorOf(problem, 'recovery_code_value') })}${formActions(submitButton({ label: 'I have kept them', busyLabel: 'Checking…' }), linkButton({ label: cancel, href: paths.account('two-factor'), kind: 'link' }))}`;
  const matter = html`<ol class="sheet-codes" aria-label="Recovery codes">${codes.map((code) => html`<li><span>${code}</span></li>`)}</ol><p class="print-only">${codesFacts(view)}</p><div class="buttons">${printButton()}${saveTextButton(paths.recoveryCodesFile())}${copyTextButton(text, 'ten recovery codes')}</div>${form({ action: paths.recoveryCodes(), csrfToken: view.csrfToken, errors: errorsOf(problem), layout: 'above-7 flow no-print', content })}`;
  const advice = html`<h2>Where to keep them</h2><p class="muted">On paper in a drawer, or in a password manager that is not locked by the very device you might lose.</p>${kind === 'replace' && html`<p class="muted">Your older codes stop working when you press the button.</p>`}`;
  const lead =
    kind === 'first'
      ? 'Each gets you in once, with your password, when your factors are lost. They are shown only now; your new factor counts once you have entered one.'
      : 'Each gets you in once, with your password, when your factors are lost. They are shown only now.';
  return html`${pageHead({ heading: 'Your ten recovery codes', lead, crumbs: [...CRUMBS, { label: 'Recovery codes' }] })}${problemNotices(problem)}${beside(matter, { label: 'Where to keep them', content: advice })}`;
}

/** New codes for used ones: shown in the first full session after a code was used. */
export function owedCodesPage(view: { csrfToken: string; codes: readonly string[]; next: string; problem: Problem }): Html {
  const { codes, problem } = view;
  const isOne = codes.length === 1;
  const text = `${codes.join('\n')}\n`;
  const later = linkButton({ label: 'Later', href: view.next, kind: 'link' });
  const content = formActions(submitButton({ label: isOne ? 'I have kept it' : 'I have kept them', busyLabel: 'One moment…' }), later);
  const action = paths.owedCodes();
  const kept = form({ action, csrfToken: view.csrfToken, hidden: { next: view.next }, layout: 'above-7 flow no-print', content });
  const lead = isOne
    ? 'A recovery code was used. This one takes its place, and counts once you have kept it. Was it not you who used it? Replace all codes and change the password.'
    : `${codes.length} recovery codes were used. These take their place, and count once you have kept them. Was it not you who used them? Replace all codes and change the password.`;
  const matter = html`<ol class="sheet-codes" aria-label="Recovery codes">${codes.map((code) => html`<li><span>${code}</span></li>`)}</ol><div class="buttons">${printButton()}${saveTextButton(paths.owedCodesFile())}${copyTextButton(text, isOne ? 'the recovery code' : 'the recovery codes')}</div>${kept}`;
  const advice = html`<h2>Write ${isOne ? 'it' : 'them'} to the others</h2><p class="muted">Strike out what was used. The rest of your list stays as it is.</p>`;
  const heading = isOne ? 'A new recovery code' : 'New recovery codes';
  return html`${pageHead({ heading, lead, crumbs: [...CRUMBS, { label: 'New codes' }] })}${problem !== undefined && notice({ kind: 'stop', title: problem.message })}${beside(matter, { label: 'Where to keep them', content: advice })}`;
}

export function removePage(view: { csrfToken: string; action: string; name: string; isLast: boolean }): Html {
  const what = view.isLast
    ? 'It is your last second factor. Without one a password alone opens the account, you cannot publish, your tokens do nothing, and the recovery codes are dead.'
    : 'Sign-in then asks for a code of your other app.';
  const content = formActions(
    submitButton({ label: 'Remove the app', kind: 'stop', unseen: ` ${view.name}` }),
    linkButton({ label: 'Keep it', href: paths.account('two-factor'), kind: 'link' }),
  );
  return html`${pageHead({ heading: `Remove the app “${view.name}”?`, lead: what, crumbs: [...CRUMBS, { label: 'Remove an app' }] })}${form({ action: view.action, csrfToken: view.csrfToken, content })}`;
}
