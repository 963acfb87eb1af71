import { keepBooks } from '../audit/act.ts';
import { HOUR, MINUTE, SECOND } from '../base/brands.ts';
import { openSealedText } from '../crypto/seal.ts';
import type { Mail, World } from '../world.ts';
import { outboxPlace } from './enqueue-mail.ts';

type DeliverWorld = Pick<World, 'clock' | 'database' | 'keys' | 'log' | 'mailer'>;

const MAX_TRIES = 12;

/** Sends what is due, each mail held by one process while it tries; waits longer after each failure, gives up after two days. */
export async function deliverMails(world: DeliverWorld, holder: string): Promise<number> {
  const held = await holdDueMails(world, holder);
  for (const { id, sealed, tries } of held) {
    try {
      await world.mailer.send(JSON.parse(openSealedText(world.keys, 'seal/mail', outboxPlace(id), sealed)) as Mail);
      await keepBooks(world, (tx) => tx.deleteFrom('outbox').where('id', '=', id).execute());
    } catch (cause) {
      world.log.error('a mail was not delivered', cause, { outbox: id, tries: tries + 1 });
      await putBack(world, id, tries + 1);
    }
  }
  return held.length;
}

async function holdDueMails(world: DeliverWorld, holder: string): Promise<{ id: string; sealed: string; tries: number }[]> {
  const now = world.clock.now();
  return keepBooks(world, async (tx) => {
    const due = await tx
      .selectFrom('outbox')
      .select('id')
      .where('due_at', '<=', now)
      .where((where) => where.or([where('held_until_at', 'is', null), where('held_until_at', '<', now)]))
      .orderBy('due_at')
      .limit(20)
      .execute();
    if (due.length === 0) return [];
    return tx
      .updateTable('outbox')
      .set({ holder, held_until_at: now + MINUTE })
      .where(
        'id',
        'in',
        due.map((row) => row.id),
      )
      .where((where) => where.or([where('held_until_at', 'is', null), where('held_until_at', '<', now)]))
      .returning(['id', 'sealed', 'tries'])
      .execute();
  });
}

async function putBack(world: DeliverWorld, id: string, tries: number): Promise<void> {
  const wait = Math.min(30 * SECOND * 2 ** tries, 6 * HOUR);
  const dueAt = world.clock.now() + wait;
  await keepBooks(world, async (tx) => {
    if (tries >= MAX_TRIES) await tx.deleteFrom('outbox').where('id', '=', id).execute();
    else await tx.updateTable('outbox').set({ tries, due_at: dueAt, holder: null, held_until_at: null }).where('id', '=', id).execute();
  });
}
