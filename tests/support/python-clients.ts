import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './programs.ts';

/** Clients that Debian does not bring; each version was tried. */
export const CLIENT_VERSIONS: Readonly<Record<string, string>> = {
  uv: 'uv==0.13.9',
  poetry: 'poetry==2.5.1',
  hatch: 'hatch==1.18.2',
  // Later ones do not start with what they ask for: two HTTP libraries meet in one class.
  pdm: 'pdm==2.26.0',
  unearth: 'unearth==0.17.5',
  hishel: 'hishel<1',
};

/**
 * Installs clients into a virtual environment and gives false, or the reason why tests that need them are skipped. The package
 * registry is the caller's own, so this alone runs in the caller's surroundings.
 */
export function installClients(folder: string, names: readonly string[]): string | false {
  const python = findProgram('pip');
  if (python === undefined) return 'not run: pip is not installed';
  const wanted = names.map((name) => CLIENT_VERSIONS[name] ?? name);
  const made = spawnSync(python, ['-m', 'venv', folder], { timeout: 120_000 });
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--retries',
    '1',
    '--timeout',
    '10',
    '--only-binary',
    ':all:',
  ];
  const installed = made.status === 0 ? spawnSync(join(folder, 'bin', 'python'), [...pip, ...wanted], { timeout: 240_000 }) : made;
  if (installed.status === 0) return false;
  rmSync(folder, { recursive: true, force: true });
  return `not run: no registry gave ${names.join(', ')}`;
}
