import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderHtml } from '../base/html.ts';
import { agoText, clockText, dayText, groupedNumber, inText, numberText, spanText, timeTag, timeText } from './times.ts';

const AT = Date.UTC(2026, 10, 4, 9, 5, 44);
const MINUTE = 60_000;
const DAY = 86_400_000;

test('a time is written in full, in UTC, with spaces that do not break', () => {
  assert.equal(timeText(AT), '4\u00A0November 2026, 09:05\u00A0UTC');
  assert.equal(dayText(AT), '4\u00A0November 2026');
  assert.equal(clockText(AT), '09:05\u00A0UTC');
});

test('machines read the same time', () => {
  assert.equal(renderHtml(timeTag(AT, 'today')), '<time datetime="2026-11-04T09:05:44Z">today</time>');
});

const spans: [number, string][] = [
  [0, 'no seconds'],
  [1_000, 'one second'],
  [119_999, 'one minute'],
  [59 * MINUTE, '59 minutes'],
  [3 * DAY, 'three days'],
  [45 * DAY, 'one month'],
  [800 * DAY, 'two years'],
];
for (const [milliseconds, text] of spans) {
  test(`${milliseconds} ms are ${text}`, () => {
    assert.equal(spanText(milliseconds), text);
  });
}

test('what is past is rounded down', () => {
  assert.equal(agoText(AT, AT + 5 * MINUTE - 1), 'four minutes ago');
  assert.equal(agoText(AT, AT + 59_999), 'just now');
});

test('what is left is rounded up, into the next unit where it is full', () => {
  assert.equal(inText(AT + 4 * MINUTE + 1, AT), 'in five minutes');
  assert.equal(inText(AT + 59 * MINUTE + 1, AT), 'in one hour');
  assert.equal(inText(AT + 61 * MINUTE, AT), 'in 61 minutes');
  assert.equal(inText(AT + 3 * DAY, AT), 'in three days');
  assert.equal(inText(AT, AT), 'now');
});

test('numbers are words up to twelve, then have commas', () => {
  assert.equal(numberText(12), 'twelve');
  assert.equal(numberText(13), '13');
  assert.equal(groupedNumber(1_048_219), '1,048,219');
});
