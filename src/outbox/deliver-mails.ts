import { openSealedText } from '../crypto/seal.ts';
import type { Mail, World } from '../world.ts';
import { dropRow, holdDueRows, putRowBack } from './due-rows.ts';
import { outboxPlace } from './enqueue-mail.ts';

type DeliverWorld = Pick<World, 'clock' | 'database' | 'keys' | 'log' | 'mailer'>;

/** Sends what is due, each mail held by one process while it tries; waits longer after each failure, gives up after two days. */
export async function deliverMails(world: DeliverWorld, holder: string): Promise<number> {
  const held = await holdDueRows(world, holder, 'mails');
  for (const row of held) {
    try {
      await world.mailer.send(JSON.parse(openSealedText(world.keys, 'seal/mail', outboxPlace(row.id), row.sealed)) as Mail);
      await dropRow(world, row.id);
    } catch (cause) {
      world.log.error('a mail was not delivered', cause, { outbox: row.id, tries: row.tries + 1 });
      await putRowBack(world, row);
    }
  }
  return held.length;
}
