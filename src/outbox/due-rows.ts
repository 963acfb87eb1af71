import { keepBooks } from '../audit/act.ts';
import { HOUR, MINUTE, SECOND } from '../base/brands.ts';
import type { World } from '../world.ts';

type DueWorld = Pick<World, 'clock' | 'database'>;

const MAX_TRIES = 12;
const MOST_AT_ONCE = 20;

/** A row of the outbox that this process holds for a minute. */
export interface HeldRow {
  readonly id: string;
  readonly sealed: string;
  readonly tries: number;
}

/** Takes what is due, `mails` or `jobs` of one kind; two processes never hold the same row. */
export async function holdDueRows(world: DueWorld, holder: string, what: 'mails' | `job:${string}`): Promise<readonly HeldRow[]> {
  const now = world.clock.now();
  return keepBooks(world, async (tx) => {
    const due = await tx
      .selectFrom('outbox')
      .select('id')
      .where('due_at', '<=', now)
      .where('kind', what === 'mails' ? 'not like' : '=', what === 'mails' ? 'job:%' : what)
      .where((where) => where.or([where('held_until_at', 'is', null), where('held_until_at', '<', now)]))
      .orderBy('due_at')
      .limit(MOST_AT_ONCE)
      .execute();
    if (due.length === 0) return [];
    const ids = due.map((row) => row.id);
    return tx
      .updateTable('outbox')
      .set({ holder, held_until_at: now + MINUTE })
      .where('id', 'in', ids)
      .where((where) => where.or([where('held_until_at', 'is', null), where('held_until_at', '<', now)]))
      .returning(['id', 'sealed', 'tries'])
      .execute();
  });
}

/** Done: the body is gone with the row (A7). */
export async function dropRow(world: DueWorld, id: string): Promise<void> {
  await keepBooks(world, (tx) => tx.deleteFrom('outbox').where('id', '=', id).execute());
}

/** Not done: it waits longer after each failure and is given up after about two days. */
export async function putRowBack(world: DueWorld, row: HeldRow): Promise<void> {
  const tries = row.tries + 1;
  if (tries >= MAX_TRIES) {
    await dropRow(world, row.id);
    return;
  }
  const dueAt = world.clock.now() + Math.min(30 * SECOND * 2 ** tries, 6 * HOUR);
  await keepBooks(world, (tx) =>
    tx.updateTable('outbox').set({ tries, due_at: dueAt, holder: null, held_until_at: null }).where('id', '=', row.id).execute(),
  );
}
