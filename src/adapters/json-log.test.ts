import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeJsonLog } from './json-log.ts';

function logged(write: (log: ReturnType<typeof makeJsonLog>) => void): readonly string[] {
  const lines: string[] = [];
  write(makeJsonLog((line) => lines.push(line)));
  return lines;
}

test('a line is one JSON object with its time in milliseconds, its level and what happened', () => {
  const [line = ''] = logged((log) => log.info('started', { port: 8765, isSealed: true }));

  const { time, ...rest } = JSON.parse(line);

  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(rest, { level: 'info', what: 'started', port: 8765, isSealed: true });
  assert.equal(line.endsWith('}\n'), true);
});

test('a text cannot make a second line or reach a terminal', () => {
  const nasty = 'a\nb\r\u2028\u2029\u009b31m\u001b[31m\u007f\u202egnp.exe\u200b';

  const [line = ''] = logged((log) => log.warn(nasty, { agent: nasty }));

  assert.equal(/[^\x20-\x7e\n]/.test(line), false);
  assert.equal(line.indexOf('\n'), line.length - 1);
  assert.equal(JSON.parse(line).agent, nasty);
});

test('a field cannot replace level, time or what', () => {
  const [line = ''] = logged((log) => log.info('real', { level: 'error', what: 'forged', time: 'never' }));

  const { level, what, time } = JSON.parse(line);

  assert.deepEqual([level, what, time === 'never'], ['info', 'real', false]);
});

test('an error brings its message, its stack and what lies beneath', () => {
  const cause = new Error('could not save', { cause: new Error('disk gone') });

  const [line = ''] = logged((log) => log.error('a request failed', cause, { requestId: 'r1' }));

  const { level, requestId, cause: message, because, stack } = JSON.parse(line);
  assert.deepEqual([level, requestId, message, because], ['error', 'r1', 'could not save', 'disk gone']);
  assert.match(stack, /json-log\.test/);
});
