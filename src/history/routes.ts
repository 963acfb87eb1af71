import type { FindAccountSection } from '../accounts/doors.ts';
import { html } from '../base/html.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import type { FindProjectHistory } from '../projects/doors.ts';
import type { FindRecentHistory } from '../recovery/doors.ts';
import { get, type Route } from '../web/route.ts';
import { findHistory, parseOlderThan } from './find-history.ts';
import { accountHistoryPage, historyPart, newestPart, pagesNav, recentPart } from './pages.ts';

export interface HistoryDoors {
  readonly showPage: ShowPage;
}

/** How many entries one page has. */
const PAGE_LENGTH = 50;

/** How many the account page shows. */
const NEWEST_LENGTH = 5;

/** The page of an account's security history. */
export function historyRoutes({ showPage }: HistoryDoors): readonly Route[] {
  return [
    get(paths.accountHistory(), { who: 'account', limit: 'page' }, async (request, reading) => {
      const { accountId } = request.caller;
      const kind = request.query.get('kind') ?? '';
      const olderThan = parseOlderThan(request.query.get('older'));
      const query = { subject: { kind: 'account', id: accountId }, readerId: accountId, limit: PAGE_LENGTH, kind, olderThan } as const;
      const history = await findHistory(reading, query);
      return showPage(request, { title: 'Security history', content: accountHistoryPage({ history, kind, olderThan }) });
    }),
  ];
}

/** The newest entries on the account page. */
export const findHistorySection: FindAccountSection = async (request, reading) => {
  const { accountId } = request.caller;
  const history = await findHistory(reading, { subject: { kind: 'account', id: accountId }, readerId: accountId, limit: NEWEST_LENGTH });
  return { anchor: 'security-history', title: 'Security history', content: newestPart(history) };
};

/** Builds the door that shows a project's history on its pages. */
export const findProjectHistory: FindProjectHistory = async (reading, { projectId, readerId, path, older }) => {
  const olderThan = parseOlderThan(older);
  const history = await findHistory(reading, { subject: { kind: 'project', id: projectId }, readerId, limit: PAGE_LENGTH, olderThan });
  return html`${historyPart(history)}${pagesNav({ history, kind: '', olderThan, path })}`;
};

/** How many entries stand beside the brake. */
const RECENT_LENGTH = 50;

/** Builds the door that shows the last days of an account beside the brake; who reads is its owner. */
export const findRecentHistory: FindRecentHistory = async (reading, { accountId, since }) => {
  const history = await findHistory(reading, { subject: { kind: 'account', id: accountId }, readerId: accountId, limit: RECENT_LENGTH });
  const entries = history.entries.filter(({ at }) => at >= since);
  return recentPart({ entries, olderThan: entries.length < RECENT_LENGTH ? undefined : history.olderThan });
};
