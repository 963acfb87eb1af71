import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How the child is started. */
export interface ChildCommand {
  readonly program: string;
  readonly arguments: readonly string[];
}

/** What the child may use. */
export interface ChildLimits {
  /** Memory of its own, in bytes; Node itself reserves about 550 MiB of it before it does anything. Kept only on Linux. */
  readonly dataBytes: number;
  /** JavaScript objects, in MiB. */
  readonly heapMebibytes: number;
  /** Files and folders it may read beside the program's own. */
  readonly readable: readonly string[];
}

const SANDBOX = new URL('./', import.meta.url);
const ROOT = new URL('../../../', import.meta.url);
/** The program's own files; not its root, where a data folder or a file of settings may lie. */
const OWN_FILES = ['src/adapters/sandbox', 'src/base', 'src/crypto/record-hash.ts', 'src/python', 'node_modules', 'package.json'];

/**
 * The command line of the child, as narrow as the machine allows. Everywhere, by Node's permission model: it reads the program's own
 * files and the `readable` ones, writes none, and has no network, no child processes, no threads and no native code. On Linux, where
 * util-linux is installed, also: `prlimit` bounds its memory and lets it write no file, `setpriv` takes away the way to more rights and
 * ends it with its parent. Without those two it runs with the heap limit of V8 alone, which does not count buffers.
 */
export function childCommand(limits: ChildLimits, searchPath: string): ChildCommand {
  const node = [process.execPath, ...nodeFlags(limits), fileURLToPath(new URL('child.ts', SANDBOX))];
  const command = [...setpriv(searchPath), ...prlimit(limits, searchPath), ...node];
  return { program: command[0] ?? process.execPath, arguments: command.slice(1) };
}

function nodeFlags(limits: ChildLimits): string[] {
  const own = OWN_FILES.map((path) => fileURLToPath(new URL(path, ROOT)));
  return [
    '--permission',
    ...[...own, ...limits.readable].map((path) => `--allow-fs-read=${path}`),
    `--max-old-space-size=${limits.heapMebibytes}`,
    '--v8-pool-size=1',
    '--max-semi-space-size=2',
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
    '--disable-warning=ExperimentalWarning',
  ];
}

function prlimit(limits: ChildLimits, searchPath: string): string[] {
  const program = findProgram('prlimit', searchPath);
  return program === undefined ? [] : [program, `--data=${limits.dataBytes}`, '--core=0', '--fsize=0'];
}

function setpriv(searchPath: string): string[] {
  const program = findProgram('setpriv', searchPath);
  return program === undefined ? [] : [program, '--pdeathsig', 'KILL', '--no-new-privs'];
}

function findProgram(name: string, searchPath: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const paths = searchPath.split(delimiter).map((folder) => join(folder, name));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
