import type { Database } from '../world.ts';

export type Engine = Database['engine'];

/** A table in words that both databases are told in their own way: `text`, `bigint`, and `counted` for a key they count up. */
export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly string[];
}

/** A column that a table gets later, in the same words. */
export interface AddedColumn {
  readonly table: string;
  readonly adds: string;
}

/** A table, a column, or SQL that both understand. */
export type Statement = TableDefinition | AddedColumn | string;

/** The SQL of a statement for one database. */
export function renderStatement(engine: Engine, statement: Statement): string {
  if (typeof statement === 'string') return statement;
  if ('adds' in statement) return `alter table ${statement.table} add column ${typed(engine, statement.adds)}`;
  return table(engine, statement.name, statement.columns);
}

/**
 * One `create table` for both databases: SQLite's are strict, so a text in an integer column is refused as on PostgreSQL; texts on
 * PostgreSQL sort by their bytes, as on SQLite.
 */
export function table(engine: Engine, name: string, columns: readonly string[]): string {
  const body = `create table ${name} (${typed(engine, columns.join(', '))})`;
  return engine === 'sqlite' ? `${body} strict` : body;
}

function typed(engine: Engine, columns: string): string {
  if (engine === 'sqlite')
    return columns.replaceAll(/ bigint\b/g, ' integer').replaceAll(/ counted\b/g, ' integer primary key autoincrement');
  const texts = columns.replaceAll(/ text\b/g, ' text collate "C"');
  return texts.replaceAll(/ counted\b/g, ' bigint generated always as identity primary key');
}
