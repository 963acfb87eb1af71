import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testClock } from '../../tests/support/test-clock.ts';
import { ChangeWatch } from './change-watch.ts';

const QUIET = { info: () => undefined, warn: () => undefined };

/** A watch whose questions the test answers itself, in their order. */
function aWatch(isKnown: () => boolean = () => true) {
  const clock = testClock();
  const questions: PromiseWithResolvers<void>[] = [];
  const logged: string[] = [];
  const watch = new ChangeWatch({
    clock,
    isKnown,
    log: { ...QUIET, error: (what) => logged.push(what) },
    ask: () => {
      const question = Promise.withResolvers<void>();
      questions.push(question);
      return question.promise;
    },
  });
  return { watch, clock, questions, logged };
}

/** Lets everything that is settled be noticed. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('nothing kept is trusted before the first answer', () => {
  const { watch } = aWatch();

  watch.tick();

  assert.equal(watch.isCurrent(), false);
});

test('an answer is trusted until 200 ms after its question began', async () => {
  const { watch, clock, questions } = aWatch();
  watch.tick();
  clock.advance({ ms: 150 });
  questions[0]?.resolve();
  await settled();

  assert.equal(watch.isCurrent(), true);
  clock.advance({ ms: 50 });
  assert.equal(watch.isCurrent(), true);
  clock.advance({ ms: 1 });
  assert.equal(watch.isCurrent(), false);
});

test('nothing is trusted while other processes do not know of this one', async () => {
  let isKnown = false;
  const { watch, questions } = aWatch(() => isKnown);
  watch.tick();
  questions[0]?.resolve();
  await settled();

  assert.equal(watch.isCurrent(), false);
  isKnown = true;
  assert.equal(watch.isCurrent(), true);
});

test('a request does not take the answer to a question that began too early', async () => {
  const { watch, clock, questions } = aWatch();
  watch.tick();
  clock.advance({ ms: 201 });
  let isDone = false;
  const waiting = watch.untilCurrent().then(() => {
    isDone = true;
  });

  questions[0]?.resolve();
  await settled();
  assert.equal(isDone, false);

  questions[1]?.resolve();
  await waiting;
  assert.equal(isDone, true);
});

test('many requests share one question', async () => {
  const { watch, questions } = aWatch();

  const waiting = Array.from({ length: 50 }, () => watch.untilCurrent());
  await settled();
  questions[0]?.resolve();
  await Promise.all(waiting);

  assert.equal(questions.length, 1);
});

test('a question without an answer is given up after 2 seconds, and the next one begins', async () => {
  const { watch, clock, questions } = aWatch();
  const waiting = watch.untilCurrent();
  await settled();
  clock.advance({ seconds: 2 });
  watch.tick();

  await assert.rejects(waiting, { code: 'index.database-unreachable' });
  assert.equal(questions.length, 2);
});

test('an outage is logged once, and the next one again', async () => {
  const { watch, questions, logged } = aWatch();
  for (const outcome of ['fails', 'fails', 'answers', 'fails']) {
    watch.tick();
    const question = questions.at(-1);
    if (outcome === 'fails') question?.reject(new Error('gone'));
    else question?.resolve();
    await settled();
  }

  assert.equal(logged.length, 2);
});
