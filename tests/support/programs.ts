import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findPostgresBin } from './postgres.ts';

/** A program that some tests run, and Debian's packages that bring it. */
export interface Program {
  readonly name: ProgramName;
  readonly packages: readonly string[];
  readonly find: () => string | undefined;
}

export type ProgramName = 'postgresql' | 'chromium' | 'oathtool' | 'twine' | 'flit' | 'pip' | 'curl' | 'nginx' | 'wrk';

/** Everything from outside npm that the tests and the benchmark run. */
export const PROGRAMS: readonly Program[] = [
  { name: 'postgresql', packages: ['postgresql'], find: findPostgresBin },
  { name: 'chromium', packages: ['chromium'], find: () => firstOnPath('chromium', 'chromium-browser', 'google-chrome') },
  { name: 'oathtool', packages: ['oathtool'], find: () => firstOnPath('oathtool') },
  { name: 'twine', packages: ['twine'], find: () => firstOnPath('twine') },
  { name: 'flit', packages: ['flit'], find: () => firstOnPath('flit') },
  { name: 'pip', packages: ['python3', 'python3-pip', 'python3-venv'], find: findPython },
  { name: 'curl', packages: ['curl'], find: () => firstOnPath('curl') },
  { name: 'nginx', packages: ['nginx-light'], find: () => firstOnPath('nginx') },
  { name: 'wrk', packages: ['wrk'], find: () => firstOnPath('wrk') },
];

/** The path of a program (for PostgreSQL the folder of its programs, for pip a Python that has it), or undefined. */
export function findProgram(name: ProgramName): string | undefined {
  return PROGRAMS.find((program) => program.name === name)?.find();
}

/**
 * False when the program is there, else the reason for node:test's `skip`:
 * `test('…', { skip: missingProgram('twine') }, …)`. `npm test` names each program that is missing and the files that ask for it.
 */
export function missingProgram(...names: readonly ProgramName[]): string | false {
  const missing = names.filter((name) => findProgram(name) === undefined);

  return missing.length === 0 ? false : `not installed: ${missing.join(', ')}`;
}

/** A Python whose `-m pip` and `-m venv` work: Debian packs each apart, and a venv without ensurepip has no pip. */
function findPython(): string | undefined {
  const python = firstOnPath('python3');
  if (python === undefined) return undefined;

  return spawnSync(python, ['-c', 'import pip, venv, ensurepip']).status === 0 ? python : undefined;
}

/** The first of these programs that is there, or undefined. Debian keeps servers in /usr/sbin, which a normal user's PATH lacks. */
export function firstOnPath(...names: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin'];

  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
