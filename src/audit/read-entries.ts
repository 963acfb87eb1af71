import type { AccountId, EntryId, Millis, PersonId } from '../base/brands.ts';
import { openText } from '../crypto/person-key.ts';
import type { Read, World } from '../world.ts';
import { findOldDayKey, findPersonKey } from './data-keys.ts';
import type { EventKind } from './events/events.ts';

/** One entry as it is shown: what happened, and where its personal parts are still there, from where and about whom. */
export interface ShownEntry {
  readonly id: EntryId;
  readonly at: Millis;
  readonly kind: EventKind;
  readonly part: 'public' | 'private';
  readonly sequence: number | null;
  readonly outcome: 'done' | 'refused';
  readonly actor: { readonly kind: string; readonly account?: AccountId; readonly person?: PersonId };
  readonly credential: { readonly kind: string; readonly id: string; readonly strength: string | null } | null;
  readonly subjects: readonly { readonly kind: string; readonly id?: string }[];
  readonly details: Readonly<Record<string, unknown>>;
  /** Undefined when erased or expired. */
  readonly address: string | undefined;
  readonly userAgent: string | undefined;
  readonly personal: Readonly<Record<string, string>>;
}

type EntryWorld = Pick<World, 'keys' | 'read'>;

export interface EntryPage {
  /** Newest first. */
  readonly entries: readonly ShownEntry[];
  /** Where the next page begins, if there is one. */
  readonly olderThan: number | undefined;
}

export interface EntryQuery {
  readonly subject?: { readonly kind: 'account' | 'project' | 'site'; readonly id: string };
  readonly limit: number;
  /** Serial that the page is older than. */
  readonly olderThan?: number | undefined;
  /** Only these kinds. */
  readonly kinds?: readonly EventKind[] | undefined;
}

/** Entries of a subject (or all), newest first. */
export async function readEntries(world: EntryWorld, query: EntryQuery): Promise<EntryPage> {
  const found = await findEntries(world.read, query);
  const page = found.slice(0, query.limit);
  const entries: ShownEntry[] = [];
  for (const row of page) entries.push(await showEntry(world, row));
  const last = page.at(-1);
  return { entries, olderThan: found.length > query.limit ? last?.serial : undefined };
}

async function findEntries(read: Read, query: EntryQuery): Promise<EntryRow[]> {
  let select = read
    .selectFrom('entries')
    .select(['entries.serial', 'entries.id', 'entries.at', 'entries.kind', 'entries.part', 'entries.body', 'entries.sequence']);
  const { subject, olderThan, kinds } = query;
  if (subject !== undefined) {
    select = select
      .innerJoin('entry_subjects', 'entry_subjects.entry_id', 'entries.id')
      .where('entry_subjects.subject_kind', '=', subject.kind)
      .where('entry_subjects.subject_id', '=', subject.id);
  }
  if (olderThan !== undefined) select = select.where('entries.serial', '<', olderThan);
  if (kinds !== undefined) select = select.where('entries.kind', 'in', kinds);
  return select
    .orderBy('entries.serial', 'desc')
    .limit(query.limit + 1)
    .execute();
}

interface EntryRow {
  readonly serial: number;
  readonly id: EntryId;
  readonly at: number;
  readonly kind: string;
  readonly part: 'public' | 'private';
  readonly body: string;
  readonly sequence: number | null;
}

type Body = Pick<ShownEntry, 'outcome' | 'actor' | 'credential' | 'subjects' | 'details'>;

async function showEntry(world: EntryWorld, row: EntryRow): Promise<ShownEntry> {
  const { outcome, actor, credential, subjects, details } = JSON.parse(row.body) as Body;
  const visit = await openBlob(world, row.id, 'visit');
  const personal = await openBlob(world, row.id, 'details');
  return {
    ...{ id: row.id, at: row.at as Millis, kind: row.kind as EventKind, part: row.part, sequence: row.sequence },
    ...{ outcome, actor, credential, subjects, details },
    address: visit?.['address'],
    userAgent: visit?.['userAgent'],
    personal: personal ?? {},
  };
}

/** A personal part, or undefined when there is none or its key was destroyed. */
export async function openBlob(
  world: EntryWorld,
  entryId: EntryId,
  part: 'visit' | 'details',
): Promise<Record<string, string> | undefined> {
  const blob = await world.read
    .selectFrom('entry_blobs')
    .selectAll()
    .where('entry_id', '=', entryId)
    .where('part', '=', part)
    .executeTakeFirst();
  if (blob === undefined) return undefined;
  const key = await keyOf(world, blob);
  const ownerId = blob.person_id ?? blob.day;
  if (key === undefined || ownerId === null) return undefined;
  return JSON.parse(openText(world.keys, key, { table: 'entry_blobs', column: part, rowId: entryId, ownerId }, blob.sealed));
}

async function keyOf(world: EntryWorld, blob: { person_id: PersonId | null; day: string | null }): ReturnType<typeof findOldDayKey> {
  if (blob.day !== null) return findOldDayKey(world, world.read, blob.day);
  if (blob.person_id === null) return undefined;
  return findPersonKey(world, world.read, blob.person_id).catch(() => undefined);
}
