import assert from 'node:assert/strict';
import type { EventKind } from '../../src/audit/events/events.ts';
import type { Part } from '../../src/audit/states/declare.ts';
import { STATES } from '../../src/audit/states/states.ts';
import type { Read } from '../../src/world.ts';

type Details = Readonly<Record<string, unknown>>;

/** An entry as the replay sees it. */
export interface Happened {
  readonly kind: string;
  readonly details: Details;
  readonly accounts: readonly string[];
}

const FIRST: Readonly<Partial<Record<Part, string>>> = {
  account: 'Pending',
  closing: 'Open',
  recovery: 'None',
  addresses: 'Stable',
  policy: 'In force',
};

/** Of what an entry tells the state. */
function keyOf(part: Part, { details, accounts }: Happened): string | undefined {
  if (part === 'policy') return typeof details['policy'] === 'string' ? details['policy'] : undefined;
  if (part === 'recovery') return typeof details['recovery'] === 'string' ? details['recovery'] : undefined;
  return accounts[0];
}

/** To which of a row's states an entry leads, where its details say. */
function narrowed(to: readonly string[], { kind, details }: Happened): readonly string[] {
  const said: Readonly<Record<string, string | undefined>> = {
    'account.frozen': details['by'] === 'operator' ? 'Frozen(operator)' : undefined,
    'recovery.vouched': details['word'] === details['of'] ? 'Waiting' : 'Requested',
    'recovery.warned': 'Waiting',
    'recovery.told': 'Waiting',
    'recovery.ready': 'Ready',
  };
  const state = said[kind];
  return state === undefined ? to : [state];
}

/** Where an entry leads from these states by the rows of a part; empty when no row has it; undefined when it is not of this part. */
function follow(part: Part, from: ReadonlySet<string>, entry: Happened): ReadonlySet<string> | undefined {
  const rows = Object.values(STATES[part]).filter(
    ({ records, is }) => records.includes(entry.kind as EventKind) && (is === undefined || is(entry.details)),
  );
  if (rows.length === 0) return undefined;
  const reached = rows.filter((row) => row.from.some((state) => from.has(state)));
  // An undone change stays disputed when the owner's freeze goes with it.
  const next = reached
    .flatMap((row) => narrowed(row.to, entry))
    .filter((state) => entry.kind !== 'account.frozen' || state !== 'Disputed' || from.has(state));
  return new Set(next);
}

/** Entries that no row of the state table has, from the state in which they found their account, recovery or policy. */
export function findUnlisted(entries: readonly Happened[]): readonly string[] {
  return (Object.entries(FIRST) as [Part, string][]).flatMap(([part, first]) => findUnlistedOf(part, first, entries));
}

function findUnlistedOf(part: Part, first: string, entries: readonly Happened[]): readonly string[] {
  const states = new Map<string, ReadonlySet<string>>();
  return entries.flatMap((entry) => {
    const key = keyOf(part, entry);
    if (key === undefined) return [];
    const from = states.get(key) ?? new Set([first]);
    const next = follow(part, from, entry) ?? from;
    states.set(key, next);
    return next.size > 0 ? [] : [`${entry.kind} ${JSON.stringify(entry.details)} in ${part} ${[...from].join(' or ')}`];
  });
}

/** The whole trail, oldest first. */
export async function readHappened(read: Read): Promise<readonly Happened[]> {
  const entries = await read.selectFrom('entries').select(['kind', 'body']).orderBy('serial').execute();
  return entries.map(({ kind, body }) => {
    const { details = {}, subjects } = JSON.parse(body) as { details?: Details; subjects: { kind: string; id?: string }[] };
    return { kind, details, accounts: subjects.flatMap(({ kind: what, id }) => (what === 'account' && id !== undefined ? [id] : [])) };
  });
}

/** Whatever happened on a site is a row of the state table. */
export async function checkStates(read: Read): Promise<void> {
  assert.deepEqual(findUnlisted(await readHappened(read)), [], 'every transition is a row of the state table');
}
