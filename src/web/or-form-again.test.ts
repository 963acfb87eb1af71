import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../base/refusal.ts';
import { redirect } from './answer.ts';
import { orFormAgain } from './or-form-again.ts';

async function statusOf(problem: unknown): Promise<number> {
  let shown = 0;
  await orFormAgain(
    () => Promise.reject(problem),
    (_problem, status) => {
      shown = status;
      return redirect('/');
    },
  );
  return shown;
}

test('a refusal shows the form again, with the status of what went wrong', async () => {
  assert.equal(await statusOf(new Refusal('invalid', 'a.b', 'Type it again.')), 400);
  assert.equal(await statusOf(new Refusal('forbidden', 'a.b', 'Not you.')), 403);
  assert.equal(await statusOf(new Refusal('conflict', 'a.b', 'Taken.')), 409);
});

test('a session that ended meanwhile gets no form again', async () => {
  await assert.rejects(statusOf(new Refusal('not-signed-in', 'session.ended', 'Sign in again.')), { code: 'session.ended' });
});

test('what is no refusal goes on', async () => {
  await assert.rejects(statusOf(new TypeError('a bug')), TypeError);
});

test('a form that has to wait says for how long, to programs too', async () => {
  const refused = new Refusal('too-many', 'limit.form', 'Wait a minute.', { retryAfterSeconds: 60 });

  const { headers } = await orFormAgain(
    () => Promise.reject(refused),
    () => redirect('/'),
  );

  assert.deepEqual(headers, { location: '/', 'retry-after': '60' });
});
