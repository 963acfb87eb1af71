import type { PersonId } from '../base/brands.ts';
import type { Strength } from '../schema/sessions.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading } from '../world.ts';

/** Notes when and from where a passkey or key was last used; the account page tells it. Of an app its last code tells. */
export function noteUse(
  world: Pick<Reading, 'seen'>,
  { address, userAgent }: Visit,
  personId: PersonId,
  { strength, factors }: { readonly strength: Strength; readonly factors: readonly string[] },
): void {
  const id = strength === 'K' || strength === 'V' ? factors.at(-1) : undefined;
  if (id !== undefined) world.seen.note({ kind: 'key', id, personId, address, userAgent });
}
