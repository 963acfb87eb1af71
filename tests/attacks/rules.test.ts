import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { idsOf, testsIn } from '../yardstick/titles.ts';
import { FOUNDATION_RULES, uncovered } from './rules.ts';

test('every rule that concerns what exists now is attacked', () => {
  const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  const files = names.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));

  assert.deepEqual(uncovered(FOUNDATION_RULES, files), []);
});

test('a rule without an attack is noticed', () => {
  const file =
    "test('A4: a scanner opens a link', () => {});\nonBothDatabases(\n  'B15, 16: junk',\n  async () => {},\n);\n// A5: only told";

  assert.deepEqual(
    testsIn('x.test.ts', file).flatMap(({ title }) => idsOf(title)),
    ['A4', 'B15', '16'],
  );
  assert.deepEqual(uncovered(['A4', 'A5', 'B15', 'B1'], [file]), ['A5', 'B1']);
});
