import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderHtml } from '../base/html.ts';
import { parseReason, reasonField } from './reason.ts';

test('a reason of 200 letters is taken whole, counted as a reader counts them', () => {
  assert.equal(parseReason(` ${'𝄞'.repeat(200)} `), '𝄞'.repeat(200));
});

test('a reason of 201 letters is refused with both numbers, never cut', () => {
  assert.throws(() => parseReason('e\u0301'.repeat(201)), { code: 'admin.long-reason', message: /it has 201 letters, and 200 are kept/ });
});

test('no reason at all is refused', () => {
  assert.throws(() => parseReason(' \n'), { code: 'admin.no-reason' });
});

test('no browser cuts what is pasted into its field', () => {
  assert.doesNotMatch(renderHtml(reasonField({})), /maxlength/);
});
