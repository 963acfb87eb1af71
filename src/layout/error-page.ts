import { type Html, html } from '../base/html.ts';
import { paths } from '../paths.ts';
import { icon } from './icons.ts';

export type ErrorPage = {
  readonly status: number;
  /** What happened: "Nothing at this address". */
  readonly heading: string;
  /** What still works. */
  readonly lead: string | Html;
  /** What to do. */
  readonly text?: string | Html | undefined;
  readonly actions?: readonly Html[] | undefined;
  /** For a 404: offers a search, with these words in it. */
  readonly query?: string | undefined;
  /** The request's id, for writing to the operators. */
  readonly incident?: string | undefined;
  /** Where to write to them. */
  readonly supportUrl?: string | undefined;
};

/** The content of an error page; goes into `renderPage` with `kind: 'error'`, which snaps the header's key for 404 and 500. */
export function errorContent({ status, heading, lead, text, actions = [], query, incident, supportUrl }: ErrorPage): Html {
  const writing = supportUrl === undefined ? 'write to the operators' : html`<a href="${supportUrl}">write to the operators</a>`;
  const reference = html`<p class="small muted">Incident <span class="mono">${incident}</span>, if you ${writing}.</p>`;
  return html`<div class="read flow${status === 404 && ' lost'}"><p class="big-status">${status}</p><h1>${heading}</h1><p class="lead">${lead}</p>${text && html`<p>${text}</p>`}${query !== undefined && search(query)}${actions.length > 0 && html`<div class="buttons">${actions}</div>`}${incident && reference}</div>`;
}

function search(query: string): Html {
  return html`<form class="front__search" role="search" action="${paths.search()}"><label class="field__label" for="q-lost">Find a project</label><div class="input-group"><input class="input" id="q-lost" name="q" type="search" value="${query}" autocomplete="off"><button class="button" type="submit">${icon('search')}Search</button></div></form>`;
}
