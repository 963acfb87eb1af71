// `npm run check`: what CI runs. Format, lint, types and the lock take seconds and come first; the tests run when they hold.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface LockEntry {
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

const root = dirname(import.meta.dirname);
const failed = [
  runNode('format and lint', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--colors=off'),
  runNode('types', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'),
  runNode('types of the browser scripts', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.client.json'),
  report('the lock', lockProblems()),
].filter((holds) => !holds).length;

if (failed > 0) {
  console.log(`\n${failed} of 4 checks failed, so the tests did not run.`);
  process.exit(1);
}
await import('./test.ts');

function runNode(what: string, script: string, ...args: readonly string[]): boolean {
  const done = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });

  return report(what, done.status === 0 ? [] : [`${done.stdout}${done.stderr}${done.error?.message ?? ''}`]);
}

function report(what: string, problems: readonly string[]): boolean {
  console.log(problems.length === 0 ? `✔ ${what}` : `✖ ${what}\n${problems.join('\n')}`);

  return problems.length === 0;
}

/** npm must be able to install from the lock alone, nothing may run at the install, and each package is pinned by its hash. */
function lockProblems(): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, LockEntry> };
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  const unpinned = entries.filter(([, entry]) => entry.integrity === undefined).map(([path]) => `${path} has no integrity.`);
  const scripted = entries.filter(([, entry]) => entry.hasInstallScript).map(([path]) => `${path} has an install script.`);

  return [...unpinned, ...scripted, ...outOfStep()];
}

/** Asks npm itself whether lock and package.json agree; from the lock alone, so it takes half a second and no network. */
function outOfStep(): readonly string[] {
  const npm = process.env['npm_execpath'];
  const [program = 'npm', ...first] = npm?.endsWith('npm-cli.js') ? [process.execPath, npm] : ['npm'];
  const args = [...first, 'ci', '--dry-run', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync(program, args, { cwd: root, encoding: 'utf8' });

  return done.status === 0 ? [] : [`${done.stderr}${done.error?.message ?? ''}`];
}
