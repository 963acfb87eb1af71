import type { Database } from '../world.ts';

export type Engine = Database['engine'];

/** A table in words that both databases are told in their own way: `text`, `bigint`, and `counted` for a key they count up. */
export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly string[];
}

/** A table, or SQL that both understand. */
export type Statement = TableDefinition | string;

/** The SQL of a statement for one database. */
export function renderStatement(engine: Engine, statement: Statement): string {
  return typeof statement === 'string' ? statement : table(engine, statement.name, statement.columns);
}

/**
 * One `create table` for both databases: SQLite's are strict, so a text in an integer column is refused as on PostgreSQL; texts on
 * PostgreSQL sort by their bytes, as on SQLite.
 */
export function table(engine: Engine, name: string, columns: readonly string[]): string {
  const text = columns.join(', ');
  if (engine === 'sqlite') {
    const typed = text.replaceAll(/ bigint\b/g, ' integer').replaceAll(/ counted\b/g, ' integer primary key autoincrement');
    return `create table ${name} (${typed}) strict`;
  }
  const typed = text
    .replaceAll(/ text\b/g, ' text collate "C"')
    .replaceAll(/ counted\b/g, ' bigint generated always as identity primary key');
  return `create table ${name} (${typed})`;
}
