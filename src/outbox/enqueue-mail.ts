import type { Write } from '../audit/write.ts';
import type { AccountId } from '../base/brands.ts';
import { utf8 } from '../base/bytes.ts';
import { newId } from '../crypto/reference.ts';
import { type SealPlace, seal } from '../crypto/seal.ts';
import type { Mail, World } from '../world.ts';

export interface QueuedMail {
  /** Whose mail it is, for caps and lists; null for strangers. */
  readonly accountId: AccountId | null;
  /** What it is about, e.g. `verify-email`. */
  readonly kind: string;
  readonly mail: Mail;
}

/** Where an outbox body is sealed to. */
export function outboxPlace(id: string): SealPlace {
  return { table: 'outbox', column: 'sealed', rowId: id, ownerId: id };
}

/**
 * Queues a mail in the act that causes it: rolled back together, sent after the commit. The body lies sealed and is deleted at
 * delivery (A7). Where nobody can get mail nothing is queued.
 */
export async function enqueueMail(
  world: Pick<World, 'clock' | 'keys' | 'random' | 'mailMode'>,
  tx: Write,
  queued: QueuedMail,
): Promise<void> {
  if (world.mailMode === 'off') return;
  const now = world.clock.now();
  const id = newId<string>(world.random);
  const sealed = seal(world, 'seal/mail', outboxPlace(id), utf8(JSON.stringify(queued.mail)));
  await tx
    .insertInto('outbox')
    .values({
      id,
      kind: queued.kind,
      account_id: queued.accountId,
      sealed,
      made_at: now,
      due_at: now,
      tries: 0,
      holder: null,
      held_until_at: null,
    })
    .execute();
}
