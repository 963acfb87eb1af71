import { existsSync, readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';

const folder = new URL('../../../shared/vectors/', import.meta.url);

/**
 * Published test vectors that lie beside the project and are not copied into it; undefined, and one line in the test's
 * output, when they are absent. The short ones of the RFCs stand typed in the tests themselves.
 */
export function readVectors<T>(t: TestContext, name: string): T | undefined {
  const file = new URL(name, folder);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as T;
  t.diagnostic(`${name} is absent: only the values typed in the tests were checked`);
  return undefined;
}
