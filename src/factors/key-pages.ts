import { type Html, html } from '../base/html.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { textField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { passkeyForm } from '../layout/passkey-form.ts';
import type { Problem } from '../layout/problem.ts';
import { canBePhished, resistsPhishing } from '../layout/tags.ts';
import { paths } from '../paths.ts';
import type { PasskeysOnly } from './passkey-rule.ts';
import type { WebauthnKey } from './webauthn-key.ts';

export interface AddFactorView {
  readonly csrfToken: string;
  readonly name: string;
  readonly problem: Problem;
  /** False where the site's host is an address. */
  readonly offersPasskeys: boolean;
  /** The first factor waits for its codes: a second passkey may stand instead. */
  readonly standsInsteadOfCodes: boolean;
  readonly isFirst: boolean;
  /** A policy asks this account for a passkey: an app would not do. */
  readonly isAsked: boolean;
  /** After a recovery code: it takes the place of what is lost. */
  readonly replaces: boolean;
}

const TWO_OF_THEM = {
  heading: 'Better: two of them',
  text: 'Then losing a phone is a nuisance and no more. Recovery codes come with the first.',
};
const SIGN_IN_NEXT = {
  heading: 'What happens then',
  text: 'Old apps stop counting, every session ends, and you sign in with the new factor. Unused recovery codes stay.',
};

function headOf({ isFirst, replaces, standsInsteadOfCodes }: AddFactorView): { heading: string; lead?: string } {
  if (replaces) return { heading: 'Set up a new factor', lead: 'In place of what you have lost.' };
  if (standsInsteadOfCodes) return { heading: 'A second passkey instead of codes' };
  const lead = 'With it, a stolen password opens nothing. You need one before you can make tokens or publish.';
  return { heading: 'Add a second factor', ...(isFirst && { lead }) };
}

/** Leads with a passkey, and says in one sentence each why it resists phishing and an app does not. */
export function addFactorPage(view: AddFactorView): Html {
  const { problem } = view;
  const nameField = textField({
    ...{ name: 'name', label: 'Name for it', value: view.name, autocomplete: 'off', isOptional: true, maxLength: 60 },
    ...{ hint: 'So that you know it again in your list', error: problem?.field === 'name' ? problem.message : undefined },
  });
  const passkey = html`<h2 class="row__name as-h3">Passkey or security key ${resistsPhishing}</h2><p>Your device checks the address of this site before it answers, so a false page gets nothing. One touch, no code.</p>${
    view.offersPasskeys
      ? passkeyForm({
          ...{ ceremony: 'create', action: paths.webauthnProvision(), options: paths.webauthnOptions(), csrfToken: view.csrfToken },
          ...{ content: nameField, button: { label: view.standsInsteadOfCodes ? 'Add a second passkey' : 'Add a passkey' } },
        })
      : notice({
          kind: 'wait',
          title: 'Passkeys are off at this address',
          text: 'Browsers refuse them where the host is a number. Ask the operators for a name.',
        })
  }`;
  const app = html`<h2 class="row__name as-h3">Authenticator app ${canBePhished}</h2><p>Shows six digits, new every 30 seconds. Far better than a password alone, but a false page can talk you into typing them.</p>${linkButton({ label: 'Add an app', href: paths.totpProvision(), kind: 'plain', isWide: true })}`;
  const codes = html`<p>Or keep recovery codes instead: <a href="${paths.recoveryCodes()}">show them</a>.</p>`;
  const { heading, lead } = headOf(view);
  return gate({
    heading,
    lead,
    notices: problem === undefined || problem.field === 'name' ? [] : [notice({ kind: 'stop', title: problem.message })],
    slip: { how: passkey, ...((view.standsInsteadOfCodes || !view.isAsked) && { next: view.standsInsteadOfCodes ? codes : app }) },
    notes: [view.replaces ? SIGN_IN_NEXT : TWO_OF_THEM],
  });
}

const CRUMBS = [
  { label: 'Your account', href: paths.account() },
  { label: 'Second factors', href: paths.account('two-factor') },
];

export interface RenameView {
  readonly csrfToken: string;
  readonly action: string;
  readonly name: string;
  readonly what: 'a passkey' | 'an app';
  readonly problem: Problem;
}

