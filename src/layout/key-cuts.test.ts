import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { renderHtml } from '../base/html.ts';
import { cut, depths, headerKey } from './key-cuts.ts';

const digests = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));

test('the first bytes of a digest set the depths', () => {
  assert.deepEqual(depths('00010203ff04', 6), [1, 3, 1, 5, 4, 5]);
});

test('depths are 1 to 5, and neighbours differ', () => {
  fc.assert(
    fc.property(digests, (digest) => {
      const cuts = depths(digest, 10);

      assert.equal(cuts.length, 10);
      assert.ok(cuts.every((depth, i) => depth >= 1 && depth <= 5 && depth !== cuts[i - 1]));
    }),
    { seed: 7 },
  );
});

test('a key is decoration, and green only when proved', () => {
  assert.match(renderHtml(cut('00'.repeat(32), true)), /^<svg class="cut cut--proved" viewBox="0 0 56 14" aria-hidden="true">/);
  assert.match(renderHtml(cut('00'.repeat(32))), /^<svg class="cut" /);
});

test('the header of a broken page has a key in two pieces', () => {
  assert.match(renderHtml(headerKey([1, 2, 3, 4, 5, 1, 2, 3, 4, 5], true)), /blade--broken.*blade__rest/);
});
