import assert from 'node:assert/strict';
import { accountWorld } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import type { Log, Mail } from '../world.ts';
import { deliverMails } from './deliver-mails.ts';
import { enqueueJob, runDueJobs } from './jobs.ts';

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

onBothDatabases('a job is done once, also by two processes at once, and its payload lies sealed until then', async (database) => {
  const world = accountWorld(database);
  await enqueueJob(world, 'job:reset-asked', 'a payload');
  const stored = await database.read.selectFrom('outbox').select('sealed').executeTakeFirst();
  const done: string[] = [];
  const work = async (payload: string): Promise<void> => {
    done.push(payload);
  };

  await Promise.all(['one', 'two', 'three'].map((holder) => runDueJobs(world, holder, 'job:reset-asked', work)));
  await runDueJobs(world, 'one', 'job:reset-asked', work);

  assert.deepEqual(done, ['a payload']);
  assert.equal(stored?.sealed.includes('a payload'), false);
  assert.deepEqual(await database.read.selectFrom('outbox').selectAll().execute(), []);
});

onBothDatabases('a job that fails comes again, and is given up after two days', async (database) => {
  const world = { ...accountWorld(database), log: SILENT };
  await enqueueJob(world, 'job:reset-asked', 'a payload');
  let tries = 0;
  const fail = async (): Promise<void> => {
    tries += 1;
    throw new Error('not now');
  };

  for (let hour = 0; hour < 72; hour += 1) {
    await runDueJobs(world, 'one', 'job:reset-asked', fail);
    world.clock.advance({ hours: 1 });
  }

  assert.equal(tries, 12);
  assert.deepEqual(await database.read.selectFrom('outbox').selectAll().execute(), []);
});

onBothDatabases('a job is no mail: the mailer never sees it', async (database) => {
  const world = accountWorld(database);
  await enqueueJob(world, 'job:reset-asked', 'a payload');
  const sent: Mail[] = [];
  const send = async (mail: Mail): Promise<void> => {
    sent.push(mail);
  };

  const delivered = await deliverMails({ ...world, mailer: { mode: 'folder', send } }, 'one');

  assert.equal(delivered, 0);
  assert.deepEqual(sent, []);
});
