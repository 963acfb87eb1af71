import type { Html } from '../base/html.ts';
import { Refusal } from '../base/refusal.ts';
import { textField } from '../layout/fields.ts';
import type { FormRequest } from '../web/route.ts';

const MAX_LENGTH = 200;

/**
 * Why an operator does it, from the field `reason`: into the event, and so into the account's history.
 *
 * @throws Refusal `admin.no-reason`
 */
export function readReason(request: Pick<FormRequest, 'field'>): string {
  const reason = request.field('reason').trim().normalize('NFC').slice(0, MAX_LENGTH);
  if (reason !== '') return reason;
  throw new Refusal('invalid', 'admin.no-reason', 'Give a reason: it stands in the history.', { field: 'reason' });
}

/** The field for it; several stand on one page, so each form names its own. */
export function reasonField(view: { readonly id?: string; readonly error?: string | undefined; readonly value?: string }): Html {
  return textField({
    ...{ name: 'reason', id: view.id ?? 'reason', label: 'Reason', autocomplete: 'off', maxLength: MAX_LENGTH },
    ...{ hint: 'Stands in the history.', error: view.error, value: view.value },
  });
}
