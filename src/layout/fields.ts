import { type Html, html } from '../base/html.ts';
import { icon } from './icons.ts';

/** Tells password managers and phones what belongs here; the list of the HTML standard, as far as it is used. */
export type Autocomplete =
  | 'username'
  | 'username webauthn'
  | 'current-password'
  | 'new-password'
  | 'one-time-code'
  | 'email'
  | 'name'
  | 'url'
  | 'off';

/** What all fields have: label, hint, error and input, in this order. The id is the name unless one is given. */
export type FieldBase = {
  readonly name: string;
  readonly label: string;
  readonly id?: string | undefined;
  readonly hint?: string | Html | undefined;
  /** A sentence that says what to do. */
  readonly error?: string | undefined;
  /** Optional fields say so; required ones say nothing. */
  readonly isOptional?: boolean | undefined;
  readonly isWide?: boolean | undefined;
};

export type TextField = FieldBase & {
  readonly type?: 'text' | 'email' | 'url' | 'search' | 'number' | 'date' | undefined;
  readonly value?: string | undefined;
  readonly autocomplete: Autocomplete;
  readonly inputMode?: 'numeric' | 'email' | 'url' | undefined;
  readonly maxLength?: number | undefined;
  /** For identifiers: mono, no capitals, no spelling check. */
  readonly isIdentifier?: boolean | undefined;
  readonly isShort?: boolean | undefined;
};

const MOST_KEPT = 1_000;

/** What was typed comes back to be corrected, but never pages of it: nothing that a form takes is as long. */
function kept(value: string | undefined): string | undefined {
  return value !== undefined && value.length > MOST_KEPT ? '' : value;
}

/** One line of text. */
export function textField(field: TextField): Html {
  const { isIdentifier } = field;
  return inField(
    field,
    html`<input class="input${isIdentifier && ' input--mono'}${field.isShort && ' input--short'}" id="${idOf(field)}" name="${field.name}" type="${field.type ?? 'text'}" value="${kept(field.value)}" autocomplete="${field.autocomplete}" inputmode="${field.inputMode}" maxlength="${field.maxLength}" autocapitalize="${isIdentifier && 'none'}" spellcheck="${isIdentifier && 'false'}" aria-describedby="${describedBy(field)}" aria-invalid="${field.error !== undefined && 'true'}" ${!field.isOptional && 'required'}>`,
  );
}

/** A user name, also where a passkey may fill it in. */
export function usernameField(
  field: Partial<FieldBase> & { readonly value?: string | undefined; readonly offersPasskey?: boolean | undefined },
): Html {
  const base = { name: 'username', label: 'User name', ...field };
  return inField(
    base,
    html`<input class="input" id="${idOf(base)}" name="${base.name}" type="text" value="${kept(field.value)}" autocomplete="${field.offersPasskey ? 'username webauthn' : 'username'}" autocapitalize="none" spellcheck="false" aria-describedby="${describedBy(base)}" aria-invalid="${base.error !== undefined && 'true'}" required>`,
  );
}

/** The user name of whoever is signed in already: not to be seen, but password managers ask a form with a password whose it is. */
export function knownUsername(username: string): Html {
  return html`<input type="text" name="username" value="${username}" autocomplete="username" hidden>`;
}

/** A mail address. */
export function emailField(field: Partial<FieldBase> & { readonly value?: string | undefined }): Html {
  return textField({ name: 'email', label: 'Mail address', ...field, type: 'email', autocomplete: 'email', inputMode: 'email' });
}

/** A password, with a button to show it. Never filled in again after an error. `minLength` in characters, for new ones. */
export function passwordField(
  field: Partial<FieldBase> & { readonly autocomplete: 'current-password' | 'new-password'; readonly minLength?: number | undefined },
): Html {
  const base = { name: 'password', label: 'Password', ...field };
  const id = idOf(base);
  return inField(
    base,
    html`<div class="input-group"><input class="input" id="${id}" name="${base.name}" type="password" autocomplete="${field.autocomplete}" minlength="${field.minLength}" autocapitalize="none" spellcheck="false" aria-describedby="${describedBy(base)}" aria-invalid="${base.error !== undefined && 'true'}" required><button class="button button--plain needs-script" type="button" data-show="${id}" aria-pressed="false">${icon('eye')}<span>Show</span><span class="unseen"> ${base.label.toLowerCase()}</span></button></div>`,
  );
}

