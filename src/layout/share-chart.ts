import { type Html, html } from '../base/html.ts';

/** How strong what a band of the chart stands for is; its colour. */
export type BandStrength = 'strong' | 'middle' | 'weak';

export interface ShareChart {
  /** The drawing in one sentence. */
  readonly label: string;
  /** From the bottom up. */
  readonly bands: readonly { readonly strength: BandStrength; readonly name: string }[];
  /** Oldest first; each has as many counts as there are bands. One alone is drawn as a level. */
  readonly points: readonly { readonly label: string; readonly counts: readonly number[] }[];
}

const WIDTH = 600;
const HEIGHT = 200;

/** Shares over time as stacked bands, drawn on the server; the numbers belong in a table beside it. */
export function shareChart({ label, bands, points }: ShareChart): Html {
  const drawn = points.length === 1 ? [...points, ...points] : points;
  const edges = [0, ...bands.map((_, i) => i + 1)].map((upTo) => drawn.map((point, at) => corner(point.counts, upTo, at, drawn.length)));
  const areas = bands.map(({ strength }, i) => html`<path class="${`v-${strength}`}" d="${area(edges[i] ?? [], edges[i + 1] ?? [])}"/>`);
  const seams = bands.slice(1).map((_, i) => html`<path class="v-seam" d="${`M${(edges[i + 1] ?? []).join('L')}`}"/>`);
  const names = bands.map(
    ({ strength, name }) =>
      html`<li><svg class="swatch" viewBox="0 0 16 16" aria-hidden="true"><rect class="${`v-${strength}`}" width="16" height="16"/></svg>${name}</li>`,
  );
  const ends = [points[0]?.label, ...(points.length > 1 ? [points.at(-1)?.label] : [])];
  return html`<div class="chart"><div class="chart__y" aria-hidden="true"><span>100%</span><span>75</span><span>50</span><span>25</span><span>0</span></div><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">${areas}${seams}<path class="v-frame" d="M0 0H600V200H0z"/></svg><div class="chart__x" aria-hidden="true">${ends.map((end) => html`<span>${end}</span>`)}</div></div><ul class="chart__key">${names}</ul>`;
}

/** Where the edge above the first `upTo` bands stands at one point. */
function corner(counts: readonly number[], upTo: number, at: number, points: number): string {
  const total = Math.max(1, sum(counts));
  return `${round((at / (points - 1)) * WIDTH)} ${round(HEIGHT - (sum(counts.slice(0, upTo)) / total) * HEIGHT)}`;
}

function area(lower: readonly string[], upper: readonly string[]): string {
  return `M${[...upper, ...lower.toReversed()].join('L')}Z`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
