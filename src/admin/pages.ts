import { type Html, html } from '../base/html.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { secretText } from '../layout/code.ts';
import { emailField, passwordField } from '../layout/fields.ts';
import { buttonForm, form, formActions } from '../layout/form.ts';
import { type HistoryEntry, historyByDay } from '../layout/history-entry.ts';
import { tabs } from '../layout/navigation.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { part } from '../layout/part.ts';
import { errorOf, errorsOf, type Problem, problemNotices } from '../layout/problem.ts';
import { reasonField } from '../layout/reason.ts';
import { rows } from '../layout/rows.ts';
import { tag } from '../layout/tags.ts';
import { dayText, groupedNumber, timeTag } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { ListedAccount } from './store.ts';

export const CRUMB: { readonly label: string; readonly href: string } = { label: 'Operators', href: paths.admin() };

export interface AdminView {
  readonly csrfToken: string;
  readonly accounts: readonly ListedAccount[];
  readonly events: readonly HistoryEntry[];
  /** Personal data in the events is shown, and that was recorded. */
  readonly isOpen: boolean;
  readonly mailIsOff: boolean;
  /** Mails that the mail server does not take. */
  readonly untakenMails: { readonly count: number; readonly since: number } | undefined;
  /** Nobody is named to be told about a hole in the index. */
  readonly lacksContact: boolean;
  /** The clock jumped ahead and nobody has confirmed the time. */
  readonly clockIsSuspect: boolean;
  readonly done: string | undefined;
  readonly problem: Problem;
  /** The reason that was typed into the form of the problem. */
  readonly typed?: string;
}

/** What the last form did; keys of `?done=`. */
export const ADMIN_DONE: Readonly<Record<string, string>> = {
  'time-confirmed': 'The time is confirmed. Codes are accepted again within a second.',
};

/** Who has an account, and what happened last. */
export function adminPage(view: AdminView): Html {
  const inviteButton = linkButton({ label: 'Invite somebody', href: paths.adminInvite(), kind: 'plain', isSmall: true, sign: 'plus' });
  const hidden = 'Addresses, names and places are hidden. Looking at them is recorded.';
  const shown = 'With addresses, names and places: that you looked is recorded.';
  const open = buttonForm({
    action: paths.adminEvents(),
    csrfToken: view.csrfToken,
    button: { label: 'Show them', kind: 'plain', isSmall: true, sign: 'eye' },
  });
  const said = view.done !== undefined && Object.hasOwn(ADMIN_DONE, view.done) ? ADMIN_DONE[view.done] : undefined;
  return html`${adminHead(paths.admin())}${said !== undefined && notice({ kind: 'good', title: said })}${view.clockIsSuspect && clockPart(view)}${view.mailIsOff && mailOffNotice()}${view.untakenMails && untakenNotice(view.untakenMails)}${view.lacksContact && contactNotice()}
${part({ id: 'people', heading: 'Accounts', action: inviteButton, content: rows('Accounts', view.accounts.map(accountRow)) })}
${part({
  ...{ id: 'events', heading: 'Recent events', lead: view.isOpen ? shown : hidden },
  ...(!view.isOpen && { action: open }),
  content: historyByDay(view.events, 3),
})}`;
}

/** The top of each operators' page. */
export function adminHead(current: string): Html {
  const links = [
    { href: paths.admin(), label: 'Overview' },
    { href: paths.adminPolicies(), label: 'Policies' },
    { href: paths.adminAdoption(), label: 'Second factors' },
    { href: paths.adminRecoveries(), label: 'Recoveries' },
  ];
  return html`${pageHead({ heading: 'Operators' })}${tabs('Operators', links, current)}`;
}

function accountRow(account: ListedAccount): Parameters<typeof rows>[1][number] {
  return {
    sign: 'person',
    name: html`<a class="mono" href="${paths.adminUser(account.username)}">${account.username}</a>`,
    tags: [
      ...(account.frozen_at !== null ? [tag('Frozen', 'stop', 'freeze')] : []),
      account.needs_second_factor_at === null ? tag('No second factor', 'wait', 'warn') : tag('Second factor'),
    ],
    facts: [`Since ${dayText(account.made_at)}`],
  };
}

