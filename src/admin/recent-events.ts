import { readEntries, type ShownEntry } from '../audit/read-entries.ts';
import type { AccountId } from '../base/brands.ts';
import { findNames } from '../history/find-names.ts';
import { showEntry } from '../history/show-entry.ts';
import type { HistoryEntry } from '../layout/history-entry.ts';
import type { Reading } from '../world.ts';

const MOST = 50;

/** What stands where somebody's data is, until an operator asks for it and that is recorded. */
const HIDDEN = '•••';

/**
 * The newest events of the site in words, each with the account it is about. Mail addresses, names and places are hidden unless
 * `isOpen`: looking at them is an event, so it is asked for by a form (law 9).
 */
export async function findRecentEvents(reading: Reading, { isOpen }: { readonly isOpen: boolean }): Promise<readonly HistoryEntry[]> {
  const { entries } = await readEntries(reading, { limit: MOST });
  const shown = isOpen ? entries : entries.map(hidePersonal);
  const names = await findNames(reading.read, entries);
  return shown.map((entry) => {
    const told = showEntry(entry, { accountId: undefined, names });
    const about = accountsOf(entry).map((id) => names.accounts.get(id) ?? 'that is gone');
    return { ...told, facts: [...about.map((name) => `Account ${name}`), ...(told.facts ?? [])] };
  });
}

function hidePersonal(entry: ShownEntry): ShownEntry {
  const personal = Object.fromEntries(Object.keys(entry.personal).map((name) => [name, HIDDEN]));
  return { ...entry, address: undefined, userAgent: undefined, personal };
}

function accountsOf({ subjects }: ShownEntry): readonly AccountId[] {
  return subjects.filter(({ kind }) => kind === 'account').map(({ id }) => id as AccountId);
}
