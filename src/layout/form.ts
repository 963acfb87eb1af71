import { type Html, html } from '../base/html.ts';
import { type ButtonLook, submitButton } from './button.ts';
import { errorSummary, type FieldErrors } from './notice.ts';

export type Form = {
  readonly action: string;
  readonly csrfToken: string;
  /** Fields, then `formActions`. */
  readonly content: Html;
  /** More hidden fields, by name. */
  readonly hidden?: Readonly<Record<string, string>> | undefined;
  readonly errors?: FieldErrors | undefined;
  readonly id?: string | undefined;
  /** Classes of layout, such as `above-6` or `form-column--wide`. */
  readonly layout?: string | undefined;
  /** An authenticator may answer instead of some of its fields, see `passkeyAnswer`. */
  readonly passkey?: { readonly ceremony: 'create' | 'get'; readonly options: string } | undefined;
};

/** A plain form that works without scripts, with the hidden `csrf_token`; the summary of errors first. */
export function form({ action, csrfToken, content, hidden, errors = [], id, layout, passkey }: Form): Html {
  const answered = passkey && html`<input type="hidden" name="credential" value="">`;
  return html`<form class="${layout}" id="${id}" method="post" action="${action}" data-passkey="${passkey?.ceremony}" data-options="${passkey?.options}" data-beside="${passkey && 'yes'}">${hiddenFields(csrfToken, hidden)}${answered}${errors.length > 0 && html`<div class="form-errors">${errorSummary(errors)}</div>`}${content}</form>`;
}

/** The last line of a form: its button, then links such as "Keep it". */
export function formActions(...actions: readonly Html[]): Html {
  return html`<div class="actions">${actions}</div>`;
}

/** A form that is one button, for rows: it removes, ends, sends again. */
export function buttonForm({
  action,
  csrfToken,
  hidden,
  button,
}: Pick<Form, 'action' | 'csrfToken' | 'hidden'> & { readonly button: ButtonLook }): Html {
  return html`<form method="post" action="${action}">${hiddenFields(csrfToken, hidden)}${submitButton(button)}</form>`;
}

function hiddenFields(csrfToken: string, hidden: Readonly<Record<string, string>> = {}): Html {
  const more = Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return html`<input type="hidden" name="csrf_token" value="${csrfToken}">${more}`;
}
