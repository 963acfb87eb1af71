// The launcher in a small house of its own: what it starts, and that signals and exit codes pass both ways. Nothing is fetched here.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';

const ROOT = dirname(import.meta.dirname);

const MAIN = `
  const [command, code] = process.argv.slice(2);
  const seen = { words: process.argv.slice(2), threads: process.env.UV_THREADPOOL_SIZE, flags: process.execArgv, pid: process.pid };
  if (command === 'exit') process.exit(Number(code));
  if (command === 'die') process.kill(process.pid, 'SIGKILL');
  if (command === 'serve') {
    setInterval(() => undefined, 1000);
    process.on('SIGTERM', () => { console.log('told to stop'); process.exit(0); });
  }
  console.log(JSON.stringify(seen));
`;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly complaint: string;
}

interface Seen {
  readonly words: readonly string[];
  readonly threads: string;
  readonly flags: readonly string[];
  readonly pid: number;
}

// Node 18 and 20 have no execve: there the launcher stands between.
const WAYS = [
  { way: 'in its own place', flags: [], isOneProcess: true },
  { way: 'as a child', flags: ['--import', 'data:text/javascript,delete process.execve'], isOneProcess: false },
];

for (const { way, flags, isOneProcess } of WAYS) {
  describe(`the launcher runs the server ${way}:`, () => {
    const house = makeHouse();
    after(() => rmSync(house, { recursive: true }));
    const start = (...words: readonly string[]) => launch(house, flags, words);

    test('without a word it serves, until it is told to stop', { timeout: 20_000 }, async () => {
      const child = start();
      const seen = await firstLine(child);

      child.kill('SIGTERM');
      const { code, output } = await ended(child);

      assert.deepEqual(seen.words, ['serve']);
      assert.equal(seen.pid === child.pid, isOneProcess);
      assert.equal(code, 0);
      assert.match(output, /told to stop/);
      assert.throws(() => process.kill(seen.pid, 0), { code: 'ESRCH' });
    });

    test('words pass as they are', async () => {
      const { code, output } = await ended(start('user', 'invite', 'a b'));

      assert.equal(code, 0);
      assert.deepEqual((JSON.parse(output) as Seen).words, ['user', 'invite', 'a b']);
    });

    test('the thread pool has room beside the password hashes', async () => {
      const { output } = await ended(start('help'));

      assert.equal((JSON.parse(output) as Seen).threads, String(availableParallelism() + 6));
    });

    test('prototypes can not be reached through __proto__', async () => {
      const { output } = await ended(start('help'));

      assert.ok((JSON.parse(output) as Seen).flags.includes('--disable-proto=delete'));
    });

    test('the exit code passes back', async () => {
      assert.equal((await ended(start('exit', '7'))).code, 7);
    });

    test('a killed server does not look like a good end', async () => {
      assert.equal((await ended(start('die'))).signal, 'SIGKILL');
    });

    test('test, check, prove and bench are tools of the checkout', async () => {
      assert.equal((await ended(start('test', 'long'))).output, 'tool long\n');
    });
  });
}

describe('where something is missing, the launcher', () => {
  test('says so in one sentence when npm fails, and starts nothing', async () => {
    const house = makeHouse();
    rmSync(join(house, 'node_modules'), { recursive: true });

    const { code, output, complaint } = await ended(launch(house, [], ['help'], { npm_execpath: join(house, 'npm-cli.js') }));

    assert.equal(code, 1);
    assert.equal(output, '');
    assert.match(complaint, /no such npm[\s\S]*keyhouse: Installing failed; the lines above say why\. Nothing was started\.\n$/);
    rmSync(house, { recursive: true });
  });

  test('installs what the lock asks for before it starts, without running scripts and with the runtime', async () => {
    const house = makeHouse();
    rmSync(join(house, 'node_modules'), { recursive: true });
    writeFileSync(join(house, 'npm-cli.js'), "process.stderr.write(process.argv.slice(2).join(' ')); process.exit(0);");

    const { code, complaint } = await ended(launch(house, [], ['help'], { npm_execpath: join(house, 'npm-cli.js') }));

    assert.equal(code, 0);
    assert.match(complaint, /\bci --ignore-scripts --include=optional\b.* --omit=dev/);
    rmSync(house, { recursive: true });
  });

  test('takes over the lock of an install that was killed', { timeout: 20_000 }, async () => {
    const house = makeHouse();
    rmSync(join(house, 'node_modules'), { recursive: true });
    writeFileSync(join(house, 'npm-cli.js'), '');
    mkdirSync(join(house, '.installing'));
    writeFileSync(join(house, '.installing', 'pid'), String(2 ** 30));

    const { code } = await ended(launch(house, [], ['help'], { npm_execpath: join(house, 'npm-cli.js') }));

    assert.equal(code, 0);
    rmSync(house, { recursive: true });
  });
});

/** A checkout with the real launcher, no dependencies, and a main.ts that tells what it was given. */
function makeHouse(): string {
  const house = mkdtempSync(join(tmpdir(), 'keyhouse-launcher-'));
  for (const folder of ['bin', 'src', 'tools', 'node_modules']) mkdirSync(join(house, folder));
  copyFileSync(join(ROOT, 'bin', 'keyhouse.mjs'), join(house, 'bin', 'keyhouse.mjs'));
  copyFileSync(join(ROOT, 'package.json'), join(house, 'package.json'));
  writeFileSync(join(house, 'package-lock.json'), '{ "packages": { "": {} } }');
  writeFileSync(join(house, 'node_modules', '.package-lock.json'), '{ "packages": {} }');
  writeFileSync(join(house, 'npm-cli.js'), "process.stderr.write('no such npm\\n'); process.exit(1);");
  writeFileSync(join(house, 'src', 'main.ts'), MAIN);
  writeFileSync(join(house, 'tools', 'test.ts'), "console.log('tool', ...process.argv.slice(2));");

  return house;
}

function launch(house: string, flags: readonly string[], words: readonly string[], variables: NodeJS.ProcessEnv = {}): ChildProcess {
  const { UV_THREADPOOL_SIZE: _ours, ...environment } = process.env;
  const env = { ...environment, ...variables };

  return spawn(process.execPath, [...flags, join(house, 'bin', 'keyhouse.mjs'), ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function firstLine(child: ChildProcess): Promise<Seen> {
  assert.ok(child.stdout);
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];

  return JSON.parse(chunk.toString('utf8')) as Seen;
}

async function ended(child: ChildProcess): Promise<Ended> {
  let output = '';
  let complaint = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8');
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];

  return { code, signal, output, complaint };
}
