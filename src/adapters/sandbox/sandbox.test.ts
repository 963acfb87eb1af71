import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { aZip } from '../../../tests/support/archives.ts';
import { anSdist, aWheel } from '../../../tests/support/distributions.ts';
import { Refusal } from '../../base/refusal.ts';
import { type ChildCommand, childCommand } from './child-command.ts';
import { keptChild } from './kept-child.ts';
import { readZip } from './read-zip.ts';
import { createSandbox } from './sandbox.ts';

const MIB = 1024 * 1024;
const PATH = '/usr/local/bin:/usr/bin:/bin';
const folder = mkdtempSync(join(tmpdir(), 'keyhouse-sandbox-'));
const wheelPath = saved('demo-1.0-py3-none-any.whl', aWheel('demo', '1.0').bytes);
const sandbox = createSandbox({ readable: [folder] });
after(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

function saved(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The RECORD of a wheel with another hash for one file. */
function wrongRecord(wheel: Uint8Array, file: string): string {
  const record = Buffer.from(
    readZip(saved('record.whl', wheel), ['demo-1.0.dist-info/RECORD']).found.get('demo-1.0.dist-info/RECORD') ?? [],
  );
  return record
    .toString()
    .replace(`${file},sha256=`, `${file},sha256=A`)
    .replace(new RegExp(`(${file},sha256=.{43}).`), '$1');
}

describe('the sandbox', () => {
  test('reads a wheel and an sdist', async () => {
    const sdist = anSdist('demo', '1.0');
    const sdistPath = saved(sdist.filename, sdist.bytes);

    const wheel = await sandbox.readArchive({ path: wheelPath, kind: 'wheel', wanted: ['demo-1.0.dist-info/WHEEL'] });
    const source = await sandbox.readArchive({ path: sdistPath, kind: 'sdist', wanted: ['PKG-INFO', 'pyproject.toml'] });

    assert.deepEqual(wheel.members[0], { path: 'demo/__init__.py', size: 20, kind: 'file' });
    assert.match(Buffer.from(wheel.found.get('demo-1.0.dist-info/WHEEL') ?? []).toString(), /^Wheel-Version: 1.0\n/);
    assert.equal(source.members.length, 5);
    assert.equal(Buffer.from(source.found.get('PKG-INFO') ?? []).toString(), sdist.metadata);
    assert.match(Buffer.from(source.found.get('pyproject.toml') ?? []).toString(), /^\[build-system\]/);
  });

  test('passes a refusal on with its reason', async () => {
    const path = saved('twice.whl', aZip([{ name: 'a' }, { name: 'a' }]));

    await assert.rejects(sandbox.readArchive({ path, kind: 'wheel', wanted: [] }), {
      name: 'Refusal',
      kind: 'invalid',
      code: 'upload.bad-archive',
      message: 'The archive holds "a" twice.',
    });
  });

  test('holds RECORD against every member, small and large, packed and not', async () => {
    const large = Buffer.alloc(5 * MIB, 'tide');
    const files = { 'demo/large.txt': large, 'demo/data/empty': '' };
    const right = aWheel('demo', '1.0', { files, storedFiles: { 'demo/stored.bin': large } });
    const record = 'demo-1.0.dist-info/RECORD';
    const read = (name: string, bytes: Uint8Array) => sandbox.readArchive({ path: saved(name, bytes), kind: 'wheel', wanted: [], record });

    assert.equal((await read('right.whl', right.bytes)).members.length, 7);
    for (const path of ['demo/large.txt', 'demo/data/empty', 'demo/stored.bin', 'demo/__init__.py']) {
      const text = wrongRecord(right.bytes, path);
      const wrong = aWheel('demo', '1.0', { files, storedFiles: { 'demo/stored.bin': large }, record: text });
      await assert.rejects(read('wrong.whl', wrong.bytes), {
        code: 'upload.record-mismatch',
        message: new RegExp(`another sha256 of "${path}"`),
      });
    }
  });

  test('a large member whose bytes are damaged is refused', async () => {
    const wheel = aWheel('demo', '1.0', { storedFiles: { 'demo/stored.bin': Buffer.alloc(5 * MIB, 'tide') } });
    const damaged = Buffer.from(wheel.bytes);
    const middle = Math.floor(damaged.length / 2);
    damaged.writeUInt8(damaged.readUInt8(middle) ^ 1, middle);
    const path = saved('damaged.whl', damaged);

    const reading = sandbox.readArchive({ path, kind: 'wheel', wanted: [], record: 'demo-1.0.dist-info/RECORD' });

    await assert.rejects(reading, { code: 'upload.bad-archive', message: /"demo\/stored\.bin" in the zip file is damaged/ });
  });

  test('renders a description', async () => {
    assert.equal(await sandbox.renderDescription({ text: '*a*', contentType: 'text/markdown' }), '<p><em>a</em></p>\n');
  });

  test('does 50 jobs that come at once', async () => {
    const job = { path: wheelPath, kind: 'wheel', wanted: [] } as const;

    const archives = await Promise.all(Array.from({ length: 50 }, () => sandbox.readArchive(job)));

    assert.deepEqual(
      archives.map((archive) => archive.members.length),
      Array.from({ length: 50 }, () => 4),
    );
  });

  test('says that it is busy when too many jobs wait', async () => {
    const small = createSandbox({ readable: [folder], maxWaiting: 2 });
    const job = { path: wheelPath, kind: 'wheel', wanted: [] } as const;

    const outcomes = await Promise.allSettled([1, 2, 3].map(() => small.readArchive(job)));
    await small.close();

    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'read')),
      ['read', 'read', 'upload.busy'],
    );
  });

  test('reads nothing outside the folders it was given', async () => {
    await assert.rejects(sandbox.readArchive({ path: '/etc/passwd', kind: 'wheel', wanted: [] }), /Access to this API has been restricted/);
  });

  test('fails what waits when it is closed, and does nothing more', async () => {
    const closing = createSandbox({ readable: [folder] });
    const waiting = closing.readArchive({ path: wheelPath, kind: 'wheel', wanted: [] });

    await Promise.all([assert.rejects(waiting, /could not be started|closed/), closing.close()]);

    await assert.rejects(closing.readArchive({ path: wheelPath, kind: 'wheel', wanted: [] }), /closed/);
    assert.equal(await closing.renderDescription({ text: '<a>', contentType: 'text/markdown' }), '<pre>&lt;a&gt;</pre>');
  });
});

