import { type Html, html } from '../base/html.ts';
import { fieldError } from './fields.ts';

export type Pick = {
  readonly value: string;
  readonly label: string | Html;
  readonly hint?: string | Html | undefined;
  readonly isChecked?: boolean | undefined;
  /** A forbidden choice stays visible; the hint says why. */
  readonly isDisabled?: boolean | undefined;
};

export type Picks = {
  readonly name: string;
  /** Where the page has several of this name. */
  readonly id?: string | undefined;
  readonly legend: string;
  readonly hint?: string | Html | undefined;
  readonly error?: string | undefined;
  readonly picks: readonly Pick[];
};

/** One of several. */
export function radioPicks(set: Picks): Html {
  const id = set.id ?? set.name;
  const items = set.picks.map((pick, i) => onePick(i === 0 ? id : `${id}-${i + 1}`, set.name, pick, 'radio'));
  return fieldset(set, id, items);
}

/** Any of several; each has a name of its own, because a form may not send a name twice. */
export function checkboxPicks(
  set: Omit<Picks, 'name' | 'picks'> & { readonly picks: readonly (Pick & { readonly name: string })[] },
): Html {
  const items = set.picks.map((pick) => onePick(pick.name, pick.name, pick, 'checkbox'));
  return fieldset(set, set.picks[0]?.name ?? '', items);
}

/** A single box to tick. */
export function checkbox(name: string, pick: Pick): Html {
  return onePick(name, name, pick, 'checkbox');
}

function fieldset({ legend, hint, error }: Omit<Picks, 'name' | 'picks'>, id: string, items: readonly Html[]): Html {
  return html`<fieldset class="set" aria-describedby="${error !== undefined && `${id}-error`}"><legend>${legend}</legend>${hint && html`<p class="field__hint">${hint}</p>`}${fieldError(id, error)}${items}</fieldset>`;
}

function onePick(id: string, name: string, { value, label, hint, isChecked, isDisabled }: Pick, type: 'radio' | 'checkbox'): Html {
  const hintId = `${id}-hint`;
  return html`<div class="pick"><input type="${type}" id="${id}" name="${name}" value="${value}" aria-describedby="${hint && hintId}" ${isChecked && 'checked'} ${isDisabled && 'disabled'}><label for="${id}">${label}</label>${hint && html`<p class="pick__hint" id="${hintId}">${hint}</p>`}</div>`;
}
