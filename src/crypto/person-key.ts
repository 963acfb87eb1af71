import { utf8 } from '../base/bytes.ts';
import type { Keys, Random } from '../world.ts';
import { aadOf, openSealed, openUnder, type Sealing, type SealPlace, seal, sealUnder, textOf } from './seal.ts';

/** The key that one person's (or one day's strangers') data is sealed under; destroying its wrapping erases the data. */
export interface DataKey {
  readonly bytes: Uint8Array;
}

/** What a data key belongs to. */
export type DataKeyOwner = { readonly kind: 'person'; readonly id: string } | { readonly kind: 'day'; readonly id: string };

function placeOf(owner: DataKeyOwner): SealPlace {
  return owner.kind === 'person'
    ? { table: 'persons', column: 'wrapped_key', rowId: owner.id, ownerId: owner.id }
    : { table: 'day_keys', column: 'wrapped_key', rowId: owner.id, ownerId: owner.id };
}

function labelOf(owner: DataKeyOwner): 'wrap/person' | 'wrap/day' {
  return owner.kind === 'person' ? 'wrap/person' : 'wrap/day';
}

/** A new random data key and its wrapping for the database. */
export function makeDataKey(keys: Keys, random: Random, owner: DataKeyOwner): { key: DataKey; wrapped: string } {
  const bytes = random.bytes(32);
  return { key: { bytes }, wrapped: seal({ keys, random }, labelOf(owner), placeOf(owner), bytes) };
}

/** @throws Error when the wrapping does not open */
export function unwrapDataKey(keys: Keys, owner: DataKeyOwner, wrapped: string): DataKey {
  return { bytes: openSealed(keys, labelOf(owner), placeOf(owner), wrapped) };
}

/** Seals a text that is about a person to that person. */
export function sealText({ keys, random }: Sealing, key: DataKey, place: SealPlace, text: string): string {
  return sealUnder(random, { key: key.bytes, version: 0 }, aadOf(keys.siteId, place), utf8(text));
}

/** @throws Error when it does not open */
export function openText(keys: Keys, key: DataKey, place: SealPlace, sealed: string): string {
  return textOf(openUnder(() => key.bytes, aadOf(keys.siteId, place), sealed));
}
