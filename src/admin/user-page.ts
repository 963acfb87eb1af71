import type { AccountAddress } from '../accounts/find-addresses.ts';
import { type Html, html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { secretText } from '../layout/code.ts';
import { buttonForm, form, formActions } from '../layout/form.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { part } from '../layout/part.ts';
import { reasonField } from '../layout/reason.ts';
import { type Row, rows } from '../layout/rows.ts';
import { tag } from '../layout/tags.ts';
import { dayText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { ClosingsTable } from '../schema/recovery.ts';
import type { MailMode } from '../world.ts';
import { CRUMB } from './pages.ts';

/** What the last form did; keys of `?done=`. */
export const USER_DONE: Readonly<Record<string, string>> = {
  frozen: 'The account is frozen. Every session has ended.',
  unfrozen: 'The freeze is lifted.',
  'erasure-held': 'It is noted. Two operators together hold the erasure.',
  'token-revoked': 'The token is revoked. Whoever uses it is refused from now on.',
  'address-vouched': 'The address counts from now on: you vouch for it.',
};

export interface UserView {
  readonly csrfToken: string;
  readonly username: string;
  /** Who froze the account; null for one that is open. */
  readonly frozenBy: 'owner' | 'operator' | null;
  /** While its owner closes the account. */
  readonly closing: ClosingsTable | undefined;
  /** Without one a link alone would open the account. */
  readonly hasFactor: boolean;
  readonly mailMode: MailMode;
  /** Undefined until an operator asked for them, which is recorded. */
  readonly addresses: readonly AccountAddress[] | undefined;
  readonly tokens: readonly { readonly id: string; readonly description: string; readonly madeAt: number }[];
  /** Sets a new password; shown this once. */
  readonly link: string | undefined;
  /** Begins a recovery; shown this once. */
  readonly recoveryLink: string | undefined;
  readonly done: string | undefined;
  /** `action`: of the form that was refused; `reason`: what was typed into it. */
  readonly problem: (Pick<Refusal, 'message' | 'field'> & { readonly action: string; readonly reason: string }) | undefined;
}

/** One account as operators see it: what they may do, each with a reason. */
export function userPage(view: UserView): Html {
  const { username, done, problem } = view;
  const said = done !== undefined && Object.hasOwn(USER_DONE, done) ? USER_DONE[done] : undefined;
  return html`${pageHead({ heading: username, isIdentifier: true, crumbs: [CRUMB, { label: username }] })}
${said !== undefined && problem === undefined && notice({ kind: 'good', title: said })}${problem && notice({ kind: 'stop', title: problem.message })}
${addressPart(view)}${passwordPart(view)}${recoveryPart(view)}${tokenPart(view)}${closingPart(view)}${freezePart(view)}`;
}

/** The field for the reason of one of the forms; the form that was refused keeps what was typed, and is marked where that is at fault. */
function reason({ problem }: UserView, action: string, id: string): Html {
  const refused = problem?.action === action ? problem : undefined;
  return reasonField({ id: `reason-${id}`, value: refused?.reason, error: refused?.field === 'reason' ? refused.message : undefined });
}

function addressPart(view: UserView): Html {
  const { csrfToken, username, addresses } = view;
  const show = buttonForm({
    action: paths.adminAddresses(username),
    csrfToken,
    button: { label: 'Show the addresses', kind: 'plain', sign: 'eye' },
  });
  return part({
    id: 'addresses',
    heading: 'Mail addresses',
    lead: 'That you looked stands in the history of the account.',
    content:
      addresses === undefined
        ? show
        : rows(
            'Mail addresses',
            addresses.map((address) => addressRow(view, address)),
          ),
  });
}

function addressRow(view: UserView, address: AccountAddress): Row {
  const { csrfToken, username, mailMode } = view;
  const action = paths.adminVouch(username, address.id);
  const isVerified = address.verifiedAt !== null;
  const vouch = form({
    action,
    csrfToken,
    content: html`${reason(view, action, address.id)}${submitButton({ label: 'Vouch for it', kind: 'plain', isSmall: true, unseen: ` ${address.address}` })}`,
  });
  const verified = address.isVouchedFor ? tag('Vouched for', 'plain', 'check') : tag('Confirmed', 'proved', 'check');
  return {
    sign: 'mail',
    name: address.address,
    tags: [...(address.isPrimary ? [tag('Primary', 'solid')] : []), isVerified ? verified : tag('Not confirmed', 'wait', 'clock')],
    actions: !isVerified && mailMode === 'off' ? [vouch] : [],
  };
}

function passwordPart(view: UserView): Html {
  const { csrfToken, username, mailMode, hasFactor, link } = view;
  const action = paths.adminResetLink(username);
  const heading = 'Password';
  if (link !== undefined) {
    const text = 'Hand this link over. It works once, for one hour, asks for the second factor too, and is not shown again.';
    const content = html`${notice({ kind: 'good', title: 'The link is made', text })}${secretText({ text: link, label: 'the link' })}`;
    return part({ id: 'reset', heading, content });
  }
  if (mailMode === 'smtp') {
    return part({ id: 'reset', heading, content: html`<p class="muted">Its owner has a link sent, from the sign-in page.</p>` });
  }
  if (!hasFactor) {
    const text = `It has no second factor: a link of yours alone would open it, and no operator opens an account alone. Begin a recovery, or run “keyhouse user reset-link ${username}” on the host.`;
    return part({ id: 'reset', heading, content: html`<p class="muted">${text}</p>` });
  }
  const button = formActions(submitButton({ label: 'Make a reset link', kind: 'plain' }));
  const content = form({
    action,
    csrfToken,
    content: html`${reason(view, action, 'reset')}${button}`,
  });
  return part({ id: 'reset', heading, lead: 'A link that sets a new one, to hand over. Nobody sets it for somebody else.', content });
}

function recoveryPart(view: UserView): Html {
  const { csrfToken, username, recoveryLink } = view;
  const action = paths.adminStartRecovery(username);
  const heading = 'Everything lost?';
  if (recoveryLink !== undefined) {
    const text = `Hand this link over to ${username}, by a way that you trust. Whoever opens it asks for the account; two operators have to hear the code that it shows, and agree. It works once, for a day, and is not shown again.`;
    const list = linkButton({ label: 'Open recoveries', href: paths.adminRecoveries(), kind: 'plain', isSmall: true });
    const content = html`${notice({ kind: 'good', title: 'The recovery is begun', text, action: list })}${secretText({ text: recoveryLink, label: 'the link' })}`;
    return part({ id: 'recovery', heading, content });
  }
  const button = formActions(submitButton({ label: 'Begin a recovery', kind: 'plain' }));
  return part({
    id: 'recovery',
    heading,
    lead: 'Gives a link to hand over. Two operators have to agree, the wait passes, and any older factor of the account stops it. Every address is told.',
    content: form({ action, csrfToken, content: html`${reason(view, action, 'recovery')}${button}` }),
  });
}

function tokenPart(view: UserView): Html {
  const { csrfToken, username, tokens } = view;
  const items = tokens.map(
    (token): Row => ({
      sign: 'token',
      name: token.description,
      facts: [`Made ${dayText(token.madeAt)}`],
      actions: [
        form({
          action: paths.adminRevokeToken(token.id),
          csrfToken,
          hidden: { username },
          content: html`${reason(view, paths.adminRevokeToken(token.id), token.id)}${submitButton({ label: 'Revoke', kind: 'plain', isSmall: true, unseen: ` ${token.description}` })}`,
        }),
      ],
    }),
  );
  return part({ id: 'tokens', heading: 'Tokens', content: items.length === 0 ? html`<p class="muted">None.</p>` : rows('Tokens', items) });
}

/** Two operators hold the erasure while something is looked into. */
function closingPart(view: UserView): Html {
  const { csrfToken, username, closing } = view;
  if (closing === undefined) return html``;
  const action = paths.adminHoldErasure(username);
  const asked = closing.hold_asked_by !== null;
  const lead = `Its owner closed it on ${dayText(closing.asked_at)}: 14 days later it is erased, unless somebody signs in.`;
  if (closing.held_until_lived_ms !== null) {
    return part({
      id: 'closing',
      heading: 'Being closed',
      lead,
      content: notice({ kind: 'wait', title: 'Two operators hold the erasure, for 90 days at most' }),
    });
  }
  const second = asked && notice({ kind: 'info', title: 'An operator wants the erasure to wait', text: closing.hold_reason ?? '' });
  const button = submitButton({ label: asked ? 'Agree: hold the erasure' : 'Ask to hold the erasure', kind: 'plain', sign: 'archive' });
  const fields = form({ action, csrfToken, content: html`${reason(view, action, 'closing')}${formActions(button)}` });
  const why = ' It takes two operators, neither of them new, and holds for 90 days at most.';
  return part({
    id: 'closing',
    heading: 'Being closed',
    lead: `${lead}${why}`,
    content: html`<div class="stack-3">${second}${fields}</div>`,
  });
}

function freezePart(view: UserView): Html {
  const { csrfToken, username, frozenBy } = view;
  const lift = { action: paths.adminUnfreeze(username), button: submitButton({ label: 'Lift the freeze', kind: 'plain' }) };
  const freeze = {
    action: paths.adminFreeze(username),
    button: submitButton({ label: `Freeze ${username}`, kind: 'stop', sign: 'freeze' }),
  };
  const takeOver = { ...freeze, button: submitButton({ label: 'Let only operators lift it', kind: 'plain', sign: 'freeze' }) };
  const deeds = { none: [freeze], owner: [lift, takeOver], operator: [lift] }[frozenBy ?? 'none'];
  const forms = deeds.map(({ action, button }) =>
    form({
      action,
      csrfToken,
      content: html`${reason(view, action, `freeze-${action === lift.action ? 'lift' : 'begin'}`)}${formActions(button)}`,
    }),
  );
  return part({
    id: 'freeze',
    heading: frozenBy === null ? 'Freeze' : 'Frozen',
    lead: LEADS[frozenBy ?? 'none'],
    content: html`<div class="stack-5">${forms}</div>`,
  });
}

const LEADS = {
  none: 'Ends every session and refuses uploads, until an operator lifts it.',
  owner:
    'By its owner, who can lift it too: at once with a passkey that is 30 days old, or a day after asking with password, factor and mailbox.',
  operator: 'By an operator. Only an operator lifts it.',
} as const;
