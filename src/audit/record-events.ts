import type { Transaction } from 'kysely';
import type { EntryId, Millis, PersonId } from '../base/brands.ts';
import { concat, toBase64url, utf8 } from '../base/bytes.ts';
import { type Canonical, canonicalJson } from '../base/canonical-json.ts';
import { hmacSha256 } from '../crypto/digest.ts';
import { mac } from '../crypto/mac.ts';
import { sealText } from '../crypto/person-key.ts';
import { newId } from '../crypto/reference.ts';
import type { Schema } from '../schema/schema.ts';
import type { World } from '../world.ts';
import { type By, personOf } from './actor.ts';
import { dayOf, findDayKey, findPersonKey } from './data-keys.ts';
import { type AnyEvent, EVENTS } from './events/events.ts';
import { digestRows, type RowDigest } from './row-digest.ts';

type RecordWorld = Pick<World, 'keys' | 'random'>;

const PUBLIC_LEAF = new Uint8Array([0]);
const PRIVATE_LEAF = new Uint8Array([1]);

/** The format of entries; a kind's fields are never reinterpreted under the same number. */
const VERSION = 1;

interface Recording {
  readonly by: By;
  readonly now: Millis;
  readonly events: readonly AnyEvent[];
}

/**
 * Writes one entry for each event, in the act's own transaction, unsequenced and with its MAC; the sequencer puts it into the log
 * within a second. Personal parts lie apart, sealed to the person they are about; the leaf of a private entry is a salted
 * commitment to everything, so erasing them breaks no proof (H4).
 */
export async function recordEvents(world: RecordWorld, tx: Transaction<Schema>, recording: Recording): Promise<void> {
  for (const event of recording.events) {
    const digests = await digestRows(tx, world.random, event.rows ?? []);
    await recordEvent(world, tx, recording, { event, digests });
  }
}

interface Digested {
  readonly event: AnyEvent;
  readonly digests: readonly RowDigest[];
}

async function recordEvent(world: RecordWorld, tx: Transaction<Schema>, recording: Recording, { event, digests }: Digested): Promise<void> {
  const { by, now } = recording;
  const id = newId<EntryId>(world.random);
  const { part } = EVENTS[event.kind];
  const body = bodyOf(id, recording, { event, digests });
  const salt = toBase64url(world.random.bytes(32));
  const visit = { salt, address: by.origin.address, userAgent: by.origin.userAgent };
  const personal = event.personal ?? {};
  const leaf = part === 'public' ? publicLeaf(now, event) : privateLeaf(salt, { body, visit, personal });
  const leafText = toBase64url(leaf);

  await tx
    .insertInto('entries')
    .values({
      id,
      at: now,
      kind: event.kind,
      part,
      body: canonicalJson(body),
      leaf: leafText,
      mac: entryMac(world, id, leafText),
      sequence: null,
    })
    .execute();
  await insertSubjects(tx, id, now, event);
  await insertBlob(world, tx, now, { entryId: id, part: 'visit', owner: personOf(by.actor) ?? 'stranger', text: canonicalJson(visit) });
  if (event.personal !== undefined)
    await insertBlob(world, tx, now, { entryId: id, part: 'details', owner: event.about ?? 'stranger', text: canonicalJson(personal) });
}

/** MAC over an entry's id and leaf: the sequencer takes in no entry without it. */
export function entryMac(world: Pick<World, 'keys'>, id: string, leaf: string): string {
  return toBase64url(mac(world.keys, 'mac/entry', id, leaf));
}

function bodyOf(id: EntryId, { by, now }: Recording, { event, digests }: Digested): { [key: string]: Canonical } {
  const { actor, credential, origin } = by;
  return {
    v: VERSION,
    id,
    at: now,
    kind: event.kind,
    outcome: event.outcome ?? 'done',
    actor:
      actor.kind === 'stranger' || actor.kind === 'system'
        ? { kind: actor.kind }
        : { kind: actor.kind, account: actor.accountId, person: actor.personId },
    credential: credential === undefined ? null : { kind: credential.kind, id: credential.id, strength: credential.strength ?? null },
    request: origin.requestId,
    subjects: event.subjects.map((subject) => (subject.kind === 'site' ? { kind: 'site' } : { kind: subject.kind, id: subject.id })),
    rows: digests.map((digest) => ({ ...digest })),
    details: event.details ?? {},
  };
}

/** What everybody may read: kind, time and the public details; never an actor. */
function publicLeaf(now: Millis, event: AnyEvent): Uint8Array {
  return concat(PUBLIC_LEAF, utf8(canonicalJson({ v: VERSION, at: now, kind: event.kind, details: event.details ?? {} })));
}

/** A commitment to the whole private event: without the salt nobody can guess what it says. */
export function privateLeaf(salt: string, whole: { body: Canonical; visit: Canonical; personal: Canonical }): Uint8Array {
  return concat(PRIVATE_LEAF, hmacSha256(utf8(salt), utf8(canonicalJson(whole))));
}

async function insertSubjects(tx: Transaction<Schema>, id: EntryId, now: Millis, event: AnyEvent): Promise<void> {
  if (event.subjects.length === 0) return;
  const subjects = event.subjects.map((subject) => ({
    entry_id: id,
    subject_kind: subject.kind,
    subject_id: subject.kind === 'site' ? 'site' : subject.id,
    at: now as number,
  }));
  await tx.insertInto('entry_subjects').values(subjects).execute();
}

/** A personal part of an entry, and whose key it is sealed under. */
interface Blob {
  readonly entryId: EntryId;
  readonly part: 'visit' | 'details';
  readonly owner: PersonId | 'stranger';
  readonly text: string;
}

async function insertBlob(world: RecordWorld, tx: Transaction<Schema>, now: Millis, { entryId, part, owner, text }: Blob): Promise<void> {
  const day = dayOf(now);
  const key = owner === 'stranger' ? await findDayKey(world, tx, day) : await findPersonKey(world, tx, owner);
  const ownerId = owner === 'stranger' ? day : owner;
  const sealed = sealText(world, key, { table: 'entry_blobs', column: part, rowId: entryId, ownerId }, text);
  await tx
    .insertInto('entry_blobs')
    .values({ entry_id: entryId, part, person_id: owner === 'stranger' ? null : owner, day: owner === 'stranger' ? day : null, sealed })
    .execute();
}
