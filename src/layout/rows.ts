import { type Html, html } from '../base/html.ts';
import { factLine } from './facts.ts';
import type { IconName } from './icon-shapes.ts';
import { type IconTone, icon } from './icons.ts';

/** A factor, session, token, address or task: glyph, name and tags, one sentence, facts, actions. */
export type Row = {
  readonly sign: IconName;
  readonly tone?: IconTone | undefined;
  readonly name: string | Html;
  readonly tags?: readonly Html[] | undefined;
  /** One sentence in words. */
  readonly text?: string | Html | undefined;
  readonly facts?: readonly (string | Html)[] | undefined;
  /** Small plain buttons; red waits for the confirmation. */
  readonly actions?: readonly Html[] | undefined;
};

/** A list in hairlines. `label` names it for those who do not see where it stands. */
export function rows(label: string, items: readonly Row[]): Html {
  return html`<ul class="rows" aria-label="${label}">${items.map(row)}</ul>`;
}

function row({ sign, tone, name, tags = [], text, facts = [], actions = [] }: Row): Html {
  return html`<li>${icon(sign, tone)}<div><p class="row__name"><span class="break">${name}</span>${tags}</p>${text && html`<p class="row__text">${text}</p>`}${factLine(facts)}</div>${actions.length > 0 && html`<div class="row__do">${actions}</div>`}</li>`;
}
