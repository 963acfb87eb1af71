import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { ASVS_LINES, type AsvsLine } from './asvs-lines.ts';
import { judgeAsvs, renderJudged } from './judge-asvs.ts';
import { idsOf, readNamedTests } from './titles.ts';

const NAMED = new Set(readNamedTests(join(import.meta.dirname, '..', '..')).flatMap(({ title }) => idsOf(title)));

test('every line of ASVS that applies has a test of its name', () => {
  const missing = ASVS_LINES.filter(({ id, notHere }) => notHere === undefined && !NAMED.has(id)).map(({ id, says }) => `${id} ${says}`);

  assert.deepEqual(missing, []);
});

test('a test of V6 to V8 is named after a line that there is and that applies', () => {
  const lines = new Set(ASVS_LINES.filter(({ notHere }) => notHere === undefined).map(({ id }) => id));

  assert.deepEqual(
    [...NAMED].filter((id) => /^[678]\.\d+\.\d+$/.test(id) && !lines.has(id)),
    [],
  );
});

const LINE: AsvsLine = { id: '6.2.1', level: 1, says: 'a password has a least length' };
const RAN = { title: '6.2.1: seven characters are refused (SQLite)' } as const;
const WRITTEN = [{ file: 'a.test.ts', by: 'story', title: '6.2.1: seven characters are refused' }];

test('a line is shown by a test of its name that passed, skipped elsewhere or not', () => {
  const judged = judgeAsvs(
    [LINE],
    [
      { ...RAN, outcome: 'passed' },
      { ...RAN, outcome: 'skipped' },
    ],
    WRITTEN,
  );

  assert.match(renderJudged(judged), /^✔ {2}6\.2\.1 {2}L1 {2}a password has a least length \(1 of 2 tests, a\.test\.ts\)$/m);
  assert.match(renderJudged(judged), /^1 of 1 lines that apply are shown by tests that passed; 0 do not apply\.$/m);
});

test('a line is not shown when its test failed, was skipped, did not run, or is not there', () => {
  const runs = [
    [
      { ...RAN, outcome: 'passed' },
      { ...RAN, outcome: 'failed' },
    ],
    [{ ...RAN, outcome: 'skipped' }],
    [],
    [{ ...RAN, title: '6.2.10: a password does not expire', outcome: 'passed' }],
  ] as const;

  assert.deepEqual(
    runs.map((ran) => judgeAsvs([LINE], ran, WRITTEN)[0]?.isShown),
    [false, false, false, false],
  );
});

test('a line that does not apply needs no test and says why', () => {
  const judged = judgeAsvs([{ ...LINE, notHere: 'there are no passwords' }], [], []);

  assert.equal(judged[0]?.isShown, true);
  assert.match(renderJudged(judged), /least length: there are no passwords\n0 of 0 lines that apply/);
});

test('a line is not shown when a test of its name is written and did not run', () => {
  const more = [...WRITTEN, { file: 'b.test.ts', by: 'test', title: '6.2.1: fourteen of ${what} are refused' }];

  assert.equal(judgeAsvs([LINE], [{ ...RAN, outcome: 'passed' }], more)[0]?.isShown, false);
  const also = { title: '6.2.1: fourteen of emoji are refused', outcome: 'skipped' } as const;
  assert.equal(judgeAsvs([LINE], [{ ...RAN, outcome: 'passed' }, also], more)[0]?.isShown, true);
});
