import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderHtml } from '../base/html.ts';
import { shareChart } from './share-chart.ts';

const BANDS = [
  { strength: 'strong', name: 'Passkey' },
  { strength: 'weak', name: 'None' },
] as const;

test('shares stand on each other and fill the frame', () => {
  const points = [
    { label: '1 May', counts: [1, 3] },
    { label: '2 May', counts: [3, 1] },
  ];

  const page = renderHtml(shareChart({ label: 'Shares', bands: BANDS, points }));

  assert.match(page, /class="v-strong" d="M0 150L600 50L600 200L0 200Z"/);
  assert.match(page, /class="v-weak" d="M0 0L600 0L600 50L0 150Z"/);
  assert.match(page, /aria-label="Shares"/);
});

test('a single day is a level, and a site without accounts breaks nothing', () => {
  const page = renderHtml(shareChart({ label: 'Shares', bands: BANDS, points: [{ label: 'today', counts: [0, 0] }] }));

  assert.doesNotMatch(page, /NaN/);
  assert.match(page, /class="v-strong" d="M0 200L600 200L600 200L0 200Z"/);
});