function clockPart({ csrfToken, problem, typed }: AdminView): Html {
  const text =
    'Codes of authenticator apps are refused, also for a step-up, until one of you confirms the time here, or for an hour. Look at a clock that you trust first: whoever sets ours ahead wants old codes to count, or waits to end.';
  const content = html`${reasonField({ value: typed, error: errorOf(problem, 'reason') })}${passwordField({ autocomplete: 'current-password', error: errorOf(problem, 'password') })}${formActions(submitButton({ label: 'The time is right', kind: 'plain' }))}`;
  return html`${notice({ kind: 'stop', title: 'The clock of this server jumped ahead', text })}${problemNotices(problem)}${form({ action: paths.adminClock(), csrfToken, errors: errorsOf(problem), content })}`;
}

function contactNotice(): Html {
  return notice({
    kind: 'wait',
    title: 'Nobody is named to be told about a hole',
    text: 'There is no security.txt, and the security page names no one. Set KEYHOUSE_SECURITY_CONTACT to a mailto: or https: URL.',
  });
}

function untakenNotice({ count, since }: NonNullable<AdminView['untakenMails']>): Html {
  return notice({
    kind: 'stop',
    title: `The mail server does not take ${count === 1 ? 'a mail' : `${groupedNumber(count)} mails`}`,
    text: html`${count === 1 ? 'What it tells has happened; it waits' : 'What they tell has happened; the oldest waits'} since ${timeTag(since)}, is tried for two days, less and less often, and goes out as soon as it is taken. What the mail server answered stands in the log.`,
  });
}

function mailOffNotice(): Html {
  return notice({
    kind: 'wait',
    title: 'This index sends no mail',
    text: html`Off are: registering without an invitation, confirming an address by a link, resetting a password by mail, notices of changes, and the question to the mailbox when somebody signs in from a new browser by an app’s code or a recovery code: what is phished gets in. Instead <a href="${paths.adminInvite()}">invite people</a> and hand the link over; on the page of an account make a link for a new password, and vouch for an address. Set KEYHOUSE_SMTP_URL to change that.`,
  });
}

export interface InviteView {
  readonly csrfToken: string;
  /** Shown this once. */
  readonly link: string | undefined;
  readonly mailIsOff: boolean;
  readonly typed?: { readonly email: string; readonly reason: string };
  readonly problem: Problem;
}

/** Whom to invite, and the link to hand over. */
export function invitePage(view: InviteView): Html {
  const head = pageHead({ heading: 'Invite somebody', crumbs: [CRUMB, { label: 'Invite' }] });
  return html`${head}<div class="read flow">${view.link === undefined ? inviteForm(view) : invitationMade(view.link, view.mailIsOff)}</div>`;
}

function inviteForm({ csrfToken, mailIsOff, typed, problem }: InviteView): Html {
  const hint = mailIsOff ? 'You vouch for it: no mail proves it.' : 'The link is mailed there, and shown to you.';
  const content = html`${emailField({ value: typed?.email, error: errorOf(problem, 'email'), hint })}${reasonField({ error: errorOf(problem, 'reason'), value: typed?.reason ?? '' })}${formActions(submitButton({ label: 'Invite' }))}`;
  return html`${problemNotices(problem)}${form({ action: paths.adminInvite(), csrfToken, errors: errorsOf(problem), content })}`;
}

function invitationMade(link: string, mailIsOff: boolean): Html {
  const text = mailIsOff ? 'Hand this link over: no mail carries it.' : 'The link is on its way by mail. You may hand it over, too.';
  return html`${notice({ kind: 'good', title: 'The invitation is made', text: `${text} It works once, for seven days, and is not shown again.` })}
${secretText({ text: link, label: 'the link' })}<div class="buttons">${linkButton({ label: 'Done', href: paths.admin() })}</div>`;
}
