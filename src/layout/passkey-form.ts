import { type Html, html } from '../base/html.ts';
import { type ButtonLook, passkeyButton } from './button.ts';

export type PasskeyForm = {
  /** `create` asks for a new passkey, `get` for one that is set up. */
  readonly ceremony: 'create' | 'get';
  readonly action: string;
  /** Where the script gets the options; a POST with the same `csrf_token`. */
  readonly options: string;
  readonly csrfToken: string;
  readonly hidden?: Readonly<Record<string, string>> | undefined;
  /** Fields above the button. */
  readonly content?: Html | undefined;
  readonly button: ButtonLook;
  /** Also offers passkeys in the field for the user name, as browsers fill it in. */
  readonly hasAutofill?: boolean | undefined;
};

/** The button of a plain form that an authenticator may answer as well (`form`, `passkey`); the form's own button sends its fields. */
export function passkeyAnswer(button: ButtonLook): Html {
  return html`<div class="needs-script above-6 stack-3">${passkeyButton({ sign: 'key', isWide: true, ...button })}<p class="small" data-passkey-says=""></p></div>`;
}

/** A form that an authenticator answers: the script writes the answer into `credential` and sends it. Needs a script, and says so. */
export function passkeyForm(asked: PasskeyForm): Html {
  const { ceremony, action, options, csrfToken, hidden = {}, content, button, hasAutofill } = asked;
  const more = Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return html`<form class="needs-script stack-3" method="post" action="${action}" data-passkey="${ceremony}" data-options="${options}" data-autofill="${hasAutofill && 'yes'}"><input type="hidden" name="csrf_token" value="${csrfToken}"><input type="hidden" name="credential" value="">${more}${content}${passkeyButton({ sign: 'key', isWide: true, ...button })}<p class="small" data-passkey-says=""></p></form><p class="without-script small muted">Passkeys need JavaScript, which is off in this browser.</p>`;
}
