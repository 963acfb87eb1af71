import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { safeNext } from './safe-redirect.ts';

// After OWASP's and PortSwigger's lists, and what PyPI's own check refuses (reference, accounts 2.9).
const ELSEWHERE = [
  '',
  ' ',
  'evil.example',
  'evil.example/path',
  '//evil.example',
  '///evil.example',
  '////evil.example/%2e%2e',
  '/\\evil.example',
  '\\/evil.example',
  '\\\\evil.example',
  '/\\/evil.example',
  '/\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  ' /ok',
  '/ok ',
  '/a b',
  '\u00a0//evil.example',
  '/\u2028/evil.example',
  '/\u0000/evil.example',
  '/\u007f',
  'http://evil.example',
  'https://evil.example',
  'HTTPS://evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  'http:evil.example',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'mailto:x@evil.example',
  '//localhost:8765/',
  '//user@evil.example',
  'http://localhost:8765@evil.example/',
  '/%2f/evil.example',
  '/%2Fevil.example',
  '/%5cevil.example',
  '%2f%2fevil.example',
  '/.//evil.example',
  '/./%2fevil.example',
  '/..//evil.example',
  '/a/..//evil.example',
  '/a/../%2fevil.example',
  '/a/..%2f/../..//evil.example',
  '/.\\evil.example',
  '/x\\..\\..\\\\evil.example',
  '?next=//evil.example',
  '#//evil.example',
  '../evil',
  './evil',
  `/${'a'.repeat(2_000)}`,
];

test('what may lead elsewhere leads to the front page', () => {
  for (const text of ELSEWHERE) assert.equal(safeNext(text), '/', JSON.stringify(text));
  assert.equal(safeNext(undefined), '/');
});

test('a path of this site is kept with its query and anchor', () => {
  for (const text of ['/', '/manage/account/', '/search/?q=a%20b&c=//x', '/manage/account/#api-tokens', '/project/a%2Fb/', '/@x', '/a:b']) {
    assert.equal(safeNext(text), text);
  }
});

test('what is no ASCII is encoded, so that it fits into a header', () => {
  assert.equal(safeNext('/project/zwölf/?q=ü'), '/project/zw%C3%B6lf/?q=%C3%BC');
});

test('whatever is asked for, a browser stays on the site', () => {
  const pieces = fc.constantFrom('/', '\\', '.', '..', '%2f', '%5c', '%09', 'evil.example', '@', ':', '?', '#', 'a', '\t', 'http:', 'ü');

  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 9 }), (parts) => {
      const next = safeNext(parts.join(''));
      assert.equal(new URL(next, 'https://index.example').origin, 'https://index.example');
      assert.match(next, /^\/(?![/\\])[\x21-\x7e]*$/);
      assert.equal(safeNext(next), next);
    }),
    { seed: 8, numRuns: 3_000 },
  );
});
