// What reads archives may crash or hang: that costs the upload it was at, and no other.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { anUploader, type Uploader } from '../support/an-uploader.ts';
import { aWheel } from '../support/distributions.ts';
import { sendUpload } from '../support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

const skip = process.platform === 'linux' ? false : 'not run: looks for the child in /proc';

let keyhouse: Keyhouse;
let ada: Uploader;

before(async () => {
  keyhouse = await startKeyhouse();
  ada = await anUploader(keyhouse);
});
after(async () => {
  await keyhouse?.stop();
  await ada?.close();
  keyhouse?.remove();
});

/** The children of this server that read archives or descriptions; nobody else's. */
function sandboxes(): readonly number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((pid) => parentOf(pid) === keyhouse.process.pid && commandOf(pid).includes('sandbox/child.ts'));
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function signalAll(signal: 'SIGKILL' | 'SIGSTOP'): void {
  const pids = sandboxes();
  assert.ok(pids.length > 0);
  for (const pid of pids) process.kill(pid, signal);
}

test('a sandbox that was killed is started anew for the next upload', { skip }, async () => {
  assert.equal((await sendUpload(keyhouse.origin, ada.token, aWheel('limpet', '1.0'))).status, 200);
  signalAll('SIGKILL');

  const next = await sendUpload(keyhouse.origin, ada.token, aWheel('limpet', '1.1'));

  assert.equal(next.status, 200, next.reason);
});

test('a sandbox that hangs costs one upload, which is told so after its time, and the same file goes in afterwards', { skip }, async () => {
  assert.equal((await sendUpload(keyhouse.origin, ada.token, aWheel('limpet', '2.0'))).status, 200);
  signalAll('SIGSTOP');

  const hung = await sendUpload(keyhouse.origin, ada.token, aWheel('limpet', '2.1'));
  const again = await sendUpload(keyhouse.origin, ada.token, aWheel('limpet', '2.1'));

  assert.equal(hung.status, 400);
  assert.match(hung.reason, /^The archive could not be read within 20 seconds: make it smaller\. Rule: bad-archive\.$/);
  assert.equal(again.status, 200, again.reason);
});
