import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fastestMs } from '../../tests/support/fastest.ts';
import { compareRecorded, readRecord } from './wheel-record.ts';

const OWN = 'demo-1.0.dist-info/RECORD';
const DIGEST = 'A'.repeat(43);
const read = (text: string, ...files: readonly string[]) => readRecord(text, OWN, new Set([OWN, ...files]));

test('each file is listed with its hash and size; RECORD and its signatures may go without', () => {
  const jws = 'demo-1.0.dist-info/RECORD.jws';
  const text = `a.py,sha256=${DIGEST},5\r\n"b,""c"".py",sha512=${'B'.repeat(86)},\n${OWN},,\n${jws},,\n`;

  const recorded = read(text, 'a.py', 'b,"c".py', jws, 'demo-1.0.dist-info/RECORD.p7s');

  assert.deepEqual(
    [...recorded],
    [
      ['a.py', { algorithm: 'sha256', digest: DIGEST, size: 5 }],
      ['b,"c".py', { algorithm: 'sha512', digest: 'B'.repeat(86), size: undefined }],
    ],
  );
});

test('an empty RECORD of nothing but itself is read', () => {
  assert.equal(read(`${OWN},,`).size, 0);
});

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['', /does not list "demo-1\.0\.dist-info\/RECORD", which is in the wheel/],
  [`${OWN},,\n`, /does not list "a\.py", which is in the wheel/],
  [`a.py,sha256=${DIGEST},1\na.py,sha256=${DIGEST},1\n`, /lists "a\.py" twice/],
  [`b.py,sha256=${DIGEST},1\n`, /lists "b\.py", which is not in the wheel/],
  ['a.py,,\n', /gives no sha256 of "a\.py", or better/],
  ['a.py,md5=abc,1\n', /gives no sha256 of "a\.py"/],
  ['a.py,toString=abc,1\n', /gives no sha256/],
  ['a.py,sha256=abc,1\n', /gives a hash of "a\.py" that is none/],
  [`a.py,sha256=${'+'.repeat(43)},1\n`, /gives a hash of "a\.py" that is none/],
  [`a.py,sha256=${DIGEST},-1\n`, /gives a size of "a\.py" that is no number/],
  ['a.py\n', /has a line that is no "path,hash,size"/],
  [`a.py,sha256=${DIGEST},1,x\n`, /has a line that is no "path,hash,size"/],
  ['"a.py,,\n', /is no table of comma-separated values/],
  ['a"b.py,,\n', /is no table of comma-separated values/],
  ['a.py\0,,\n', /contains a NUL character/],
];

for (const [text, message] of REFUSED) {
  test(`RECORD of ${JSON.stringify(text.slice(0, 50))} is refused`, () => {
    assert.throws(() => read(text, 'a.py'), { name: 'Refusal', code: 'upload.record-mismatch', message });
  });
}

test('a wrong size and a wrong hash are told apart', () => {
  const recorded = { algorithm: 'sha256', digest: DIGEST, size: 5 } as const;

  compareRecorded('a.py', recorded, { digest: DIGEST, size: 5 });
  assert.throws(() => compareRecorded('a.py', recorded, { digest: DIGEST, size: 6 }), {
    message: /says that "a\.py" has 5 bytes, and it has 6/,
  });
  assert.throws(() => compareRecorded('a.py', recorded, { digest: 'B', size: 5 }), { message: /says another sha256 of "a\.py"/ });
});

test('hostile tables are answered within 50 ms', () => {
  for (const unit of ['"', '""', ',', '\n', 'a,', '",', 'a\n', '"\n']) {
    const readAll = (): void => {
      try {
        read(unit.repeat(30_000), 'a.py');
      } catch {
        // Refused: how is told above.
      }
    };
    assert.ok(fastestMs(readAll, 50) < 50, JSON.stringify(unit));
  }
});
