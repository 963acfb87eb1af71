import { type Html, html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { empty } from '../layout/empty.ts';
import { textField } from '../layout/fields.ts';
import { buttonForm, form, formActions } from '../layout/form.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { part } from '../layout/part.ts';
import { type Row, rows } from '../layout/rows.ts';
import { tag } from '../layout/tags.ts';
import { dayText, waitText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import { practiceInvitation } from './practice-pages.ts';
import type { NamedVoucher } from './store.ts';
import { countsNow, LEAST_NEEDED, MOST_VOUCHERS } from './voucher.ts';

/** What the last form did; keys of `?done=`. */
export const VOUCHERS_DONE: Readonly<Record<string, string>> = {
  named: 'We have written to that person. It counts once the answer is yes and the wait is over.',
  accepted: 'You accepted. It counts once the wait is over, and your passkey is what you will need then.',
  removed: 'That is ended.',
  needed: 'The number is set. A smaller one holds once the wait is over.',
};

export interface VouchersView {
  readonly csrfToken: string;
  readonly named: readonly NamedVoucher[];
  readonly wards: readonly NamedVoucher[];
  readonly needed: number;
  /** A smaller number that waits. */
  readonly nextNeeded: number | null;
  readonly lived: number;
  readonly waitMs: number;
  readonly hasPasskey: boolean;
  readonly typed: { readonly username: string; readonly needed: string };
  readonly done: string | undefined;
  readonly problem: Pick<Refusal, 'message' | 'field'> | undefined;
}

/** Whom the owner named to vouch for her, how many of them it takes, and for whom she vouches herself. */
export function vouchersPage(view: VouchersView): Html {
  const { done, problem } = view;
  const said = done !== undefined && Object.hasOwn(VOUCHERS_DONE, done) ? VOUCHERS_DONE[done] : undefined;
  const crumbs = [{ label: 'Your account', href: paths.account() }, { label: 'People who vouch for you' }];
  const lead = 'For the day when everything is lost: passkeys, apps and recovery codes. Name people who know your voice.';
  return html`${pageHead({ heading: 'People who vouch for you', lead, crumbs })}
${said !== undefined && problem === undefined && notice({ kind: 'good', title: said })}${problem && problem.field === undefined && notice({ kind: 'stop', title: problem.message })}
${namedPart(view)}${neededPart(view)}${view.named.length > 0 && practiceInvitation()}${wardsPart(view)}`;
}

function errorOf({ problem }: VouchersView, field: string): string | undefined {
  return problem?.field === field ? problem.message : undefined;
}

function namedPart(view: VouchersView): Html {
  const { csrfToken, named, typed, waitMs } = view;
  const list =
    named.length === 0
      ? empty({ title: 'Nobody yet', text: 'Without them only two operators of this index together can help you, if you lose everything.' })
      : rows(
          'People who vouch for you',
          named.map((voucher) => voucherRow(view, voucher)),
        );
  const field = textField({
    ...{ name: 'username', label: 'User name', value: typed.username, autocomplete: 'off', isIdentifier: true },
    ...{ hint: 'Somebody with an account here and a passkey', error: errorOf(view, 'username') },
  });
  const ask = form({
    action: paths.vouchers(),
    csrfToken,
    content: html`${field}${formActions(submitButton({ label: 'Name this person' }))}`,
  });
  return part({
    id: 'named',
    heading: 'Named by you',
    lead: `Each has to accept, and counts ${waitText(waitMs)} later. Nobody else can vouch, co-owners of your projects neither.`,
    content: html`${list}${named.length < MOST_VOUCHERS && html`<div class="above-6">${ask}</div>`}`,
  });
}

function voucherRow({ csrfToken, lived }: VouchersView, voucher: NamedVoucher): Row {
  const { id, username, accepted_at, named_at } = voucher;
  const remove = { label: 'Remove', kind: 'plain', isSmall: true, unseen: ` ${username}` } as const;
  return {
    sign: 'person',
    name: html`<span class="mono">${username}</span>`,
    tags: [stateTag(voucher, lived)],
    facts: [`Named ${dayText(named_at)}`, ...(accepted_at === null ? [] : [`Accepted ${dayText(accepted_at)}`])],
    actions: [buttonForm({ action: paths.voucher(id, 'remove'), csrfToken, button: remove })],
  };
}

function stateTag(voucher: NamedVoucher, lived: number): Html {
  if (voucher.accepted_at === null) return tag('Has not accepted yet', 'wait', 'clock');
  return countsNow(voucher, lived) ? tag('Counts', 'proved', 'check') : tag('Counts soon', 'wait', 'clock');
}

function neededPart(view: VouchersView): Html {
  const { csrfToken, named, needed, nextNeeded, lived, typed } = view;
  const counting = named.filter((voucher) => countsNow(voucher, lived)).length;
  const field = textField({
    ...{ name: 'needed', label: 'How many must vouch', value: typed.needed, autocomplete: 'off', inputMode: 'numeric', isShort: true },
    ...{
      hint: `From ${LEAST_NEEDED} to ${MOST_VOUCHERS}. Fewer than now holds after ${waitText(view.waitMs)}.`,
      error: errorOf(view, 'needed'),
    },
  });
  const enough = counting >= needed ? '' : ' Too few to get you back in.';
  const later = nextNeeded === null ? '' : ` From soon on: ${nextNeeded}.`;
  return part({
    id: 'needed',
    heading: 'How many it takes',
    lead: `${needed} must vouch; ${counting} count now.${enough}${later}`,
    content: form({
      action: paths.vouchersNeeded(),
      csrfToken,
      content: html`${field}${formActions(submitButton({ label: 'Set the number', kind: 'plain' }))}`,
    }),
  });
}

function wardsPart({ csrfToken, wards, lived, waitMs, hasPasskey }: VouchersView): Html {
  const items = wards.map((ward): Row => {
    const look = { kind: 'plain', isSmall: true, unseen: ` ${ward.username}` } as const;
    const isAsked = ward.accepted_at === null;
    const accept = buttonForm({ action: paths.voucher(ward.id, 'accept'), csrfToken, button: { label: 'Accept', ...look } });
    const end = buttonForm({
      action: paths.voucher(ward.id, 'remove'),
      csrfToken,
      button: { label: isAsked ? 'Decline' : 'Stop vouching', ...look },
    });
    return {
      sign: 'person',
      name: html`<span class="mono">${ward.username}</span>`,
      tags: [isAsked ? tag('Asks you', 'wait', 'clock') : stateTag(ward, lived)],
      text: isAsked ? 'Accept only for somebody whose voice you know.' : undefined,
      actions: isAsked ? [accept, end] : [end],
    };
  });
  const passkey = notice({
    kind: 'wait',
    title: 'You have no passkey',
    text: `Vouching needs one, added at least ${waitText(waitMs)} before.`,
    action: linkButton({ label: 'Add a passkey', href: paths.webauthnProvision(), kind: 'plain', isSmall: true }),
  });
  return part({
    id: 'wards',
    heading: 'You vouch for',
    content:
      items.length === 0
        ? html`<p class="muted">Nobody has named you.</p>`
        : html`${!hasPasskey && passkey}${rows('People you vouch for', items)}`,
  });
}
