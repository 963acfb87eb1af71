import { findPersonKey } from '../audit/data-keys.ts';
import type { EmailId, PersonId } from '../base/brands.ts';
import { type DataKey, openText, sealText } from '../crypto/person-key.ts';
import type { SealPlace } from '../crypto/seal.ts';
import type { Reading, World } from '../world.ts';

/** Where a full name is sealed to. */
export function namePlace(ownerRowId: string, personId: PersonId): SealPlace {
  return { table: 'accounts', column: 'name_sealed', rowId: ownerRowId, ownerId: personId };
}

/** Where a mail address is sealed to. */
export function addressPlace(emailId: EmailId | string, personId: PersonId): SealPlace {
  return { table: 'emails', column: 'address_sealed', rowId: emailId, ownerId: personId };
}

export interface PersonSeal {
  seal(place: SealPlace, text: string): string;
  open(place: SealPlace, sealed: string): string;
}

/** Sealing and opening with one person's key. */
export function personSeal(world: Pick<World, 'keys' | 'random'>, key: DataKey): PersonSeal {
  return {
    seal: (place, text) => sealText(world, key, place, text),
    open: (place, sealed) => openText(world.keys, key, place, sealed),
  };
}

/** Opens one text of a person; undefined once the person was erased. */
export async function openPersonal(
  world: Pick<Reading, 'keys' | 'read'>,
  personId: PersonId,
  place: SealPlace,
  sealed: string,
): Promise<string | undefined> {
  const key = await findPersonKey(world, world.read, personId).catch(() => undefined);
  return key === undefined ? undefined : openText(world.keys, key, place, sealed);
}
