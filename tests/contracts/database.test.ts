// What both databases promise through World's Database, and what each promises alone.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { LeasesTable } from '../../src/schema/housekeeping.ts';
import type { Database } from '../../src/world.ts';
import { onBothDatabases } from '../support/on-both-databases.ts';

const LEASE: LeasesTable = { name: 'sequencer', holder: 'one', until_at: 5 };

onBothDatabases('a commit is seen by the reading connection at once', async (database) => {
  await database.transaction((tx) => tx.insertInto('leases').values(LEASE).execute());

  assert.deepEqual(await readLeases(database), [LEASE]);
});

onBothDatabases('nobody sees what a transaction has not committed', async (database) => {
  let seen: unknown;

  await database.transaction(async (tx) => {
    await tx.insertInto('leases').values(LEASE).execute();
    const reading = database.rawReader.selectFrom('leases').selectAll().execute();
    reading.then((rows) => (seen = rows), assert.ifError);
    while (seen === undefined) await tx.selectFrom('leases').select('name').execute();
  });

  assert.deepEqual(seen, []);
});

onBothDatabases('a transaction that throws leaves nothing behind', async (database) => {
  const failing = database.transaction(async (tx) => {
    await tx.insertInto('leases').values(LEASE).execute();
    throw new Error('no');
  });

  await assert.rejects(failing, { message: 'no' });
  assert.deepEqual(await readLeases(database), []);
});

onBothDatabases('a transaction whose statement failed leaves nothing behind and tells the first error', async (database) => {
  const failing = database.transaction(async (tx) => {
    await tx.insertInto('leases').values(LEASE).execute();
    await tx.insertInto('leases').values(LEASE).execute();
  });

  await assert.rejects(failing, /unique/i);
  assert.deepEqual(await readLeases(database), []);
});

onBothDatabases('a transaction that swallows a failed statement is not reported as done when it is not', async (database) => {
  const swallowing = database.transaction(async (tx) => {
    await tx.insertInto('leases').values(LEASE).execute();
    await sql`select no_such_column from leases`.execute(tx).catch(() => undefined);
  });

  const outcome = await swallowing.then(
    () => 'done',
    () => 'refused',
  );
  const kept = await database.read.selectFrom('leases').selectAll().execute();

  assert.equal(kept.length, outcome === 'done' ? 1 : 0);
});

onBothDatabases('the reading connection cannot write', async (database) => {
  await assert.rejects(database.rawReader.insertInto('leases').values(LEASE).execute(), /read-?only/);
  await assert.rejects(database.rawReader.deleteFrom('clock').execute(), /read-?only/);
});

onBothDatabases('the reading connection cannot change the schema', async (database) => {
  await assert.rejects(sql`drop table clock`.execute(database.rawReader), /read-?only/);
});

onBothDatabases('of 50 that claim one thing at once one wins', async (database) => {
  const claims = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      database.transaction((tx) =>
        tx
          .insertInto('leases')
          .values({ ...LEASE, holder: `h${index}` })
          .onConflict((conflict) => conflict.column('name').doNothing())
          .returning('holder')
          .execute(),
      ),
    ),
  );

  assert.equal(claims.flat().length, 1);
});

onBothDatabases('50 that count up one row at once lose no count', async (database) => {
  await Promise.all(
    Array.from({ length: 50 }, () =>
      database.transaction((tx) =>
        tx
          .updateTable('clock')
          .set((row) => ({ lived_ms: row('lived_ms', '+', 1) }))
          .execute(),
      ),
    ),
  );

  const { lived_ms: counted } = await database.read.selectFrom('clock').select('lived_ms').executeTakeFirstOrThrow();
  assert.equal(counted, 50);
});

onBothDatabases("two transactions in each other's way both come to their end", async (database) => {
  await database.transaction((tx) =>
    tx
      .insertInto('leases')
      .values([LEASE, { ...LEASE, name: 'outbox' }])
      .execute(),
  );
  const raise = async (first: string, second: string): Promise<void> => {
    await database.transaction(async (tx) => {
      for (const name of [first, second]) {
        await tx
          .updateTable('leases')
          .set((row) => ({ until_at: row('until_at', '+', 1) }))
          .where('name', '=', name)
          .execute();
      }
    });
  };

  await Promise.all([raise('sequencer', 'outbox'), raise('outbox', 'sequencer')]);

  assert.deepEqual(
    (await readLeases(database)).map((row) => row.until_at),
    [7, 7],
  );
});

