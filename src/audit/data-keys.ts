import type { Transaction } from 'kysely';
import type { Millis, PersonId } from '../base/brands.ts';
import { type DataKey, makeDataKey, unwrapDataKey } from '../crypto/person-key.ts';
import { newId } from '../crypto/reference.ts';
import type { Schema } from '../schema/schema.ts';
import type { Read, World } from '../world.ts';
import type { Write } from './write.ts';

type KeyWorld = Pick<World, 'keys' | 'random'>;

/** The UTC day of a time, as `2026-11-24`. */
export function dayOf(now: Millis): string {
  return new Date(now).toISOString().slice(0, 10);
}

/**
 * The data key of a person.
 *
 * @throws Error when the person was erased
 */
export async function findPersonKey(world: Pick<World, 'keys'>, read: Read, id: PersonId): Promise<DataKey> {
  const key = await findKeptPersonKey(world, read, id);
  if (key === undefined) throw new Error(`person ${id} has no key: erased`);
  return key;
}

/** The same, undefined once the person was erased. */
export async function findKeptPersonKey(world: Pick<World, 'keys'>, read: Read, id: PersonId): Promise<DataKey | undefined> {
  const row = await read.selectFrom('persons').select('wrapped_key').where('id', '=', id).executeTakeFirst();
  return row?.wrapped_key == null ? undefined : unwrapDataKey(world.keys, { kind: 'person', id }, row.wrapped_key);
}

/** Makes a person; the act's event must account for `persons`. */
export async function insertPerson(world: KeyWorld, tx: Write, now: Millis): Promise<{ id: PersonId; key: DataKey }> {
  const id = newId<PersonId>(world.random);
  const { key, wrapped } = makeDataKey(world.keys, world.random, { kind: 'person', id });
  await tx.insertInto('persons').values({ id, wrapped_key: wrapped, made_at: now }).execute();
  return { id, key };
}

/** The key of the day that strangers' data is sealed under, made when it is the first of the day. */
export async function findDayKey(world: KeyWorld, tx: Transaction<Schema>, day: string): Promise<DataKey> {
  const { wrapped } = makeDataKey(world.keys, world.random, { kind: 'day', id: day });
  // Two at once: one row stays, both read it.
  await tx
    .insertInto('day_keys')
    .values({ day, wrapped_key: wrapped })
    .onConflict((conflict) => conflict.column('day').doNothing())
    .execute();
  const row = await tx.selectFrom('day_keys').select('wrapped_key').where('day', '=', day).executeTakeFirstOrThrow();
  return unwrapDataKey(world.keys, { kind: 'day', id: day }, row.wrapped_key);
}

/** The key of a day, for reading; undefined once it was destroyed. */
export async function findOldDayKey(world: Pick<World, 'keys'>, read: Read, day: string): Promise<DataKey | undefined> {
  const row = await read.selectFrom('day_keys').select('wrapped_key').where('day', '=', day).executeTakeFirst();
  return row === undefined ? undefined : unwrapDataKey(world.keys, { kind: 'day', id: day }, row.wrapped_key);
}
