// Bodies of uploads as they really come: broken off, slow, without a length, with the file first, three large ones at once.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { anUploader, type Uploader } from '../support/an-uploader.ts';
import { anSdist, aWheel } from '../support/distributions.ts';
import { sendForm, uploadForm } from '../support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

const MIB = 2 ** 20;

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

/** The bytes of a form and their type. */
async function bytesOf(form: FormData): Promise<{ readonly type: string; readonly body: Buffer }> {
  const whole = new Response(form);
  return { type: whole.headers.get('content-type') ?? '', body: Buffer.from(await whole.arrayBuffer()) };
}

function open(headers: Readonly<Record<string, string>>) {
  const sending = request(`${keyhouse.origin}/legacy/`, {
    method: 'POST',
    headers: { authorization: ada.authorization, ...headers },
    agent: false,
  });
  const answer = new Promise<{ status: number; reason: string }>((resolve, reject) => {
    sending.on('error', reject);
    sending.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? '' });
    });
  });
  answer.catch(() => undefined);
  return { sending, answer };
}

/** Files that are half received; each process has a folder of its own, with its lock. */
function incoming(): readonly string[] {
  const entries = readdirSync(join(keyhouse.data, 'files', 'incoming'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name !== 'lock').map(({ name }) => name);
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !isSo(); tries += 1) await sleep(25);
  assert.ok(isSo());
}

test('a body that breaks off leaves nothing, and the server goes on', async () => {
  const { type, body } = await bytesOf(uploadForm(aWheel('driftwood', '1.0', { files: { 'driftwood/x': randomBytes(MIB) } })));
  for (let round = 0; round < 10; round += 1) {
    const { sending } = open({ 'content-type': type, 'content-length': String(body.length) });
    sending.write(body.subarray(0, body.length / 2));
    await until(() => incoming().length > 0);
    sending.destroy();
  }

  await until(() => incoming().length === 0);
  assert.equal((await fetch(`${keyhouse.origin}/simple/driftwood/`)).status, 404);
  assert.equal((await fetch(`${keyhouse.origin}/_health/`)).status, 200);
});

test('a body without a length is taken, and one that comes in small pieces', async () => {
  const { type, body } = await bytesOf(uploadForm(aWheel('flotsam', '1.0')));
  const { sending, answer } = open({ 'content-type': type, 'transfer-encoding': 'chunked' });
  for (let at = 0; at < body.length; at += 97) {
    sending.write(body.subarray(at, at + 97));
    if (at % 970 === 0) await sleep(5);
  }
  sending.end();

  assert.deepEqual(await answer, { status: 200, reason: 'OK' });
});

test('the file may come first, last or in between', async () => {
  for (const [version, place] of [
    ['1.0', 0],
    ['1.1', 4],
  ] as const) {
    const parts = [...uploadForm(aWheel('jetsam', version))];
    const [content = ['', '']] = parts.splice(-1);
    parts.splice(place, 0, content);
    const form = new FormData();
    for (const [name, value] of parts) {
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, value, value.name);
    }

    assert.deepEqual(await sendForm(keyhouse.origin, ada.authorization, form), { status: 200, reason: 'OK', text: '' });
  }
});

test('fields that nobody knows, UNKNOWN, a signature and all digests are taken', async () => {
  const classifiers = ['Topic :: Utilities', 'Programming Language :: Python :: 3'];
  const wheel = aWheel('kelp', '1.0', { metadataLines: classifiers.map((classifier) => `Classifier: ${classifier}`) });
  const form = uploadForm(wheel, {
    'project-url': 'Home, https://example.org',
    home_page: 'UNKNOWN',
    classifiers,
    md5_digest: createHash('md5').update(wheel.bytes).digest('hex'),
    comment: 'built at sea',
  });
  form.append('gpg_signature', new Blob(['-----BEGIN PGP SIGNATURE-----']), 'kelp-1.0-py3-none-any.whl.asc');

  assert.deepEqual(await sendForm(keyhouse.origin, ada.authorization, form), { status: 200, reason: 'OK', text: '' });
});

for (const [metadataVersion, lines] of [
  ['1.0', []],
  ['1.2', ['Maintainer: Ada', 'Requires-Python: >=3']],
  ['2.1', ['Provides-Extra: All_Things', 'Description-Content-Type: text/markdown; variant=GFM']],
  ['2.2', ['Dynamic: Requires-Dist']],
  ['2.3', ['Provides-Extra: all-things']],
  ['2.4', ['License-Expression: MIT OR Apache-2.0', 'License-File: LICENSE']],
  ['2.5', ['Import-Name: kelp_forest', 'Import-Namespace: sea']],
] as const) {
  test(`metadata ${metadataVersion} is taken`, async () => {
    const name = `kelp-forest-${metadataVersion.replace('.', '-')}`;
    const info = `${name.replaceAll('-', '_')}-1.0.dist-info`;
    const options = { metadataVersion, metadataLines: lines, files: { [`${info}/licenses/LICENSE`]: 'MIT' } };

    const wheel = await sendForm(keyhouse.origin, ada.authorization, uploadForm(aWheel(name, '1.0', options)));
    const sdist = await sendForm(
      keyhouse.origin,
      ada.authorization,
      uploadForm(anSdist(name, '1.0', { ...options, files: { LICENSE: 'MIT' } })),
    );

    assert.deepEqual([wheel, sdist], Array(2).fill({ status: 200, reason: 'OK', text: '' }));
  });
}

test('the same file again is fine and changes nothing', async () => {
  const form = () => uploadForm(aWheel('limpet', '1.0'));
  await sendForm(keyhouse.origin, ada.authorization, form());
  // The foot names the newest checkpoint, which goes on by itself.
  const pageOf = async () => (await (await fetch(`${keyhouse.origin}/project/limpet/`)).text()).replace(/<footer[\s\S]*/, '');
  const page = await pageOf();

  assert.deepEqual(await sendForm(keyhouse.origin, ada.authorization, form()), { status: 200, reason: 'OK', text: '' });

  assert.equal(await pageOf(), page);
});

const status = () => readFileSync(`/proc/${keyhouse.process.pid}/status`, 'utf8');
const mib = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status())?.[1]) / 1024;
const noProc = process.platform === 'linux' ? false : 'reads /proc, which only Linux has';

test('three files of 99 MiB at once take memory for none of them', { skip: noProc }, async (t) => {
  await sendForm(keyhouse.origin, ada.authorization, uploadForm(aWheel('whale', '0.1', { files: { 'whale/x': randomBytes(4 * MIB) } })));
  const quiet = mib('VmRSS');
  const blob = randomBytes(99 * MIB);
  const forms = ['1.0', '1.1', '1.2'].map((version) => uploadForm(aWheel('whale', version, { storedFiles: { 'whale/data.bin': blob } })));

  const answers = await Promise.all(forms.map((form) => sendForm(keyhouse.origin, ada.authorization, form)));

  const peak = mib('VmHWM');
  t.diagnostic(`quiet ${quiet.toFixed(0)} MiB, peak ${peak.toFixed(0)} MiB`);
  assert.deepEqual(
    answers.map((answer) => [answer.status, answer.text]),
    Array(3).fill([200, '']),
  );
  assert.ok(peak - quiet < 99, `from ${quiet} to ${peak} MiB`);
});
