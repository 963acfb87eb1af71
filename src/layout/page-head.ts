import { type Html, html } from '../base/html.ts';

/** From the outermost page inwards; the last one is this page and has no link. */
export type Crumbs = readonly { readonly label: string; readonly href?: string | undefined }[];

export type PageHead = {
  readonly heading: string | Html;
  /** The heading is a name that machines read: set in mono. */
  readonly isIdentifier?: boolean | undefined;
  /** The one sentence under the heading. */
  readonly lead?: string | Html | undefined;
  readonly crumbs?: Crumbs | undefined;
  readonly more?: Html | undefined;
};

/** The top of a page: where one is, its heading, one sentence. */
export function pageHead({ heading, isIdentifier, lead, crumbs: trail, more }: PageHead): Html {
  return html`<div class="head">${trail && crumbs(trail)}<h1 class="${isIdentifier && 'name'}">${heading}</h1>${lead && html`<p class="lead">${lead}</p>`}${more}</div>`;
}

/** The way to this page. */
export function crumbs(trail: Crumbs): Html {
  const items = trail.map(({ label, href }) =>
    href === undefined ? html`<li><span aria-current="page">${label}</span></li>` : html`<li><a href="${href}">${label}</a></li>`,
  );
  return html`<nav aria-label="You are here"><ol class="crumbs">${items}</ol></nav>`;
}
