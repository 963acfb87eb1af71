import type { Html } from '../base/html.ts';
import { Refusal } from '../base/refusal.ts';
import type { FormRequest } from '../web/route.ts';
import { textField } from './fields.ts';

const MAX_LETTERS = 200;

/**
 * Why an operator does it, as it goes into the event, and so into the account's history. Too long a one is refused and never
 * cut: half a reason may say the opposite.
 *
 * @throws Refusal `admin.no-reason`, `admin.long-reason`
 */
export function parseReason(text: string): string {
  const reason = text.trim().normalize('NFC');
  if (reason === '') throw new Refusal('invalid', 'admin.no-reason', 'Give a reason: it stands in the history.', { field: 'reason' });
  const letters = [...reason].length;
  if (letters <= MAX_LETTERS) return reason;
  const todo = `Shorten the reason: it has ${letters} letters, and ${MAX_LETTERS} are kept.`;
  throw new Refusal('invalid', 'admin.long-reason', todo, { field: 'reason' });
}

/** The reason that stands in the field `reason` of a form. @throws as `parseReason` */
export function readReason(request: Pick<FormRequest, 'field'>): string {
  return parseReason(request.field('reason'));
}

/** The field for it; several stand on one page, so each form names its own. No `maxlength`: browsers cut what is pasted and say nothing. */
export function reasonField(view: {
  readonly id?: string;
  readonly error?: string | undefined;
  readonly value?: string | undefined;
}): Html {
  return textField({
    ...{ name: 'reason', id: view.id ?? 'reason', label: 'Reason', autocomplete: 'off' },
    ...{ hint: `Stands in the history. At most ${MAX_LETTERS} letters.`, error: view.error, value: view.value },
  });
}
