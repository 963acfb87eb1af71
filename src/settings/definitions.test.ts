import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { renderConfiguration } from './definitions.ts';

test('docs/configuration.md says what the code reads', () => {
  const written = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');

  assert.equal(written, renderConfiguration());
});
