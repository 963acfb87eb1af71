import { type Html, html } from '../base/html.ts';

/** Small facts in a line, under a row or an entry. */
export function factLine(facts: readonly (string | Html)[]): Html {
  if (facts.length === 0) return html``;
  return html`<ul class="row__facts">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>`;
}

/** Names and values, one pair a line. */
export function factList(facts: readonly (readonly [name: string, value: string | Html])[]): Html {
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
