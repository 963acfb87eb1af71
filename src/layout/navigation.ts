import { type Html, html } from '../base/html.ts';
import { icon } from './icons.ts';
import { groupedNumber } from './times.ts';

export type NavigationLink = { readonly href: string; readonly label: string; readonly count?: number | undefined };

/** Links between the pages of one thing; `current` is the href of this page. */
export function tabs(label: string, links: readonly NavigationLink[], current: string): Html {
  const items = links.map(
    (link) => html`<li><a href="${link.href}" aria-current="${link.href === current && 'page'}">${link.label}${countOf(link)}</a></li>`,
  );
  return html`<nav class="tabs no-print" aria-label="${label}"><ul>${items}</ul></nav>`;
}

/** A page with a list of its sections at the left; a script marks the one on screen, the anchors work without. */
export function withSections(label: string, links: readonly NavigationLink[], content: Html): Html {
  const items = links.map((link) => html`<li><a href="${link.href}"><span>${link.label}</span>${countOf(link)}</a></li>`);
  return html`<div class="with-nav"><nav class="side no-print" aria-label="${label}" data-follow=""><ul>${items}</ul></nav><div>${content}</div></div>`;
}

export type Pagination = {
  readonly label: string;
  readonly page: number;
  readonly lastPage: number;
  readonly href: (page: number) => string;
  /** "Newer" and "Older" unless the list is not one of times. */
  readonly words?: readonly [back: string, onward: string] | undefined;
};

/** Links to the pages of a long list; nothing when there is one page. On a phone only the current number stays. */
export function pagination({ label, page, lastPage, href, words = ['Newer', 'Older'] }: Pagination): Html {
  if (lastPage <= 1) return html``;

  const numbers = [...new Set([1, page - 1, page, page + 1, lastPage])].filter((n) => n >= 1 && n <= lastPage);
  const items = numbers.map((n) =>
    n === page
      ? html`<li><span class="here" aria-current="page"><span class="unseen">Page </span>${n}</span></li>`
      : html`<li><a href="${href(n)}"><span class="unseen">Page </span>${n}</a></li>`,
  );
  const back = page > 1 ? html`<a href="${href(page - 1)}" rel="prev">${icon('back')}${words[0]}</a>` : html`<span></span>`;
  const onward = page < lastPage ? html`<a href="${href(page + 1)}" rel="next">${words[1]}${icon('next')}</a>` : html`<span></span>`;
  return html`<nav class="pages" aria-label="${label}">${back}<ul>${items}</ul>${onward}</nav>`;
}

/** A bar of labelled lists or fields and a button, sent by GET. */
export function filterBar(action: string, filters: readonly { readonly id: string; readonly label: string; readonly input: Html }[]): Html {
  const items = filters.map(({ id, label, input }) => html`<div><label for="${id}">${label}</label>${input}</div>`);
  return html`<form class="filters" method="get" action="${action}" aria-label="Filter">${items}<div><button class="button button--plain button--wide" type="submit">Filter</button></div></form>`;
}

function countOf({ count }: NavigationLink): Html {
  return count === undefined ? html`` : html` <span class="count">${groupedNumber(count)}</span>`;
}
