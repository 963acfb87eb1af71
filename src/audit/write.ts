import type { KyselyPlugin, OperationNode, PluginTransformQueryArgs, PluginTransformResultArgs, QueryResult, Transaction, UnknownRow } from 'kysely';
import type { Schema } from '../schema/schema.ts';

declare const brand: unique symbol;

/** What a writing store function takes. Only `act` makes one, so who holds it is inside an act that records what it does. */
export type Write = Transaction<Schema> & { readonly [brand]: 'write' };

/** Notes every table that a transaction inserts into, updates or deletes from; raw SQL counts as a table of its own. */
export class TouchedTables implements KyselyPlugin {
  readonly names: Set<string> = new Set<string>();

  transformQuery({ node }: PluginTransformQueryArgs): PluginTransformQueryArgs['node'] {
    this.#note(node);
    return node;
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }

  #note(node: OperationNode): void {
    const query = node as QueryShape;
    if (node.kind === 'RawNode') this.names.add('(raw sql)');
    if (node.kind === 'InsertQueryNode') this.#add(query.into);
    if (node.kind === 'UpdateQueryNode') this.#add(query.table);
    if (node.kind === 'DeleteQueryNode') for (const from of query.from?.froms ?? []) this.#add(from);
    // `with x as (insert ...) select ...` writes too.
    for (const expression of query.with?.expressions ?? []) this.#note(expression.expression);
  }

  #add(named: NamedTable | undefined): void {
    this.names.add(named?.table?.identifier?.name ?? named?.node?.table?.identifier?.name ?? '(unknown)');
  }
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