describe('a job that breaks its limits', () => {
  test('is killed at its time limit, and the next one works', async () => {
    const quick = createSandbox({ readable: [folder], archiveLimitMillis: 1500 });
    const endless = join(folder, 'endless.whl');
    execFileSync('mkfifo', [endless]);

    await assert.rejects(quick.readArchive({ path: endless, kind: 'wheel', wanted: [] }), {
      code: 'upload.bad-archive',
      message: 'The archive could not be read within 1.5 seconds: make it smaller.',
    });
    const { members } = await quick.readArchive({ path: wheelPath, kind: 'wheel', wanted: [] });
    await quick.close();

    assert.equal(members.length, 4);
  });

  test('shows a description as plain text when it needs too much memory, and the next one works', async () => {
    const narrow = createSandbox({ readable: [], heapMebibytes: 24 });
    const text = '*a* `b` [c](https://e.org/) '.repeat(35_000);

    const hungry = await narrow.renderDescription({ text, contentType: 'text/markdown' });
    const next = await narrow.renderDescription({ text: '*a*', contentType: 'text/markdown' });
    await narrow.close();

    assert.match(hungry, /^<pre>\*a\* /);
    assert.equal(next, '<p><em>a</em></p>\n');
  });

  test('costs nobody else anything when its process dies', async () => {
    const child = keptChild(childCommand({ dataBytes: 1024 * MIB, heapMebibytes: 256, readable: [folder] }, PATH), 100);
    const job = { job: 'read-archive', path: wheelPath, kind: 'wheel', wanted: [] } as const;
    await child.run(job, 20_000);
    const firstPid = child.pid();

    const crashing = child.run({ ...job, path: '/dev/null' }, 20_000);
    const next = child.run(job, 20_000);
    process.kill(firstPid ?? 0, 'SIGKILL');

    await assert.rejects(crashing, { name: 'ChildFailure', why: 'crashed' });
    assert.equal((await next).answer, 'archive');
    assert.notEqual(child.pid(), firstPid);
    child.close();
  });
});

describe('the process of the sandbox', () => {
  const command = childCommand({ dataBytes: 1024 * MIB, heapMebibytes: 256, readable: [] }, PATH);

  test('has no way to files, network or other processes', () => {
    const tries = [
      'fs.readFileSync("/etc/passwd")',
      'fs.writeFileSync("/tmp/keyhouse-sandbox-test", "")',
      'child_process.execFileSync("/bin/true")',
      'new worker_threads.Worker("1", { eval: true })',
      'new Function("return 1")()',
    ];
    const script = `for (const go of [${tries.map((code) => `() => { ${code} }`).join(', ')}]) { try { go(); console.log('done'); } catch (error) { console.log(error.code ?? error.name); } }
      net.connect(9, '127.0.0.1').on('error', (error) => console.log(error.code));`;

    assert.deepEqual(run(command, script).stdout.trim().split('\n'), [
      ...Array(4).fill('ERR_ACCESS_DENIED'),
      'EvalError',
      'ERR_ACCESS_DENIED',
    ]);
  });

  test('sees nothing of our environment', () => {
    const script = 'console.log(Object.keys(process.env).join())';

    assert.equal(run(command, script).stdout.trim(), 'UV_THREADPOOL_SIZE');
  });

  test('is refused memory beyond its limit, buffers included', { skip: process.platform !== 'linux' }, () => {
    const script = 'const kept = []; for (let i = 0; i < 2000; i += 1) kept.push(Buffer.alloc(2 ** 20, 1)); console.log("had 2 GB")';

    const { status, stdout } = run(command, script);

    assert.notEqual(status, 0);
    assert.equal(stdout, '');
  });

  test('that can not be started is our failure, not the archive’s', async () => {
    const broken = createSandbox({ readable: [folder], dataBytes: 64 * MIB });

    const failure = await broken.readArchive({ path: wheelPath, kind: 'wheel', wanted: [] }).catch((error: unknown) => error);
    await broken.close();

    assert.ok(failure instanceof Error && !(failure instanceof Refusal));
    assert.match(failure.message, /could not be started/);
  });

  test('runs with Node’s own limits alone where prlimit and setpriv are absent', async () => {
    const plain = createSandbox({ readable: [folder], searchPath: '/nonexistent' });

    const { members } = await plain.readArchive({ path: wheelPath, kind: 'wheel', wanted: [] });
    await plain.close();

    assert.equal(members.length, 4);
  });
});

/** Runs a script in place of the child's own, under the same limits. */
function run(command: ChildCommand, script: string): { status: number | null; stdout: string } {
  const flags = command.arguments.slice(0, -1);
  return spawnSync(command.program, [...flags, '-e', script], { encoding: 'utf8', env: { UV_THREADPOOL_SIZE: '1' }, cwd: '/' });
}
