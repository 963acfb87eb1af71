import type {
  KyselyPlugin,
  OperationNode,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  Transaction,
  UnknownRow,
} from 'kysely';
import type { Schema } from '../schema/schema.ts';

declare const brand: unique symbol;

/** What a writing store function takes. Only `act` makes one, so who holds it is inside an act that records what it does. */
export type Write = Transaction<Schema> & { readonly [brand]: 'write' };

/** Notes every table in which a transaction inserted, updated or deleted a row; raw SQL counts as a table of its own. */
export class TouchedTables implements KyselyPlugin {
  readonly names: Set<string> = new Set<string>();
  readonly #asked = new WeakMap<object, readonly string[]>();

  transformQuery({ node, queryId }: PluginTransformQueryArgs): PluginTransformQueryArgs['node'] {
    this.#asked.set(queryId, tablesOf(node));
    return node;
  }

  async transformResult({ result, queryId }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    // A statement that changed no row changed nothing that an event could name.
    const changed = result.numAffectedRows ?? BigInt(result.rows.length);
    if (changed > 0n) for (const name of this.#asked.get(queryId) ?? []) this.names.add(name);
    return result;
  }
}

function tablesOf(node: OperationNode): readonly string[] {
  const query = node as QueryShape;
  // `with x as (insert ...) select ...` writes too.
  const inner = (query.with?.expressions ?? []).flatMap((expression) => tablesOf(expression.expression));
  if (node.kind === 'RawNode') return ['(raw sql)', ...inner];
  if (node.kind === 'InsertQueryNode') return [nameOf(query.into), ...inner];
  if (node.kind === 'UpdateQueryNode') return [nameOf(query.table), ...inner];
  if (node.kind === 'DeleteQueryNode') return [...(query.from?.froms ?? []).map(nameOf), ...inner];
  return inner;
}

function nameOf(named: NamedTable | undefined): string {
  return named?.table?.identifier?.name ?? named?.node?.table?.identifier?.name ?? '(unknown)';
}

interface NamedTable {
  readonly table?: { readonly identifier?: { readonly name: string } };
  readonly node?: NamedTable;
}

/** The parts of Kysely's nodes that are looked at. */
interface QueryShape extends OperationNode {
  readonly into?: NamedTable;
  readonly table?: NamedTable;
  readonly from?: { readonly froms: readonly NamedTable[] };
  readonly with?: { readonly expressions: readonly { readonly expression: OperationNode }[] };
}
