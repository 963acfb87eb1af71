import { type Html, html } from '../base/html.ts';
import type { IconName } from './icon-shapes.ts';
import { icon } from './icons.ts';

export type Band = {
  /** `wait` for a deadline, `ink` for a state of the site such as read-only. */
  readonly kind: 'wait' | 'ink';
  /** Names the region: "Deadline". */
  readonly label: string;
  readonly sign: IconName;
  /** The date or state first, then what changes for the reader. */
  readonly title: string;
  readonly text: string | Html;
  readonly link?: { readonly href: string; readonly label: string } | undefined;
};

/** A line above the header about the whole site; at most two a page. */
export function band({ kind, ...words }: Band): Html {
  return strip(kind === 'wait' ? 'band band--wait' : 'band', words);
}

/** On every page of the test index. */
export function testBand(siblingUrl: string | undefined): Html {
  return strip('band band--test', {
    label: 'Test index',
    sign: 'warn',
    title: 'This is the test index.',
    text: 'Accounts, tokens and packages here are separate, and may be wiped.',
    link: siblingUrl === undefined ? undefined : { href: siblingUrl, label: 'Go to the main index' },
  });
}

function strip(classes: string, { label, sign, title, text, link }: Omit<Band, 'kind'>): Html {
  return html`<div class="${classes}" role="region" aria-label="${label}"><div class="wrap band__in"><div class="band__sign">${icon(sign)}<p><strong>${title}</strong> ${text}</p></div>${link && html`<a href="${link.href}">${link.label}</a>`}</div></div>`;
}
