import { type Html, html } from '../base/html.ts';

/** Things that hang from the rack of an account. */
export type HangingKey = 'password' | 'app' | 'code' | 'used-code' | 'token' | 'session';

type Blade = {
  /** Where the first cut stands, and how far the next is. */
  readonly start: number;
  readonly pitch: number;
  /** Height of the lands, and how much of it a depth of one takes. */
  readonly base: number;
  readonly unit: number;
  /** Width of a cut's floor, and how much each side widens for a depth of one. */
  readonly flat: number;
  readonly slope: number;
};

const CUT_COUNT = 6;
const HEADER_CUT_COUNT = 10;
const SMALL: Blade = { start: 19, pitch: 5.9, base: 12.5, unit: 1.3, flat: 1.1, slope: 0.3 };
const HEADER: Blade = { start: 13, pitch: 10.6, base: 14, unit: 1.9, flat: 1.8, slope: 0.5 };
const LOOP = html`<path d="M7.4 0h1.2v5H7.4z"/>`;

const HANGING: Record<Exclude<HangingKey, 'code' | 'used-code'>, Html> = {
  password: html`<path fill-rule="evenodd" d="M8 4a6 6 0 0 0-1.5 11.8V46H9.5v-2h4v-3h-2v-3h2v-3h-4V15.8A6 6 0 0 0 8 4zm0 2.8a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4z"/>${LOOP}`,
  app: html`<path fill-rule="evenodd" d="M2 8h12v26H2zM4.5 13v12h7V13zM6.5 29v2h3v-2z"/><path d="M7.4 0h1.2v9H7.4z"/>`,
  token: html`<path fill-rule="evenodd" d="M8 6 14 12V36H2V12zM8 11.6a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM4.5 20v1.6h7V20zM4.5 24v1.6h7V24z"/><path d="M7.4 0h1.2v7H7.4z"/>`,
  session: html`<path fill-rule="evenodd" d="M0.5 10h15v12h-15zM2 13v7.5h12V13z"/><path d="M7.4 0h1.2v11H7.4z"/>`,
};

/**
 * The depths, 1 to 5, of the cuts of a key: neighbours always differ. A picture only, 6 cuts are 12 bits: the hash stands beside it.
 * `digest` in hexadecimal, at least `count` bytes.
 */
export function depths(digest: string, count: number = HEADER_CUT_COUNT): number[] {
  const cuts: number[] = [];
  for (let i = 0; i < count; i++) {
    const byte = Number.parseInt(digest.slice(2 * i, 2 * i + 2), 16);
    const before = cuts.at(-1);
    cuts.push(before === undefined ? (byte % 5) + 1 : ((before + (byte % 4)) % 5) + 1);
  }
  return cuts;
}

/** A small key cut from a digest; green when what it stands for is proved. */
export function cut(digest: string, isProved = false): Html {
  const edge = edgeOf(depths(digest, CUT_COUNT), SMALL);
  const blade = `M7 1a6 6 0 1 0 5.2 9H14V12.5${edge}H52L56 8.5 53 4H12.2A6 6 0 0 0 7 1zM7 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z`;
  return html`<svg class="cut${isProved && ' cut--proved'}" viewBox="0 0 56 14" aria-hidden="true"><path fill-rule="evenodd" d="${blade}"/></svg>`;
}

/**
 * The page's own key: bow, shaft and the cuts of the log's public key. On pages about something broken the shaft has snapped.
 * `cuts` as `depths` gives them, 10.
 */
export function headerKey(cuts: readonly number[], isBroken: boolean): Html {
  const teeth = `M0 0V3L4 14${edgeOf(cuts.slice(0, HEADER_CUT_COUNT), HEADER)}H118L128 4V0z`;
  const bit = html`<svg class="blade__bit" viewBox="0 0 128 16" preserveAspectRatio="none"><path d="${teeth}"/></svg>`;
  const rest = isBroken ? html`<div class="blade__rest"><div class="blade__shaft"></div>${bit}</div>` : bit;
  return html`<div class="blade${isBroken && ' blade--broken'}" aria-hidden="true"><svg class="blade__bow" viewBox="0 0 40 44"><path fill-rule="evenodd" d="M20 .8 39.2 16.4V43.2H.8V16.4zM20 15.4a5.8 5.8 0 0 0-3.2 10.6L15 35h10l-1.8-9A5.8 5.8 0 0 0 20 15.4z"/></svg><div class="blade__shaft"></div>${rest}</div>`;
}

/** A passkey on the rack, cut from the digest of its id. */
export function hangingPasskey(digest: string): Html {
  const steps = depths(digest, CUT_COUNT).map((depth, i) => {
    const y = 21.5 + i * 4.6;
    return `V${short(y - 0.4 - depth * 0.24)}L${short(12 - depth * 1.05)} ${short(y - 0.4)}V${short(y + 0.4)}L12 ${short(y + 0.4 + depth * 0.24)}`;
  });
  return hanging(
    html`<path fill-rule="evenodd" d="M8 4a6 6 0 0 0-3.2 11.1V16H12V14.5A6 6 0 0 0 8 4zM8 6.8a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8z"/><path d="M4.8 15H12${steps.join('')}V48.5L8.4 51.5 4.8 48.5z"/>${LOOP}`,
  );
}

/** Anything else that opens the account, on the rack. */
export function hangingKey(kind: HangingKey): Html {
  if (kind === 'code')
    return html`<svg class="hang hang--pin" viewBox="0 0 8 52" aria-hidden="true"><path d="M1.5 6.5h5V28L4 31.5 1.5 28z"/><path d="M3.4 0h1.2v7H3.4z"/></svg>`;
  if (kind === 'used-code')
    return html`<svg class="hang hang--pin hang--void" viewBox="0 0 8 52" aria-hidden="true"><path d="M1.5 6.5h5V28L4 31.5 1.5 28z"/></svg>`;
  return hanging(HANGING[kind]);
}

function hanging(drawing: Html): Html {
  return html`<svg class="hang" viewBox="0 0 16 52" aria-hidden="true">${drawing}</svg>`;
}

/** The lower edge of a blade from left to right: lands on one line, V-shaped cuts into it. */
function edgeOf(cuts: readonly number[], blade: Blade): string {
  return cuts
    .map((depth, i) => {
      const middle = blade.start + i * blade.pitch;
      const floor = blade.flat / 2;
      const mouth = floor + depth * blade.slope;
      return `H${short(middle - mouth)}L${short(middle - floor)} ${short(blade.base - depth * blade.unit)}H${short(middle + floor)}L${short(middle + mouth)} ${blade.base}`;
    })
    .join('');
}

function short(value: number): number {
  return Math.round(value * 100) / 100;
}
