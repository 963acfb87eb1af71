import { readEntries } from '../audit/read-entries.ts';
import type { AccountId, ProjectId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { HistoryEntry } from '../layout/history-entry.ts';
import type { Reading } from '../world.ts';
import { findNames } from './find-names.ts';
import { kindsOf } from './kinds.ts';
import { showEntry } from './show-entry.ts';

export interface History {
  /** Newest first. */
  readonly entries: readonly HistoryEntry[];
  /** Where the next page begins, if there is one. */
  readonly olderThan: number | undefined;
}

export interface HistoryQuery {
  readonly subject: { readonly kind: 'account'; readonly id: AccountId } | { readonly kind: 'project'; readonly id: ProjectId };
  /** Who reads. */
  readonly readerId: AccountId;
  readonly limit: number;
  readonly olderThan?: number | undefined;
  /** One of `KIND_CHOICES`; anything else shows all. */
  readonly kind?: string | undefined;
}

/** One page of a history in words, newest first. */
export async function findHistory(world: Pick<Reading, 'keys' | 'read'>, query: HistoryQuery): Promise<History> {
  const { subject, limit, olderThan, kind = '' } = query;
  const page = await readEntries(world, { subject, limit, olderThan, kinds: kindsOf(kind) });
  const reader = { accountId: query.readerId, names: await findNames(world.read, page.entries) };
  return { entries: page.entries.map((entry) => showEntry(entry, reader)), olderThan: page.olderThan };
}

/**
 * The place where a page begins, from a URL.
 *
 * @throws Refusal `history.bad-page`
 */
export function parseOlderThan(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  throw new Refusal('invalid', 'history.bad-page', 'There is no such page of the history. Begin with the newest entries.');
}
