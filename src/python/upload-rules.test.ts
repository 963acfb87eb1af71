import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRuleName, UPLOAD_RULES } from './upload-rules.ts';

const SRC = join(import.meta.dirname, '..');
/** What is no fault of the upload: the index is full, busy or asked at another address. */
const OURS = ['upload.being-swept', 'upload.busy', 'upload.disk-full', 'upload.moved', 'upload.no-rpc', 'upload.no-slash'];

test('every refusal of an upload is a rule of the table, and every rule refuses something', () => {
  const files = globSync('**/*.ts', { cwd: SRC, exclude: (file) => file.endsWith('.test.ts') });
  const code = files.map((file) => readFileSync(join(SRC, file), 'utf8').replace(/^\s*(?:\*|\/\*\*).*$/gm, '')).join('\n');
  const codes = new Set([...code.matchAll(/'(upload\.[a-z-]+)'/g)].map(([, found = '']) => found).filter((found) => !OURS.includes(found)));
  const rules = UPLOAD_RULES.map(({ name }) => `upload.${name}`);

  assert.deepEqual(
    [...codes].filter((found) => !rules.includes(found) && found !== 'upload.ts'),
    [],
  );
  assert.deepEqual(
    rules.filter((rule) => !codes.has(rule) && !code.includes('upload.${')),
    [],
  );
});

test('names of rules are told apart', () => {
  assert.equal(new Set(UPLOAD_RULES.map(({ name }) => name)).size, UPLOAD_RULES.length);
});

test('a refusal of something else is of no rule', () => {
  assert.equal(findRuleName('upload.file-exists'), 'file-exists');
  assert.equal(findRuleName('upload.busy'), undefined);
  assert.equal(findRuleName('file-exists'), undefined);
  assert.equal(findRuleName('upload.'), undefined);
});