export function renameFactorPage({ csrfToken, action, name, what, problem }: RenameView): Html {
  const error = problem?.field === 'name' ? problem.message : undefined;
  const content = html`${textField({ name: 'name', label: 'Name', value: name, autocomplete: 'off', maxLength: 60, error })}${formActions(submitButton({ label: 'Rename' }), linkButton({ label: 'Cancel', href: paths.account('two-factor'), kind: 'link' }))}`;
  return html`${pageHead({ heading: `Rename “${name}”`, crumbs: [...CRUMBS, { label: `Rename ${what}` }] })}${form({ action, csrfToken, content })}`;
}

export interface RemoveKeyView {
  readonly csrfToken: string;
  readonly key: Pick<WebauthnKey, 'id' | 'name'>;
  /** This session was confirmed by another, older passkey: it goes at once. */
  readonly goesNow: boolean;
  readonly isLast: boolean;
  /** How long it stays otherwise, in words. */
  readonly wait: string;
}

export function removeKeyPage({ csrfToken, key, goesNow, isLast, wait }: RemoveKeyView): Html {
  const when = goesNow
    ? 'It opens nothing from then on.'
    : `It goes in ${wait}, because only a passkey of yours can remove one at once: a thief with your password and a code can not. Until then you can keep it.`;
  const last = isLast
    ? ' It is your last second factor: without one you cannot publish, your tokens do nothing, and the recovery codes are dead.'
    : '';
  const content = formActions(
    submitButton({ label: 'Remove the passkey', kind: 'stop', unseen: ` ${key.name}` }),
    linkButton({ label: 'Keep it', href: paths.account('two-factor'), kind: 'link' }),
  );
  return html`${pageHead({ heading: `Remove the passkey “${key.name}”?`, lead: `${when}${last}`, crumbs: [...CRUMBS, { label: 'Remove a passkey' }] })}${form({ action: paths.key(key.id, 'remove'), csrfToken, content })}`;
}

export interface PasskeysOnlyView {
  readonly csrfToken: string;
  readonly is: PasskeysOnly;
  /** How many passkeys it may rest on. */
  readonly reliable: number;
  readonly problem: Problem;
}

const ONLY_DEEDS: Readonly<Record<PasskeysOnly, { readonly deed: string; readonly label: string; readonly lead: string }>> = {
  off: {
    deed: 'on',
    label: 'Let only passkeys in',
    lead: 'Your password and every code then open nothing: not at sign-in, not for a reset. A false page has nothing left to ask you for. All other sessions end.',
  },
  on: {
    deed: 'off',
    label: 'Let passwords and codes in again',
    lead: 'Only your passkeys open this account. Confirmed by one of them, password and codes open it again once the wait of this index is over, 72 hours at least.',
  },
  leaving: {
    deed: 'keep',
    label: 'Stay with passkeys only',
    lead: 'Password and codes open this account again soon. If you did not ask for that, stay with passkeys only, and look through your sessions.',
  },
};

/** One button that closes, or opens again, every way in but passkeys. */
export function passkeysOnlyPage({ csrfToken, is, reliable, problem }: PasskeysOnlyView): Html {
  const { deed, label, lead } = ONLY_DEEDS[is];
  const canDo = is !== 'off' || reliable >= 2;
  const back = linkButton({ label: canDo ? 'Leave it' : 'Back', href: paths.account('two-factor'), kind: 'link' });
  const asked = form({
    ...{ action: paths.passkeysOnly(), csrfToken, hidden: { deed } },
    content: formActions(submitButton({ label, busyLabel: 'One moment…' }), back),
  });
  const tooFew = notice({
    kind: 'wait',
    title: `You have ${reliable === 1 ? 'one passkey' : 'no passkey'} that this can rest on; it needs two`,
    text: 'They check you by PIN, finger or face. One that was added with a password and a code counts once the wait of this index is over, 72 hours at least.',
    action: linkButton({ label: 'Add a passkey', href: paths.webauthnProvision(), kind: 'plain', isSmall: true }),
  });
  return html`${pageHead({ heading: 'Passkeys only', lead, crumbs: [...CRUMBS, { label: 'Passkeys only' }] })}${problem !== undefined && notice({ kind: 'stop', title: problem.message })}${canDo ? asked : tooFew}`;
}
