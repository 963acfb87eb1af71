import { type Html, html } from '../base/html.ts';
import { qrCode } from '../factors/qr-code.ts';
import { copyTextButton, linkButton, printButton, submitButton } from '../layout/button.ts';
import { factList } from '../layout/facts.ts';
import { codeField, knownUsername, passwordField, recoveryCodeField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { pageHead } from '../layout/page-head.ts';
import { part } from '../layout/part.ts';
import { passkeyAnswer } from '../layout/passkey-form.ts';
import { errorOf, errorsOf, type Problem, problemNotices } from '../layout/problem.ts';
import { orElse } from '../layout/slip.ts';
import { waitText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import { groupsOfFour } from '../protocols/base32.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import { linkOverPage } from './mailed-button-pages.ts';

function howItGoes(waitMs: number): { heading: string; text: string } {
  return {
    heading: 'How it goes',
    text: `People whom you named beforehand vouch for you, or two operators do. Then ${waitText(waitMs)} pass, in which any factor of yours from before can stop it. Then you set up everything anew, here in this browser.`,
  };
}

/** Without a link from the mailbox nothing begins. */
export function recoverStartPage({ waitMs }: { readonly waitMs: number }): Html {
  return gate({
    heading: 'Everything is lost?',
    lead: 'Begin with a link to your mailbox: ask for a new password, and open the link in this browser.',
    slip: { how: linkButton({ label: 'Send me a link', href: paths.requestPasswordReset(), isWide: true }) },
    notes: [
      howItGoes(waitMs),
      {
        heading: 'Still have one code?',
        text: 'A recovery code and the link are enough for a new password; sign in with the password and another code to set up a new factor.',
      },
    ],
  });
}

/** The mailbox's link is here: one more proof. */
export function recoverAskPage(view: { csrfToken: string; username: string; waitMs: number; problem: Problem }): Html {
  const { problem } = view;
  const fields = html`${knownUsername(view.username)}${passwordField({ label: 'Password', autocomplete: 'current-password', error: errorOf(problem, 'password') })}${formActions(submitButton({ label: 'Ask for my account', isWide: true, busyLabel: 'Checking…' }))}`;
  const code = html`${recoveryCodeField({ label: 'Or a recovery code that you kept', error: errorOf(problem, 'recovery_code_value') })}${formActions(submitButton({ label: 'Ask with the code', kind: 'plain', isWide: true, busyLabel: 'Checking…' }))}`;
  const isCode = problem?.field === 'recovery_code_value';
  return gate({
    heading: 'Everything is lost?',
    lead: html`You ask for the account <strong class="mono">${view.username}</strong>. Every address of it is told.`,
    notices: problemNotices(problem),
    slip: {
      how: form({ action: paths.recover(), csrfToken: view.csrfToken, errors: isCode ? [] : errorsOf(problem), content: fields }),
      next: form({ action: paths.recover(), csrfToken: view.csrfToken, errors: isCode ? errorsOf(problem) : [], content: code }),
    },
    notes: [
      howItGoes(view.waitMs),
      { heading: 'Stay with this browser', text: 'Only here you can go on. Keep it, and do not clear its cookies.' },
    ],
  });
}

/** Behind the link that an operator handed over: this browser becomes the claimant's. */
export function recoverTakePage(view: { csrfToken: string; username: string; waitMs: number; problem: Problem }): Html {
  const take = form({
    action: paths.recoverStart(),
    csrfToken: view.csrfToken,
    content: formActions(submitButton({ label: 'Begin here', isWide: true, busyLabel: 'One moment…' })),
  });
  return gate({
    heading: 'Everything is lost?',
    lead: html`An operator began a recovery of the account <strong class="mono">${view.username}</strong> for you.`,
    notices: problemNotices(view.problem),
    slip: {
      what: html`<p>Begin in a browser of your own that you keep: only here you can go on. It shows a code, which you read out to two operators, by voice.</p>`,
      how: take,
    },
    notes: [
      {
        heading: 'How it goes',
        text: `Two operators have to agree. Then ${waitText(view.waitMs)} pass, in which any passkey or app of the account can stop it. Then you set up everything anew, here in this browser.`,
      },
      { heading: 'Is it not your account?', text: 'Then close this page. Every address of the account was told.' },
    ],
  });
}

export function recoverTakeOverPage(): Html {
  return linkOverPage({
    why: 'It is used up, older than a day, a newer one was made, or the recovery was stopped.',
    goOn: { label: 'To the sign-in page', href: paths.login() },
    note: { heading: 'You opened it?', text: html`Then <a href="${paths.recover()}">go on here</a>, in the same browser.` },
  });
}

export interface WaitView {
  readonly username: string;
  readonly recovery: RecoveriesTable;
  readonly voice: string;
  readonly vouched: { readonly vouchers: number; readonly operators: number };
  readonly hoursLeft: number;
  readonly waitMs: number;
}

/** What the claimant waits for, with the code that she tells by voice. */
export function recoverWaitPage({ username, recovery, voice, vouched, hoursLeft, waitMs }: WaitView): Html {
  const { state, needed } = recovery;
  if (state !== 'requested' && state !== 'waiting') return recoverOverPage(state);
  const facts: (readonly [string, string])[] = [
    ...(needed > 0 ? [['People who vouched', `${vouched.vouchers} of ${needed}`] as const] : []),
    ['Or operators', `${vouched.operators} of 2`],
    ...(state === 'waiting' ? [['Time left', `about ${hoursLeft} hours`] as const] : []),
  ];
  const code = html`<p>Your code. Read it out to the people who vouch for you, by telephone or face to face, and to nobody in writing:</p><p class="groups groups--aloud" id="voice-code"><span>${voice}</span></p>`;
  return gate({
    heading: state === 'requested' ? 'People have to vouch now' : 'Now it waits',
    lead: html`You asked for the account <strong class="mono">${username}</strong>. We have written to everybody who may vouch.`,
    slip: {
      what: html`${state === 'requested' && code}${factList(facts)}`,
      how: linkButton({ label: 'Look again', href: paths.recover(), isWide: true }),
    },
    notes: [
      howItGoes(waitMs),
      { heading: 'Found something again?', text: 'Then sign in with it, and stop this on the page behind the mail that we sent.' },
    ],
  });
}

function recoverOverPage(state: RecoveriesTable['state']): Html {
  return gate({
    heading: state === 'claimed' ? 'It is done' : 'This recovery is over',
    lead: OVER[state] ?? 'Nobody went on with it in time.',
    slip: { how: linkButton({ label: 'To the sign-in page', href: paths.login(), isWide: true }) },
  });
}

const OVER: Readonly<Partial<Record<RecoveriesTable['state'], string>>> = {
  claimed: 'The account has its new password and factor. Sign in with them.',
  stopped: 'It was stopped by a passkey or app from before it, or another request for the account came first.',
};

export interface ClaimView {
  readonly csrfToken: string;
  readonly username: string;
  readonly uri: string;
  readonly secret: string;
  readonly codes: readonly string[];
  readonly offersPasskeys: boolean;
  readonly problem: Problem;
}

/** The wait is over: everything new in one form, so that it happens at once or not at all. */
export function claimPage(view: ClaimView): Html {
  const { problem, codes, offersPasskeys } = view;
  const text = `${codes.join('\n')}\n`;
  const groups = groupsOfFour(view.secret)
    .split(' ')
    .map((group) => html`<span>${group}</span>`);
  const codesList = html`<ol class="sheet-codes" aria-label="Recovery codes">${codes.map((code) => html`<li><span>${code}</span></li>`)}</ol><div class="buttons">${printButton()}${copyTextButton(text, 'ten recovery codes')}</div>`;
  const passwords = html`${knownUsername(view.username)}${passwordField({ label: 'New password', autocomplete: 'new-password', minLength: 15, error: errorOf(problem, 'password'), hint: 'At least 15 characters. A few random words do well.' })}${passwordField({ name: 'password_confirm', label: 'New password again', autocomplete: 'new-password', error: errorOf(problem, 'password_confirm') })}`;
  const back = recoveryCodeField({
    label: 'One of the ten codes, to show that you kept them',
    error: errorOf(problem, 'recovery_code_value'),
  });
  const app = html`<div class="qr-row"><div>${qrCode(view.uri)}</div><div class="stack-3"><p>Scan this with an authenticator app, or enter the secret:</p><p class="groups" id="secret">${groups}</p></div></div>${codeField({ isOptional: true, hint: 'From your new authenticator app', error: errorOf(problem, 'totp_value') })}`;
  const key = html`${passkeyAnswer({ label: 'Begin anew with a passkey' })}${orElse('or with an app')}`;
  const content = html`${passwords}${back}${offersPasskeys && key}${app}${formActions(submitButton({ label: 'Begin anew with the app', kind: offersPasskeys ? 'plain' : 'primary', busyLabel: 'Checking…' }))}`;
  const lead = 'Every old factor and code goes, every session ends, and the tokens rest until you say that they are yours.';
  return html`${pageHead({ heading: 'Begin anew', lead })}${problemNotices(problem)}
${part({ id: 'codes', heading: 'Keep your ten new recovery codes', lead: 'Each gets you in once, with your password, when your factors are lost.', content: codesList })}
${part({
  id: 'anew',
  heading: 'Password and second factor',
  content: form({
    ...{ action: paths.recoverClaim(), csrfToken: view.csrfToken, errors: errorsOf(problem), content },
    passkey: offersPasskeys ? { ceremony: 'create', options: paths.recoverOptions() } : undefined,
  }),
})}`;
}
