import { type Html, html } from '../base/html.ts';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
type Span = readonly [milliseconds: number, unit: string];

const SMALLEST: Span = [1_000, 'second'];
const SPANS: readonly Span[] = [
  [365 * 86_400_000, 'year'],
  [30 * 86_400_000, 'month'],
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  SMALLEST,
];
const NBSP = '\u00A0';

/** `24 November 2026`, in UTC; `at` in milliseconds. */
export function dayText(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()}${NBSP}${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `10:41 UTC`; `at` in milliseconds. */
export function clockText(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)}${NBSP}UTC`;
}

/** `24 November 2026, 10:41 UTC`; `at` in milliseconds. */
export function timeText(at: number): string {
  return `${dayText(at)}, ${clockText(at)}`;
}

/**
 * A length of time in its largest unit, at most twelve in words: `four minutes`, `31 days`. Rounded down; or up for time that is left,
 * where less than two of a unit is told in the next smaller one: 61 minutes are not two hours.
 */
export function spanText(milliseconds: number, rounding: 'down' | 'up' = 'down'): string {
  const least = rounding === 'up' ? 2 : 1;
  const [size] = SPANS.find(([length]) => milliseconds >= least * length) ?? SMALLEST;
  const rounded = Math.max(0, (rounding === 'up' ? Math.ceil(milliseconds / size) : Math.floor(milliseconds / size)) * size);

  const [whole, unit] = SPANS.find(([length]) => rounded >= length && rounded % length === 0) ?? SMALLEST;
  const count = rounded / whole;
  return `${numberText(count)} ${unit}${count === 1 ? '' : 's'}`;
}

/** A cooling-off as pages and mails tell it: `72 hours`, `seven days`; in milliseconds. */
export function waitText(milliseconds: number): string {
  return milliseconds < 7 * 86_400_000 ? `${Math.round(milliseconds / 3_600_000)} hours` : spanText(milliseconds);
}

/** `just now`, `four minutes ago`; both in milliseconds. */
export function agoText(at: number, now: number): string {
  return now - at < 60_000 ? 'just now' : `${spanText(now - at)} ago`;
}

/** `in four minutes`, `now`; both in milliseconds. */
export function inText(at: number, now: number): string {
  return at <= now ? 'now' : `in ${spanText(at - now, 'up')}`;
}

/** A number as people say it: in words up to twelve, then with commas. */
export function numberText(count: number): string {
  return NUMBERS[count] ?? groupedNumber(count);
}

/** `48,213`. */
export function groupedNumber(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A `<time>` that machines read too; says `timeText` unless another text is given. */
export function timeTag(at: number, text: string = timeText(at)): Html {
  return html`<time datetime="${new Date(at).toISOString().replace('.000Z', 'Z')}">${text}</time>`;
}