/** The six digits of an authenticator app; spaces are allowed, nothing is sent by itself. */
export function codeField(field: Partial<FieldBase> = {}): Html {
  const base = { name: 'totp_value', label: 'Six-digit code', ...field };
  return inField(
    base,
    html`<input class="input input--code" id="${idOf(base)}" name="${base.name}" type="text" autocomplete="one-time-code" inputmode="numeric" pattern="[0-9 ]*" maxlength="12" aria-describedby="${describedBy(base)}" aria-invalid="${base.error !== undefined && 'true'}" ${!base.isOptional && 'required'}>`,
  );
}

/** A recovery code, typed from paper. */
export function recoveryCodeField(field: Partial<FieldBase> = {}): Html {
  const base = { name: 'recovery_code_value', label: 'Recovery code', ...field };
  return inField(
    base,
    html`<input class="input input--recovery" id="${idOf(base)}" name="${base.name}" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="60" aria-describedby="${describedBy(base)}" aria-invalid="${base.error !== undefined && 'true'}" ${!base.isOptional && 'required'}>`,
  );
}

/** Several lines of text. */
export function textAreaField(field: FieldBase & { readonly value?: string | undefined; readonly maxLength?: number | undefined }): Html {
  // The line break after the tag is dropped by browsers, a first one of the value is not.
  return inField(
    field,
    html`<textarea class="input" id="${idOf(field)}" name="${field.name}" maxlength="${field.maxLength}" aria-describedby="${describedBy(field)}" aria-invalid="${field.error !== undefined && 'true'}" ${!field.isOptional && 'required'}>
${kept(field.value)}</textarea>`,
  );
}

export type Option = { readonly value: string; readonly label: string };

/** A choice from a list; `value` is the chosen one. */
export function selectField(field: FieldBase & { readonly value?: string | undefined; readonly options: readonly Option[] }): Html {
  return inField(field, selectInput(field));
}

/** The list alone, for filter bars, where the label stands in a `<label>` of its own. */
export function selectInput(field: FieldBase & { readonly value?: string | undefined; readonly options: readonly Option[] }): Html {
  const options = field.options.map(
    ({ value, label }) => html`<option value="${value}" ${value === field.value && 'selected'}>${label}</option>`,
  );
  return html`<span class="select"><select class="input" id="${idOf(field)}" name="${field.name}" aria-describedby="${describedBy(field)}" aria-invalid="${field.error !== undefined && 'true'}">${options}</select>${icon('down')}</span>`;
}

function inField(field: FieldBase, input: Html): Html {
  const id = idOf(field);
  const optional = field.isOptional && html` <span class="optional">optional</span>`;
  return html`<div class="field${field.isWide && ' field--wide'}"><label class="field__label" for="${id}">${field.label}${optional}</label>${field.hint && html`<p class="field__hint" id="${`${id}-hint`}">${field.hint}</p>`}${fieldError(id, field.error)}${input}</div>`;
}

/** The sentence of an error, above the input. */
export function fieldError(id: string, error: string | undefined): Html {
  if (error === undefined) return html``;
  return html`<p class="field__error" id="${`${id}-error`}">${icon('stop')}<span><span class="unseen">Error: </span>${error}</span></p>`;
}

function idOf(field: Pick<FieldBase, 'id' | 'name'>): string {
  return field.id ?? field.name;
}

function describedBy(field: FieldBase): string | undefined {
  const ids = [field.hint && `${idOf(field)}-hint`, field.error && `${idOf(field)}-error`].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}
