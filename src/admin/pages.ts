import { type Html, html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { secretText } from '../layout/code.ts';
import { emailField, textField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { part } from '../layout/part.ts';
import { rows } from '../layout/rows.ts';
import { tag } from '../layout/tags.ts';
import { dayText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { ListedAccount } from './store.ts';

const CRUMB = { label: 'Operators', href: paths.admin() };

export function adminPage(view: { accounts: readonly ListedAccount[]; events: Html; mailIsOff: boolean }): Html {
  const people = rows(
    'Accounts',
    view.accounts.map((account) => ({
      sign: 'person' as const,
      name: html`<a class="mono" href="${paths.adminUser(account.username)}">${account.username}</a>`,
      tags: [
        ...(account.frozen_at !== null ? [tag('Frozen', 'stop', 'freeze')] : []),
        account.needs_second_factor_at === null ? tag('No second factor', 'wait', 'warn') : tag('Second factor'),
      ],
      facts: [`Since ${dayText(account.made_at)}`],
    })),
  );
  const off = notice({
    kind: 'wait',
    title: 'This index sends no mail',
    text: 'People cannot confirm addresses or reset passwords by mail: hand links over, and vouch for addresses by inviting. Set KEYHOUSE_SMTP_URL to change that.',
  });
  return html`${pageHead({ heading: 'Operators' })}${view.mailIsOff && off}
${part({ id: 'people', heading: 'Accounts', action: linkButton({ label: 'Invite somebody', href: paths.adminInvite(), kind: 'plain', isSmall: true, sign: 'plus' }), content: people })}
${part({ id: 'events', heading: 'Recent events', content: view.events })}`;
}

export function adminUserPage(view: {
  csrfToken: string;
  username: string;
  isFrozen: boolean;
  addresses: readonly string[];
  tokens: readonly { id: string; description: string; madeAt: number }[];
  link: string | undefined;
  problem: Pick<Refusal, 'message' | 'field'> | undefined;
}): Html {
  const { csrfToken, username } = view;
  const reason = textField({
    name: 'reason',
    label: 'Reason',
    autocomplete: 'off',
    maxLength: 200,
    hint: 'Goes into the account’s history.',
  });
  const freeze = view.isFrozen
    ? form({
        action: paths.adminUnfreeze(username),
        csrfToken,
        content: html`${reason}${formActions(submitButton({ label: 'Lift the freeze', kind: 'plain' }))}`,
      })
    : form({
        action: paths.adminFreeze(username),
        csrfToken,
        content: html`${reason}${formActions(submitButton({ label: `Freeze ${username}`, kind: 'stop' }))}`,
      });
  const tokens = view.tokens.map((token) => ({
    sign: 'token' as const,
    name: token.description,
    facts: [`Made ${dayText(token.madeAt)}`],
    actions: [
      form({
        action: paths.adminRevokeToken(token.id),
        csrfToken,
        hidden: { username },
        content: html`${textField({ name: 'reason', id: `reason-${token.id}`, label: 'Reason', autocomplete: 'off', maxLength: 200 })}${submitButton({ label: 'Revoke', kind: 'plain', isSmall: true, unseen: ` ${token.description}` })}`,
      }),
    ],
  }));
  const handOver = html`<p>Hand this link over; it works once, for one hour, and asks for the second factor too.</p>${secretText({ text: view.link ?? '', label: 'the link' })}`;
  const reset = form({
    action: paths.adminResetLink(username),
    csrfToken,
    content: html`${textField({ name: 'reason', id: 'reason-reset', label: 'Reason', autocomplete: 'off', maxLength: 200 })}${formActions(submitButton({ label: 'Make a reset link', kind: 'plain' }))}`,
  });
  return html`${pageHead({ heading: username, isIdentifier: true, crumbs: [CRUMB, { label: username }] })}${view.problem && notice({ kind: 'stop', title: view.problem.message })}
${part({
  id: 'addresses',
  heading: 'Mail addresses',
  content: rows(
    'Addresses',
    view.addresses.map((address) => ({ sign: 'mail' as const, name: address })),
  ),
})}
${part({ id: 'reset', heading: 'Password', content: view.link === undefined ? reset : handOver })}
${part({ id: 'tokens', heading: 'Tokens', content: tokens.length === 0 ? html`<p class="muted">None.</p>` : rows('Tokens', tokens) })}
${part({ id: 'freeze', heading: view.isFrozen ? 'Frozen' : 'Freeze', lead: 'Ends every session and refuses uploads, until an operator lifts it.', content: freeze })}`;
}

export function invitePage(view: {
  csrfToken: string;
  link: string | undefined;
  problem: Pick<Refusal, 'message' | 'field'> | undefined;
}): Html {
  const errors = view.problem?.field === undefined ? [] : [{ field: view.problem.field, todo: view.problem.message }];
  const made = html`${notice({ kind: 'good', title: 'The invitation is made' })}<p>Hand this link over, where mail does not. It works once, for seven days.</p>${secretText({ text: view.link ?? '', label: 'the link' })}`;
  const ask = form({
    action: paths.adminInvite(),
    csrfToken: view.csrfToken,
    errors,
    content: html`${emailField({ error: view.problem?.message })}${formActions(submitButton({ label: 'Invite' }))}`,
  });
  return html`${pageHead({ heading: 'Invite somebody', crumbs: [CRUMB, { label: 'Invite' }] })}${view.link === undefined ? ask : made}`;
}
