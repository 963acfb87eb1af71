import type { Statement } from './table.ts';

/** One numbered step of the schema; never changed once released. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly Statement[];
}
