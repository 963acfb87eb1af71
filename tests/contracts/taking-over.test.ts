// Design 7: whatever was acknowledged is in the log at most 10 seconds later, also when the process that kept the log is gone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { anUploader, type Uploader } from '../support/an-uploader.ts';
import { aWheel } from '../support/distributions.ts';
import { sendForm, uploadForm } from '../support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

let keyhouse: Keyhouse;
let ada: Uploader;

before(async () => {
  keyhouse = await startKeyhouse();
  ada = await anUploader(keyhouse);
  await loggedAfter('tern');
});
after(async () => {
  await keyhouse?.stop();
  await ada?.close();
  keyhouse?.remove();
});

/** Publishes a new project and gives the milliseconds until its page shows its place in the log. */
async function loggedAfter(name: string): Promise<number> {
  const answer = await sendForm(keyhouse.origin, ada.authorization, uploadForm(aWheel(name, '1.0')));
  assert.equal(answer.status, 200, answer.text);
  const startedAt = performance.now();
  for (;;) {
    const { headers } = await fetch(`${keyhouse.origin}/simple/${name}/`);
    const passed = performance.now() - startedAt;
    if (Number(headers.get('x-pypi-last-serial')) > 0 || passed > 20_000) return passed;
    await sleep(50);
  }
}

test('after a clean restart the log goes on at once', async () => {
  await keyhouse.stop();
  keyhouse = await startKeyhouse({}, keyhouse.data);

  const passed = await loggedAfter('skua');

  assert.ok(passed < 4_000, `${passed} ms`);
});

test('after a kill the next process takes the log over within 10 seconds', async () => {
  await keyhouse.stop('SIGKILL');
  keyhouse = await startKeyhouse({}, keyhouse.data);

  const passed = await loggedAfter('fulmar');

  assert.ok(passed < 10_000, `${passed} ms`);
});
