import type { Database } from '../world.ts';

export type Engine = Database['engine'];

/**
 * One `create table` for both databases: SQLite's are strict, so a text in an integer column is refused as on PostgreSQL; texts on
 * PostgreSQL sort by their bytes, as on SQLite. Columns are written with `text` and `bigint`.
 */
export function table(engine: Engine, name: string, columns: readonly string[]): string {
  const text = columns.join(', ');
  if (engine === 'sqlite') return `create table ${name} (${text.replaceAll('bigint', 'integer')}) strict`;
  return `create table ${name} (${text.replaceAll(/ text\b/g, ' text collate "C"')})`;
}

/** A key that the database counts up in the order of writing. */
export function serialKey(engine: Engine, name: string): string {
  return engine === 'sqlite' ? `${name} integer primary key autoincrement` : `${name} bigint generated always as identity primary key`;
}
