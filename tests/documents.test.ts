import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { NO_WAYS_IN, WAYS_IN } from '../tools/documents/ways-in.ts';
import { renderDocuments } from '../tools/documents.ts';

const root = join(import.meta.dirname, '..');
/** Who may send a form without being signed in. */
const STRANGERS = new Set(['anyone', 'half', 'held', 'pending', 'token']);

test('the documents made from the code say what the code says', async () => {
  for (const { path, text } of await renderDocuments()) {
    assert.equal(readFileSync(join(root, path), 'utf8'), text, `${path} is old: run node tools/write-docs.ts`);
  }
});

test('every relative link in a document leads to a file', () => {
  const documents = [...globSync('*.md', { cwd: root }), ...globSync('docs/**/*.md', { cwd: root })];

  assert.ok(documents.includes('README.md'));
  assert.deepEqual(documents.flatMap(deadLinks), []);
});

test('a link to nowhere is found', () => {
  assert.deepEqual(deadLinksIn('See [this](README.md), [that](docs/nothing.md#part) and [one](https://example.org/).', 'x.md'), [
    'x.md: docs/nothing.md#part',
  ]);
});

test('6.1.3: the routes have the ways in that the document lists, and no other', () => {
  const listed = [...WAYS_IN.flatMap(({ routes }) => routes), ...Object.keys(NO_WAYS_IN)];

  assert.deepEqual(listed.toSorted(), formsOfStrangers().toSorted());
});

/** Forms of `docs/routes.md`, which the first test holds against the code. */
function formsOfStrangers(): readonly string[] {
  const rows = readFileSync(join(root, 'docs/routes.md'), 'utf8').matchAll(/^\| (\w+) \| `([^`]+)` \| (\w+) \|/gm);
  return [...rows]
    .filter(([, method, , who = '']) => method === 'POST' && STRANGERS.has(who))
    .map(([, method, path]) => `${method} ${path}`);
}

function deadLinks(path: string): readonly string[] {
  return deadLinksIn(readFileSync(join(root, path), 'utf8'), path);
}

function deadLinksIn(text: string, path: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(?:https?:|mailto:|#)/.test(target))
    .filter((target) => !existsSync(join(root, dirname(path), target.replace(/#.*$/, ''))))
    .map((target) => `${path}: ${target}`);
}
