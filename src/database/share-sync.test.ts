import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { shareSync } from './share-sync.ts';

/** A disk whose syncs end when they are told to. */
function slowDisk() {
  const running: { readonly end: () => void; readonly fail: (error: Error) => void }[] = [];
  let started = 0;
  return {
    running,
    started: () => started,
    sync(): Promise<void> {
      started += 1;
      return new Promise((end, fail) => running.push({ end, fail }));
    },
  };
}

test('who comes while a sync runs waits for the next one, and all of them for the same', async () => {
  const disk = slowDisk();
  const sync = shareSync(disk.sync);
  const ended: string[] = [];
  const wait = async (name: string): Promise<void> => {
    await sync();
    ended.push(name);
  };
  const first = wait('first');
  await turn();
  const others = ['second', 'third', 'fourth'].map(wait);

  disk.running.shift()?.end();
  await first;
  await turn();
  assert.deepEqual({ ended: [...ended], started: disk.started() }, { ended: ['first'], started: 2 });

  disk.running.shift()?.end();
  await Promise.all(others);
  assert.deepEqual({ ended, started: disk.started() }, { ended: ['first', 'second', 'third', 'fourth'], started: 2 });
});

test('after a failure no sync is believed: what could not be written is forgotten, and a later one says that all is well', async () => {
  const disk = slowDisk();
  const sync = shareSync(disk.sync);
  const first = sync();
  await turn();
  const second = sync();

  disk.running.shift()?.fail(new Error('EIO'));
  await assert.rejects(first, { message: 'EIO' });
  await assert.rejects(second, { message: 'EIO' });
  await assert.rejects(sync(), { message: 'EIO' });
  await turn();

  assert.equal(disk.started(), 1);
});

test('nobody is answered by a sync that started before he came', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('come', 'end', 'turn'), { maxLength: 40 }), async (steps) => {
      const disk = slowDisk();
      const sync = shareSync(disk.sync);
      let ended = 0;
      const waiting: Promise<void>[] = [];
      const come = async (): Promise<void> => {
        const startedBefore = disk.started();
        await sync();
        assert.ok(ended > startedBefore, 'a sync that started later has ended');
      };
      const end = (): void => {
        const running = disk.running.shift();
        if (running === undefined) return;
        ended += 1;
        running.end();
      };
      for (const step of steps) {
        if (step === 'come') waiting.push(come());
        else if (step === 'end') end();
        else await turn();
      }
      await turn();
      while (disk.running.length > 0) {
        end();
        await turn();
      }
      await Promise.all(waiting);
    }),
    { numRuns: 200, seed: 20_190_530 },
  );
});
