import { type Html, html } from '../base/html.ts';
import type { IconName } from './icon-shapes.ts';
import { icon } from './icons.ts';

/** `primary`: ink, one a page; `stop`: only on the page that destroys; `stop-plain`: leads there, or an alarm such as "Not me". */
export type ButtonKind = 'primary' | 'plain' | 'stop' | 'stop-plain' | 'link';

export type ButtonLook = {
  /** Verb and object. */
  readonly label: string;
  readonly kind?: ButtonKind | undefined;
  readonly isSmall?: boolean | undefined;
  readonly isWide?: boolean | undefined;
  readonly sign?: IconName | undefined;
  /** Names the object for those who do not see the row: " Blue YubiKey", or " to ada@example.org". */
  readonly unseen?: string | undefined;
};

export type SubmitButton = ButtonLook & {
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  /** What the button says while the form is on its way: "Checking…". */
  readonly busyLabel?: string | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Sends the form with fields left empty that its other button needs. */
  readonly skipsChecks?: boolean | undefined;
  /** For a button outside its form: the form's id. */
  readonly form?: string | undefined;
};

/** Sends its form. */
export function submitButton(button: SubmitButton): Html {
  return html`<button class="${classOf(button)}" type="submit" name="${button.name}" value="${button.value}" form="${button.form}" data-busy="${button.busyLabel}" ${button.isDisabled && 'disabled'} ${button.skipsChecks && 'formnovalidate'}>${inside(button)}</button>`;
}

/** A link that looks like a button: leads to another page, changes nothing. */
export function linkButton(button: ButtonLook & { readonly href: string }): Html {
  return html`<a class="${classOf(button)}" href="${button.href}">${inside(button)}</a>`;
}

/** Asks an authenticator and then sends its form: without scripts it does nothing and is not shown. */
export function passkeyButton(button: ButtonLook): Html {
  return html`<button class="${classOf(button)} needs-script" type="button" data-passkey-button="">${inside(button)}</button>`;
}

/** Prints the page. */
export function printButton(label = 'Print'): Html {
  return html`<button class="button button--plain needs-script" type="button" data-print="">${icon('print')}${label}</button>`;
}

/** Copies a text of several lines; in a row of buttons. `what` names it: "ten recovery codes". */
export function copyTextButton(text: string, what: string): Html {
  return html`<button class="button button--plain needs-script" type="button" data-copy="${text}" data-what="${what}">${icon('copy')}<span class="copy__label copy__label--keep">Copy</span></button>`;
}

/** Leads to a text file, which the browser saves. */
export function saveTextButton(href: string): Html {
  return linkButton({ label: 'Save as text', href, kind: 'plain', sign: 'download' });
}

function classOf({ kind = 'primary', isSmall, isWide }: ButtonLook): string {
  const classes = ['button', kind !== 'primary' && `button--${kind}`, isSmall && 'button--small', isWide && 'button--wide'];
  return classes.filter((name) => name !== false && name !== undefined).join(' ');
}

function inside({ label, sign, unseen }: ButtonLook): Html {
  return html`${sign && icon(sign)}<span class="button__label">${label}${unseen && html`<span class="unseen">${unseen}</span>`}</span>`;
}
