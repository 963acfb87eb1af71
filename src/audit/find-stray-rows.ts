import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import type { Read } from '../world.ts';
import { digestRow, type RowDigest } from './row-digest.ts';
import { type GuardedTable, rowKey, WATCH } from './tables.ts';

export interface StrayRow {
  readonly table: GuardedTable;
  readonly id: string;
  readonly why: 'no event names it' | 'it differs from its newest event' | 'its newest event says it is gone' | 'it is missing';
}

/**
 * Compares every guarded row with the newest event that names it: a direct edit of the database, and an act that forgot to name a
 * row, are found (H7, invariant 21). Reads everything; for `doctor` and for the end of every test.
 */
export async function findStrayRows(read: Read): Promise<readonly StrayRow[]> {
  const newest = await newestDigests(read);
  const stray: StrayRow[] = [];
  for (const table of guardedTables()) {
    const rows = (await (read as Transaction<Schema>).selectFrom(table).selectAll().execute()) as Record<string, unknown>[];
    for (const row of rows) {
      const id = String(row[rowKey(table)]);
      const known = newest.get(`${table}/${id}`);
      newest.delete(`${table}/${id}`);
      const why = whyStray(known, row);
      if (why !== undefined) stray.push({ table, id, why });
    }
  }
  for (const { table, id, digest } of newest.values())
    if (digest !== null) stray.push({ table: table as GuardedTable, id, why: 'it is missing' });
  return stray;
}

function guardedTables(): GuardedTable[] {
  return Object.entries(WATCH)
    .filter(([, watch]) => watch === 'guarded')
    .map(([table]) => table as GuardedTable);
}

function whyStray(known: RowDigest | undefined, row: Record<string, unknown>): StrayRow['why'] | undefined {
  if (known === undefined) return 'no event names it';
  if (known.digest === null) return 'its newest event says it is gone';
  return digestRow(known.salt, row) === known.digest ? undefined : 'it differs from its newest event';
}

async function newestDigests(read: Read): Promise<Map<string, RowDigest>> {
  const newest = new Map<string, RowDigest>();
  const entries = await read.selectFrom('entries').select('body').orderBy('serial').execute();
  for (const { body } of entries) {
    for (const row of (JSON.parse(body) as { rows: RowDigest[] }).rows) newest.set(`${row.table}/${row.id}`, row);
  }
  return newest;
}
