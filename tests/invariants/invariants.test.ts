import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { idsOf, readNamedTests } from '../yardstick/titles.ts';

/** The invariants of part 3 of the security model. */
const INVARIANTS = Array.from({ length: 23 }, (_, n) => n + 1);

/** What they are about does not exist yet. */
const LATER: Readonly<Record<number, string>> = {
  15: 'stages and approvals: statements over what is published',
};

test('every invariant of the security model is checked by a test that is named after it', () => {
  const tests = readNamedTests(join(import.meta.dirname, '..', '..'));
  const named = new Set(tests.flatMap(({ title }) => idsOf(title)));

  assert.deepEqual(
    INVARIANTS.filter((number) => !(number in LATER) && !named.has(`invariant ${number}`)),
    [],
  );
});
