import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSafeLink } from './safe-link.ts';

const safe = [
  '/',
  '/project/a/',
  '#main',
  '?page=2',
  'https://example.org/a?b#c',
  'https://example.org/@ada',
  'HTTP://example.org',
  'mailto:ada@example.org',
  '/a:b',
  '/a//b',
];
for (const link of safe) {
  test(`${link} is a safe link`, () => {
    assert.equal(isSafeLink(link), true);
  });
}

const unsafe = [
  '',
  'a',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html,a',
  'vbscript:a',
  'blob:https://example.org/a',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  'https://a\\@evil.example',
  'mailto://evil.example',
  'ftp://example.org/',
  'https://pypi.org@evil.example/',
  'https://ada:word@example.org',
  '/a b',
  '/a\0b',
];
for (const link of unsafe) {
  test(`${JSON.stringify(link)} is no safe link`, () => {
    assert.equal(isSafeLink(link), false);
  });
}
