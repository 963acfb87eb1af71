import { type Html, html } from '../base/html.ts';
import { type IconName, iconShapes } from './icon-shapes.ts';

/** Colours of evidence: `proved` by the house, `wait`s for a person, `stop` is dangerous or refused. */
export type IconTone = 'proved' | 'wait' | 'stop' | 'none';

/** An icon, drawn in the page: as short as a reference to a sprite, and there at once. Never alone: a word stands beside it. */
export function icon(name: IconName, tone?: IconTone): Html {
  return html`<svg class="icon${tone && ` icon--${tone}`}" viewBox="0 0 20 20" aria-hidden="true">${iconShapes[name]}</svg>`;
}