onBothDatabases('a transaction that waits for a timer is rolled back', async (database) => {
  const waiting = database.transaction(async (tx) => {
    await tx.insertInto('leases').values(LEASE).execute();
    await sleep(1);
  });

  await assert.rejects(waiting, { message: 'inside a transaction something other than SQL was awaited' });
  assert.deepEqual(await readLeases(database), []);
});

onBothDatabases('a transaction that reads a file between two queries is rolled back', async (database) => {
  const waiting = database.transaction(async (tx) => {
    await tx.insertInto('leases').values(LEASE).execute();
    await readFile(import.meta.filename);
    await tx.deleteFrom('leases').execute();
  });

  await assert.rejects(waiting, { message: 'inside a transaction something other than SQL was awaited' });
});

onBothDatabases('a transaction that waits for the next turn alone is rolled back', async (database) => {
  const waiting = database.transaction(async (tx) => {
    await tx.insertInto('leases').values(LEASE).execute();
    await new Promise((resolve) => setImmediate(resolve));
    await tx.deleteFrom('leases').execute();
  });

  await assert.rejects(waiting, { message: 'inside a transaction something other than SQL was awaited' });
});

onBothDatabases('a transaction of 200 statements and much computing passes', async (database) => {
  await database.transaction(async (tx) => {
    for (let index = 0; index < 200; index += 1) {
      await tx
        .insertInto('leases')
        .values({ ...LEASE, name: `n${index}` })
        .execute();
      await Promise.resolve(JSON.stringify(Array.from({ length: 1_000 }, (_, number) => number)));
    }
    await Promise.all([tx.selectFrom('leases').selectAll().execute(), tx.selectFrom('clock').selectAll().execute()]);
  });

  assert.equal((await database.read.selectFrom('leases').selectAll().execute()).length, 200);
});

onBothDatabases('inside a transaction the reading side throws', async (database) => {
  const reading = database.transaction(async () => {
    await database.read.selectFrom('leases').selectAll().execute();
  });

  await assert.rejects(reading, { message: 'inside a transaction read through the transaction' });
});

onBothDatabases('a transaction inside a transaction throws', async (database) => {
  const nested = database.transaction(async () => {
    await database.transaction((tx) => tx.deleteFrom('leases').execute());
  });

  await assert.rejects(nested, { message: 'a transaction inside a transaction waits for itself' });
});

onBothDatabases('after a transaction the reading side works again, also for what it started', async (database) => {
  let later: Promise<unknown> | undefined;
  await database.transaction(async (tx) => {
    await tx.insertInto('leases').values(LEASE).execute();
    later = sleep(20).then(() => readLeases(database));
  });

  assert.deepEqual(await later, [LEASE]);
});

onBothDatabases('a number beyond 2^53 is refused instead of rounded', async (database) => {
  await assert.rejects(database.transaction((tx) => sql`select cast(9007199254740993 as bigint) as big`.execute(tx)));
});

onBothDatabases('texts are ordered by their bytes', async (database) => {
  const names = ['É', 'a', 'Z', '_', 'B', 'ab', 'a b', '\u{1F511}', '\uFFFD', ''];
  await database.transaction((tx) =>
    tx
      .insertInto('leases')
      .values(names.map((name) => ({ ...LEASE, name })))
      .execute(),
  );

  const rows = await database.read.selectFrom('leases').select('name').orderBy('name').execute();

  assert.deepEqual(
    rows.map((row) => row.name),
    ['', 'B', 'Z', '_', 'a', 'a b', 'ab', 'É', '\uFFFD', '\u{1F511}'],
  );
});

onBothDatabases("a text in a number's place is refused", async (database) => {
  await assert.rejects(
    database.transaction((tx) =>
      tx
        .insertInto('leases')
        .values({ ...LEASE, until_at: 'soon' as never })
        .execute(),
    ),
  );
});

/** Plain objects: those of node:sqlite have no prototype. */
async function readLeases(database: Database): Promise<LeasesTable[]> {
  const rows = await database.read.selectFrom('leases').selectAll().execute();

  return rows.map((row) => ({ ...row }));
}
