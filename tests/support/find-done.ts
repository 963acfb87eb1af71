import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SRC = join(import.meta.dirname, '..', '..', 'src');

/** The values of `?done=` with which forms anywhere in the code lead on to a page, by the name of its path function. */
export function findDone(page: string): readonly string[] {
  const files = globSync('**/*.ts', { cwd: SRC }).filter((file) => !file.endsWith('.test.ts'));
  const found = files.flatMap((file) => [...readFileSync(join(SRC, file), 'utf8').matchAll(/paths\.(\w+)\([^)]*\)\}\?done=([a-z-]+)/g)]);
  return [...new Set(found.filter(([, name]) => name === page).map(([, , value]) => value ?? ''))].toSorted();
}
