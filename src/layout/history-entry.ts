import { type Html, html } from '../base/html.ts';
import { factLine } from './facts.ts';
import type { IconName } from './icon-shapes.ts';
import { icon } from './icons.ts';
import { dayText, timeTag } from './times.ts';

export type HistoryEntry = {
  /** Milliseconds. */
  readonly at: number;
  readonly sign: IconName;
  /** `good`: strong proof; `wait`: unusual; `stop`: refused. */
  readonly tone?: 'good' | 'wait' | 'stop' | undefined;
  /** One sentence that begins with who did it: "You", "The token …", "The operator …". */
  readonly sentence: string | Html;
  readonly facts?: readonly (string | Html)[] | undefined;
  /** Folded away: entry id, leaf, proof. */
  readonly details?: Html | undefined;
  /** Such as a link "Not me". */
  readonly action?: Html | undefined;
};

/** Entries, newest first, under the day (UTC) on which they happened. `headingLevel` of the days. */
export function historyByDay(entries: readonly HistoryEntry[], headingLevel: 2 | 3 = 2): Html {
  const days: HistoryEntry[][] = [];
  for (const entry of entries) {
    const day = days.at(-1);
    if (day?.[0] !== undefined && dayText(day[0].at) === dayText(entry.at)) day.push(entry);
    else days.push([entry]);
  }
  return html`${days.map((day) => oneDay(day, headingLevel))}`;
}

function oneDay(entries: readonly HistoryEntry[], headingLevel: 2 | 3): Html {
  const day = html`${dayText(entries[0]?.at ?? 0)} <span class="muted">(UTC)</span>`;
  const heading = headingLevel === 2 ? html`<h2 class="day">${day}</h2>` : html`<h3 class="day">${day}</h3>`;
  return html`${heading}<ol class="trail">${entries.map(historyEntry)}</ol>`;
}

function historyEntry({ at, sign, tone, sentence, facts = [], details, action }: HistoryEntry): Html {
  const clock = timeTag(at, new Date(at).toISOString().slice(11, 19));
  const fold = details && html`<details class="fold"><summary>Entry in the log ${icon('down')}</summary>${details}</details>`;
  return html`<li><p class="trail__when">${clock}</p><div class="trail__sign${tone && ` trail__sign--${tone}`}">${icon(sign)}</div><div class="trail__what"><p>${sentence}</p>${factLine(facts)}${fold}</div>${action && html`<div class="trail__do no-print">${action}</div>`}</li>`;
}
