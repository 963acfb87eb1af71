import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChildCommand } from './child-command.ts';
import { keptChild } from './kept-child.ts';

const job = { job: 'render-description', text: '', contentType: '' } as const;

/** A child that sends these bytes, given in hexadecimal, and then does nothing. */
function saying(hex: string): ChildCommand {
  const script = `fs.writeSync(3, Buffer.from('${hex}', 'hex')); process.stdin.resume();`;
  return { program: process.execPath, arguments: ['-e', script] };
}

test('a child that talks nonsense is ended and believed nothing', async () => {
  const child = keptChild(saying('02000000000000007b7d'), 1);

  await assert.rejects(child.run(job, 5000), { why: 'not-started' });

  assert.equal(child.pid(), undefined);
});

test('a program that is not there fails its job', async () => {
  const child = keptChild({ program: '/nonexistent/program', arguments: [] }, 1);

  await assert.rejects(child.run(job, 5000), { why: 'not-started' });
});

for (const [name, searchPath] of [
  ['with setpriv', '/usr/local/bin:/usr/bin:/bin'],
  ['without setpriv', '/nonexistent'],
] as const) {
  test(`the child ends when the process that keeps it is killed, ${name}`, { timeout: 20_000 }, async () => {
    const script = `
      import { childCommand } from '${new URL('child-command.ts', import.meta.url)}';
      import { keptChild } from '${new URL('kept-child.ts', import.meta.url)}';
      const child = keptChild(childCommand({ dataBytes: 2 ** 30, heapMebibytes: 64, readable: [] }, '${searchPath}'), 1);
      await child.run({ job: 'render-description', text: 'a', contentType: 'text/plain' }, 20000);
      console.log(child.pid());
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(line);
    assert.ok(isAlive(pid));

    parent.kill('SIGKILL');

    while (isAlive(pid)) await pause(20);
  });
}

/** A process that has ended and waits for its parent to notice ("Z") is not alive. */
function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}
