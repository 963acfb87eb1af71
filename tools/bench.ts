// `npm run bench`: how much of the machine Keyhouse takes, beside nginx where it sends the same bytes. `-- --write FILE` keeps the table.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { PROGRAMS } from '../tests/support/programs.ts';
import { type BenchSite, startBenchSite } from './bench/bench-site.ts';
import { compareWithNginx } from './bench/compare-with-nginx.ts';
import { measureMemory } from './bench/measure-memory.ts';
import { measureSignIns } from './bench/measure-sign-ins.ts';
import { measureUploads } from './bench/measure-uploads.ts';
import { comparedRows, memoryRows, type Row, renderRows, signInRows, uploadRows } from './bench/rows.ts';
import { installPrograms } from './install-programs.ts';

const NEEDED = ['nginx', 'wrk', 'twine'];
const ROUNDS = { count: 5, seconds: 3 };
const HEAD = `# What it costs

Made by \`npm run bench -- --write docs/benchmarks.md\`. Keyhouse and Debian's nginx with one worker send the same bytes, headers included,
each on the same processor, in turn, and wrk asks on another (\`-t1 -c32\`); the figures are medians. Processor time is what the kernel
counts for the server for one answer, and its ratio stays true on a machine that does other things too; answers a second do not.
nginx sends a file without copying it (sendfile), which Node cannot; beside it stands nginx copying as everybody must who looks at the bytes.
`;

const words = process.argv.slice(2);
const target = words[words.indexOf('--write') + 1];
if (words.length > 0 && (words[0] !== '--write' || target === undefined)) fail('Say `npm run bench`, or `npm run bench -- --write FILE`.');
if (process.platform !== 'linux') fail('The benchmark reads /proc and pins by taskset, so it runs on Linux.');
if (availableParallelism() < 2) fail('The benchmark needs two processors: one for the server, one for those who ask.');
const missing = installPrograms(PROGRAMS.filter(({ name }) => NEEDED.includes(name)));
if (missing.length > 0) fail(`Not installed: ${missing.map(({ packages }) => packages.join(' ')).join(' ')}.`);

const rows: Row[] = [];
const site = await startBenchSite();
try {
  await measure('memory', async () => memoryRows(await measureMemory(site)));
  await measure('uploads', async () => uploadRows(await measureUploads(site)));
  await measure('index page and download', async () => comparedRows(await compareWithNginx(site, ROUNDS)));
  await measure('sign-ins', async () => signInRows(await measureSignIns(site)));
} finally {
  await close(site);
}
const table = renderRows(rows);
const [load = 0] = loadavg();
const where = `Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model ?? 'processor'}; load at the end ${load.toFixed(1)}.`;
console.log(`\n${table}\n${where}`);
if (target !== undefined) writeFileSync(target, `${HEAD}\n${table}\n${where}\n`);
process.exit(0);

async function measure(what: string, work: () => Promise<readonly Row[]>): Promise<void> {
  console.log(`Measuring: ${what} ...`);
  rows.push(...(await work()));
}

async function close({ keyhouse }: BenchSite): Promise<void> {
  await keyhouse.stop();
  keyhouse.remove();
}

function fail(sentence: string): never {
  console.log(sentence);
  process.exit(1);
}
