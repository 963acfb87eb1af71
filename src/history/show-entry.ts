import type { ShownEntry } from '../audit/read-entries.ts';
import { type Html, html } from '../base/html.ts';
import { factList } from '../layout/facts.ts';
import type { HistoryEntry } from '../layout/history-entry.ts';
import { groupedNumber } from '../layout/times.ts';
import { nameClient } from '../web/name-client.ts';
import { type Reader, tellEntry } from './sentences.ts';
import { STRENGTH_WORDS } from './session-sentences.ts';

/** An entry as the history shows it: sentence, proof, client and place, and its id in the log behind a fold. */
export function showEntry(entry: ShownEntry, reader: Reader): HistoryEntry {
  const { sign, tone, sentence } = tellEntry(entry, reader);
  return { at: entry.at, sign, tone, sentence, facts: factsOf(entry, reader), details: detailsOf(entry) };
}

/**
 * With what, by which client, from where. Where other people sit is not the reader's to know: of them only strangers' places are
 * told, since those tried the reader's own account.
 */
function factsOf(entry: ShownEntry, { accountId }: Reader): readonly string[] {
  const { actor, credential, address, userAgent } = entry;
  const isTheirs = actor.account !== undefined && actor.account !== accountId && accountId !== undefined;
  if (isTheirs || actor.kind === 'system') return [];

  const facts: string[] = [];
  const strength = credential?.strength as keyof typeof STRENGTH_WORDS | null | undefined;
  if (strength && !entry.kind.startsWith('session.')) facts.push(`Signed in with ${STRENGTH_WORDS[strength]}`);
  if (credential?.kind === 'link') facts.push('By a link from a mail');
  if (userAgent !== undefined) facts.push(nameClient(userAgent));
  if (address !== undefined && address !== '') facts.push(address);
  return facts;
}

function detailsOf(entry: ShownEntry): Html {
  const place = entry.sequence === null ? 'Enters the log within a second' : `No. ${groupedNumber(entry.sequence)}`;
  return factList([
    ['Entry', html`<span class="mono break">${entry.id}</span>`],
    ['Kind', html`<span class="mono break">${entry.kind}</span>`],
    ['In the log', place],
  ]);
}
