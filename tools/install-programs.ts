import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Program } from '../tests/support/programs.ts';

const APT = '/usr/bin/apt-get';

/**
 * Installs Debian's packages for those programs that are missing, as root on a Debian; elsewhere it changes nothing.
 * Returns the programs that are still missing.
 */
export function installPrograms(programs: readonly Program[]): readonly Program[] {
  const missing = stillMissing(programs);
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync(APT)) return missing;

  const packages = missing.flatMap((program) => program.packages);
  console.log(`Installing Debian's packages: ${packages.join(' ')}`);
  apt('update');
  if (apt('install', '--yes', '--no-install-recommends', ...packages)) return stillMissing(programs);

  // One unknown package makes apt refuse them all.
  for (const program of missing) apt('install', '--yes', '--no-install-recommends', ...program.packages);

  return stillMissing(programs);
}

function stillMissing(programs: readonly Program[]): readonly Program[] {
  return programs.filter((program) => program.find() === undefined);
}

function apt(...args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1' };
  const done = spawnSync(APT, ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });

  return done.status === 0;
}
