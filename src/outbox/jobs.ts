import { keepBooks } from '../audit/act.ts';
import { utf8 } from '../base/bytes.ts';
import { newId } from '../crypto/reference.ts';
import { openSealedText, seal } from '../crypto/seal.ts';
import type { World } from '../world.ts';
import { dropRow, holdDueRows, putRowBack } from './due-rows.ts';
import { outboxPlace } from './enqueue-mail.ts';

/** Work that is done after the answer, so that the answer's time says nothing about it (law 8). */
export type JobKind = 'job:reset-asked';

/** Writes a job down, sealed; that is all the caller waits for. */
export async function enqueueJob(
  world: Pick<World, 'clock' | 'database' | 'keys' | 'random'>,
  kind: JobKind,
  payload: string,
): Promise<void> {
  const now = world.clock.now();
  const id = newId<string>(world.random);
  const sealed = seal(world, 'seal/mail', outboxPlace(id), utf8(payload));
  await keepBooks(world, (tx) =>
    tx
      .insertInto('outbox')
      .values({ id, kind, account_id: null, sealed, made_at: now, due_at: now, tries: 0, holder: null, held_until_at: null })
      .execute(),
  );
}

/** Does the jobs of a kind that are due; one that fails is logged and comes again. */
export async function runDueJobs(
  world: Pick<World, 'clock' | 'database' | 'keys' | 'log'>,
  holder: string,
  kind: JobKind,
  work: (payload: string) => Promise<void>,
): Promise<number> {
  const held = await holdDueRows(world, holder, kind);
  for (const row of held) {
    try {
      await work(openSealedText(world.keys, 'seal/mail', outboxPlace(row.id), row.sealed));
      await dropRow(world, row.id);
    } catch (cause) {
      world.log.error('a job was not done', cause, { outbox: row.id, kind, tries: row.tries + 1 });
      await putRowBack(world, row);
    }
  }
  return held.length;
}
