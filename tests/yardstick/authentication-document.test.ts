import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MATRIX } from '../../src/access/matrix.ts';
import { LIMITS } from '../../src/limits/limits.ts';
import { CONTEXT } from '../../tools/documents/decisions.ts';
import { renderNumbers } from '../../tools/documents/numbers.ts';
import { WAYS_IN } from '../../tools/documents/ways-in.ts';

const root = join(import.meta.dirname, '..', '..');
const DOCUMENT = readFileSync(join(root, 'docs/authentication.md'), 'utf8');

test('6.1.3: a session is started where the document says so, and nowhere else', () => {
  const starters = globSync('*/*.ts', { cwd: join(root, 'src'), exclude: (file) => file.endsWith('.test.ts') })
    .filter((file) => /\bstartSession\(/.test(readFileSync(join(root, 'src', file), 'utf8')))
    .toSorted();

  assert.deepEqual(starters, [...new Set(WAYS_IN.flatMap(({ startedIn }) => startedIn ?? []))].toSorted());
});

test('6.1.1, 7.1.1, 7.1.2: the document has every number as the code has it, beside its reason', () => {
  const rows = renderNumbers().trim().split('\n').slice(2);

  assert.ok(DOCUMENT.includes(renderNumbers()));
  for (const row of rows) assert.match(row, /^\| [^|]+ \| [^|]+ \| [^|]{8,} \|$/);
  for (const spent of ['sign-in', 'sign-in-site', 'mail-account'] as const)
    assert.match(DOCUMENT, new RegExp(`\`${spent}\` \\| ${LIMITS[spent].most.toLocaleString('en')} `));
});

test('6.1.1, 7.1.1: what the document says in words agrees with its numbers', () => {
  for (const sentence of [
    /15 code points at least, 1,024 at most/,
    /idles for at most an hour and lives 12 hours/,
    /more than 5 minutes ago; making a token or an operator's act, 15 minutes/,
    /Five are free; the sixth waits 30 seconds, then the wait doubles up to an hour/,
    /A hundred judged failures disable the authenticator; strangers may spend eighty of them/,
    /Or a recovery code: 80 bits, once/,
  ])
    assert.match(DOCUMENT, sentence);
  for (const row of [
    '| 15 to 1,024 characters |',
    '| 1 hour |',
    '| 12 hours |',
    '| 15 minutes |',
    '| 30 seconds, doubling to 1 hour |',
    '| 10 of 80 bits |',
  ])
    assert.ok(DOCUMENT.includes(row), row);
});

test('6.1.2: the document names the words that no password is made of', () => {
  for (const word of ['site’s name', 'host name', '“keyhouse”', '“password”', 'user name', 'person’s name', 'address'])
    assert.ok(
      DOCUMENT.replaceAll("'", '’')
        .replaceAll(/"(\w+)"/g, '“$1”')
        .includes(word),
      word,
    );
});

test('8.1.3, 8.1.4: what else a decision looks at is in the document, with what it changes', () => {
  const needs = new Set(Object.values(MATRIX).flatMap((rule) => rule.needs));

  for (const need of [...needs, 'action', 'factors', 'strength', 'known', 'network', 'epoch']) assert.ok(need in CONTEXT, need);
  for (const { looksAt, changes } of Object.values(CONTEXT)) assert.ok(DOCUMENT.includes(`| ${looksAt} | ${changes} |`), looksAt);
});
