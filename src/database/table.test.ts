import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { COLUMNS } from '../../tests/support/columns.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import type { OpenedDatabase } from './opened-database.ts';

onBothDatabases('every table has the columns that its type says', async (database) => {
  assert.deepEqual(await readColumns(database), sorted(COLUMNS));
});

onBothDatabases('every text is ordered by its bytes', async (database) => {
  assert.deepEqual(await findOtherOrders(database), []);
});

type Columns = Record<string, Record<string, string>>;

async function readColumns(database: OpenedDatabase): Promise<Columns> {
  const found: Columns = {};
  for (const { table, name, type, optional } of await introspect(database)) {
    const kind = type.toLowerCase() === 'text' ? 'text' : 'number';
    found[table] = { ...found[table], [name]: optional ? `${kind}?` : kind };
  }

  return sorted(found);
}

interface FoundColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly optional: boolean | number;
}

async function introspect({ engine, raw }: OpenedDatabase): Promise<readonly FoundColumn[]> {
  const query =
    engine === 'sqlite'
      ? sql<FoundColumn>`select t.name as "table", c.name as name, c.type as type, c."notnull" = 0 and c.pk = 0 as optional
          from pragma_table_list t, pragma_table_info(t.name) c where t.schema = 'main' and t.strict = 1`
      : sql<FoundColumn>`select table_name as "table", column_name as name, data_type as type, is_nullable = 'YES' as optional
          from information_schema.columns where table_schema = 'public'`;

  return (await query.execute(raw)).rows;
}

/** On PostgreSQL the texts of another collation than "C"; on SQLite the tables that are not strict or have another collation. */
async function findOtherOrders({ engine, raw }: OpenedDatabase): Promise<readonly unknown[]> {
  const query =
    engine === 'sqlite'
      ? sql`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and (sql not like '%strict' or sql like '%collate%')`
      : sql`select table_name, column_name from information_schema.columns
          where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'`;

  return (await query.execute(raw)).rows;
}

function sorted(columns: Readonly<Record<string, Readonly<Record<string, string>>>>): Columns {
  const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number => (one < other ? -1 : 1);

  return Object.fromEntries(
    Object.entries(columns)
      .map(([table, names]): [string, Record<string, string>] => [table, Object.fromEntries(Object.entries(names).sort(byName))])
      .sort(byName),
  );
}
