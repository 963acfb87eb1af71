import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, renderHtml } from '../../src/base/html.ts';
import { command, secretText } from '../../src/layout/code.ts';
import { hash } from '../../src/layout/hash.ts';
import { historyByDay } from '../../src/layout/history-entry.ts';
import { pagination, tabs } from '../../src/layout/navigation.ts';
import { rows } from '../../src/layout/rows.ts';
import { table } from '../../src/layout/table.ts';

test('a copied command never contains the prompt', () => {
  const drawn = renderHtml(command({ text: 'pip install tidewater', label: 'command', prompt: '$' }));

  assert.match(drawn, /data-copy="pip install tidewater"/);
  assert.match(drawn, /<span class="code__prompt" aria-hidden="true">\$ <\/span>pip install tidewater<\/code>/);
});

test('a command wraps between arguments, and a path after its slashes', () => {
  const drawn = renderHtml(command({ text: 'uv add --index https://a.example/simple/', label: 'command' }));

  assert.match(drawn, /uv add <span class="arg">--index<\/span> <span class="arg">https:\/\/a\.example\/<wbr>simple\/<\/span>/);
});

test('a token may break anywhere and is copied whole', () => {
  assert.match(
    renderHtml(secretText({ text: 'keyhouse-a', label: 'token' })),
    /code--token.*<code>keyhouse-a<\/code>.*data-copy="keyhouse-a"/,
  );
});

test('a hash is shown short, and in full in groups that are selected without spaces', () => {
  const drawn = renderHtml(hash('0123456789abcdef'.repeat(4), 'a.whl'));

  assert.match(drawn, /<span>01234567…89abcdef<\/span>/);
  assert.match(drawn, /aria-label="SHA-256 of a\.whl"><span>01234567<\/span><span>89abcdef<\/span>/);
});

test('a table says its roles and the heading of each value', () => {
  const drawn = renderHtml(
    table({
      caption: 'Releases',
      columns: [{ label: 'Release' }, { label: 'Files', kind: 'right' }],
      rows: [{ cells: ['1.0', ''], isOff: true }],
    }),
  );

  assert.match(
    drawn,
    /<tr role="row" data-state="off"><th role="rowheader" scope="row">1\.0<\/th><td role="cell" class="right void" data-label="Files"><\/td><\/tr>/,
  );
});

test('a row leaves out what it has not', () => {
  assert.doesNotMatch(renderHtml(rows('Factors', [{ sign: 'key', name: 'MacBook' }])), /row__text|row__facts|row__do/);
});

test('entries of one day in UTC stand under one heading', () => {
  const entry = (at: number) => ({ at, sign: 'key', sentence: 'You signed in' }) as const;

  const drawn = renderHtml(
    historyByDay([entry(Date.UTC(2026, 10, 24, 23, 59)), entry(Date.UTC(2026, 10, 24)), entry(Date.UTC(2026, 10, 23, 23, 59))]),
  );

  assert.deepEqual(drawn.match(/\d+\u00A0November 2026/g), ['24\u00A0November 2026', '23\u00A0November 2026']);
  assert.match(drawn, /<time datetime="2026-11-24T23:59:00Z">23:59:00<\/time>/);
});

test('the current tab is marked', () => {
  const links = [
    { href: '/a', label: 'A', count: 1_200 },
    { href: '/b', label: 'B' },
  ];

  assert.match(
    renderHtml(tabs('Pages', links, '/b')),
    /<a href="\/a">A <span class="count">1,200<\/span><\/a>.*<a href="\/b" aria-current="page">B<\/a>/,
  );
});

test('a list of one page has no page numbers', () => {
  assert.equal(renderHtml(pagination({ label: 'Pages', page: 1, lastPage: 1, href: () => '/' })), '');
});

test('the first page leads onwards only', () => {
  const drawn = renderHtml(pagination({ label: 'Pages', page: 1, lastPage: 3, href: (page) => `?page=${page}` }));

  assert.match(drawn, /<span><\/span><ul>.*<a href="\?page=2" rel="next">Older/);
  assert.doesNotMatch(drawn, /Newer/);
});

test('a sentence may hold markup, a text may not', () => {
  const drawn = renderHtml(historyByDay([{ at: 0, sign: 'key', sentence: html`<b>You</b>`, facts: ['<b>'] }]));

  assert.match(drawn, /<p><b>You<\/b><\/p>.*<li>&lt;b&gt;<\/li>/);
});
