import type { Canonical } from '../../base/canonical-json.ts';
import type { TableName } from '../../schema/schema.ts';

/** The typed fields of one kind of event. `details` name ids and choices; `personal` names people and is sealed to the person it is about. */
export interface Fields {
  readonly details?: Readonly<Record<string, Canonical | undefined>> | undefined;
  readonly personal?: Readonly<Record<string, Canonical | undefined>> | undefined;
}

export interface Declaration {
  /** Public entries are readable in the log; of private ones the log holds a commitment. */
  readonly part: 'public' | 'private';
  /** Tables whose change this kind accounts for (law 1). */
  readonly accountsFor: readonly TableName[];
}

export type Declarations<Kinds> = { readonly [Kind in keyof Kinds]: Declaration };

/** Shorthand for a private kind. */
export function privately(...accountsFor: readonly TableName[]): Declaration {
  return { part: 'private', accountsFor };
}

/** Shorthand for a public kind: it only announces what a private event of the same act accounts for. */
export function publicly(): Declaration {
  return { part: 'public', accountsFor: [] };
}
