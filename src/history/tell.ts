import type { EventKind, EventKinds } from '../audit/events/events.ts';
import type { AccountId, ProjectId, TokenId } from '../base/brands.ts';
import type { IconName } from '../layout/icon-shapes.ts';

type DetailsOf<Fields> = Fields extends { details: infer Details } ? Details : Record<never, never>;
type PersonalOf<Fields> = Fields extends { personal: infer Personal } ? Partial<Personal> : Record<never, never>;

/** Names for the ids in entries; what is not in them was deleted or is not the reader's to know. */
export interface Names {
  readonly accounts: ReadonlyMap<AccountId, string>;
  readonly tokens: ReadonlyMap<TokenId, string>;
  readonly projects: ReadonlyMap<ProjectId, string>;
}

/** What a sentence is made from. */
export interface Telling<Fields> {
  /** Who did it, as a sentence begins: "You", "The token “ci”", "The operator ada", "Somebody", "Keyhouse". */
  readonly who: string;
  /** Whose the account is: "your" for its owner's eyes, else "their". */
  readonly whose: string;
  /** Who an account is as a sentence begins: "You" for its owner's eyes, else its user name; undefined for one that is gone. */
  readonly nameOf: (account: string) => string | undefined;
  readonly details: DetailsOf<Fields>;
  /** Without what was erased. */
  readonly personal: PersonalOf<Fields>;
  readonly names: Names;
}

export interface Teller<Fields> {
  readonly sign: IconName;
  /** `good`: strong proof; `wait`: unusual, look here; `stop`: refused or taken away. */
  readonly tone?: 'good' | 'wait' | 'stop';
  /** One sentence in words, without a full stop. */
  readonly say: (telling: Telling<Fields>) => string;
}

/** One teller for each kind of event: a kind without one is a type error. */
export type Tellers<Kinds> = { readonly [Kind in keyof Kinds]: Teller<Kinds[Kind]> };

/** A teller without the types of its kind, as entries come from the database. */
export type AnyTeller = Teller<{ details: Readonly<Record<string, unknown>>; personal: Readonly<Record<string, string>> }>;

export type AllTellers = Tellers<Pick<EventKinds, EventKind>>;

/** `“ada@example.org”`, or the other words when the name was erased. */
export function quoted(name: string | undefined, otherwise: string): string {
  return name === undefined ? otherwise : `“${name}”`;
}

/** ", and 4 more in that minute" for refusals that were counted together. */
export function andMore(more: number | undefined): string {
  return more === undefined ? '' : `, and ${more} more in that minute`;
}
