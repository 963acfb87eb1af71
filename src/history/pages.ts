import { type Html, html } from '../base/html.ts';
import { linkButton } from '../layout/button.ts';
import { empty } from '../layout/empty.ts';
import { selectInput } from '../layout/fields.ts';
import { type HistoryEntry, historyByDay } from '../layout/history-entry.ts';
import { icon } from '../layout/icons.ts';
import { filterBar } from '../layout/navigation.ts';
import { pageHead } from '../layout/page-head.ts';
import { beside, part } from '../layout/part.ts';
import { paths } from '../paths.ts';
import type { History } from './find-history.ts';
import { KIND_CHOICES } from './kinds.ts';

export interface HistoryPage {
  readonly history: History;
  /** The filter in use, empty for none. */
  readonly kind: string;
  /** Where this page begins; undefined for the newest. */
  readonly olderThan: number | undefined;
}

/** The whole security history of an account. */
export function accountHistoryPage(page: HistoryPage): Html {
  const head = pageHead({
    heading: 'Security history',
    lead: 'Every act in your account since it was opened, by you or anyone else. Nothing is ever taken out.',
    crumbs: [{ label: 'Your account', href: paths.account() }, { label: 'Security history' }],
  });
  const options = [{ value: '', label: 'Everything' }, ...KIND_CHOICES];
  const filter = { id: 'kind', label: 'Kind', input: selectInput({ name: 'kind', label: 'Kind', value: page.kind, options }) };
  const matter = html`${historyPart(page.history)}${pagesNav({ ...page, path: paths.accountHistory() })}`;
  return html`${head}${filterBar(paths.accountHistory(), [filter])}${beside(matter, { label: 'If something is not you', content: notYou() })}`;
}

/** The newest entries, for the account page. */
export function newestPart(history: History): Html {
  return part({
    id: 'security-history',
    heading: 'Security history',
    lead: 'The newest acts in your account. Nothing is ever taken out.',
    action: linkButton({ href: paths.accountHistory(), label: 'See all of it', kind: 'plain', isSmall: true, sign: 'trail' }),
    content: history.entries.length === 0 ? nothing() : historyByDay(history.entries.map(withoutDetails), 3),
  });
}

/** The last days of an account, for the page that freezes it. */
export function recentPart(history: History): Html {
  if (history.entries.length === 0) return nothing();
  const more = html`<p class="small muted">The newest ${history.entries.length} entries. All of it stands in the security history.</p>`;
  return html`${historyByDay(history.entries.map(withoutDetails), 3)}${history.olderThan !== undefined && more}`;
}

/** Ids and proofs stand on the page of the whole history. */
function withoutDetails({ details: _, ...entry }: HistoryEntry): HistoryEntry {
  return entry;
}

/** Entries by day, or a word that there are none. */
export function historyPart(history: History): Html {
  return history.entries.length === 0 ? nothing() : historyByDay(history.entries);
}

/** To the newest and to older entries: pages begin at an entry, so that a new one does not move them. */
export function pagesNav({ history, kind, olderThan, path }: HistoryPage & { readonly path: string }): Html {
  if (olderThan === undefined && history.olderThan === undefined) return html``;
  const newest = html`<a href="${urlOf(path, { kind })}">${icon('back')}Newest</a>`;
  const older = html`<a href="${urlOf(path, { kind, older: history.olderThan?.toString() })}" rel="next">Older${icon('next')}</a>`;
  return html`<nav class="pages" aria-label="Pages of the history">${olderThan === undefined ? html`<span></span>` : newest}${history.olderThan === undefined ? html`<span></span>` : older}</nav>`;
}

function urlOf(path: string, query: { readonly kind: string; readonly older?: string | undefined }): string {
  const used = Object.entries(query).filter(([, value]) => value !== undefined && value !== '') as [string, string][];
  return used.length === 0 ? path : `${path}?${new URLSearchParams(used)}`;
}

function nothing(): Html {
  return empty({ title: 'No entries', text: 'Nothing of this kind has happened.' });
}

function notYou(): Html {
  return html`<section class="stack-3"><h2 class="as-h3">Something here is not you?</h2><p class="small muted">Freezing ends every session, stops every token and refuses uploads. You, or an operator, can lift it.</p>${linkButton({ href: paths.account('freeze'), label: 'Freeze the account', kind: 'stop-plain', isWide: true, sign: 'freeze' })}</section>`;
}
