import assert from 'node:assert/strict';
import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256, verifyEd25519 } from '../../tests/support/hashing.ts';
import { openCheckpoint, parseCheckpoint, renderCheckpoint, signCheckpoint } from './checkpoint.ts';
import { noteKey, signNote } from './signed-note.ts';

const pair = generateKeyPairSync('ed25519');
const sign = (message: Uint8Array): Uint8Array => new Uint8Array(signWith(null, message, pair.privateKey));
const key = noteKey(sha256, 'index.example/log/1', new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)));

const origin = 'index.example/log/1';
const root = new Uint8Array(Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64'));
const text = 'index.example/log/1\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

test('a head has three lines: origin, size and root', () => {
  assert.equal(renderCheckpoint({ origin, size: 20_852_163, root }), text);
  assert.deepEqual(parseCheckpoint(text), { origin, size: 20_852_163, root });
  assert.deepEqual(parseCheckpoint(text.replace('20852163', '0'))?.size, 0);
  assert.deepEqual(parseCheckpoint(text.replace('20852163', '9007199254740991'))?.size, 9_007_199_254_740_991);
});

test('further lines are left out', () => {
  assert.deepEqual(parseCheckpoint(`${text}later\n`), { origin, size: 20_852_163, root });
});

test('texts of any other form are no head', () => {
  const refused = [
    ...[
      '',
      '\n',
      '\n\n\n',
      text.slice(0, -1),
      `${text}\n`,
      `\n${text}`,
      text.replace(origin, ''),
      text.replace(origin, 'a\tb'),
      text.replaceAll('\n', '\r\n'),
    ],
    ...['020852163', '+1', '-1', '1.0', '1e3', ' 1', '1 ', '', '٣', '9007199254740992', '99999999999999999', '0x10'].map((size) =>
      text.replace('20852163', size),
    ),
    ...[
      text.replace('q2I=', 'q2I'),
      text.replace('q2I=', 'q2J='),
      text.replace('CsUY', ''),
      text.replace('CsUY', 'CsUYCsUY'),
      text.replace('/Xaj', '_Xaj'),
    ],
  ];

  for (const other of refused) assert.equal(parseCheckpoint(other), undefined, JSON.stringify(other));
});

test('a head that no reader would take is not written', () => {
  assert.throws(() => renderCheckpoint({ origin: '', size: 1, root }), RangeError);
  assert.throws(() => renderCheckpoint({ origin: 'a\nb', size: 1, root }), RangeError);
  assert.throws(() => renderCheckpoint({ origin, size: -1, root }), RangeError);
  assert.throws(() => renderCheckpoint({ origin, size: 1, root: root.slice(1) }), RangeError);
});

test('a signed head opens with its own key only', () => {
  const note = signCheckpoint({ origin, size: 7, root }, key, sign);
  const other = noteKey(sha256, 'index.example/log/2', key.publicKey);

  assert.deepEqual(openCheckpoint(verifyEd25519, note, key), { origin, size: 7, root });
  assert.equal(openCheckpoint(verifyEd25519, note, other), undefined);
  assert.equal(openCheckpoint(verifyEd25519, note.replace('\n7\n', '\n8\n'), key), undefined);
});

test('a key says nothing about a log of another name', () => {
  const head = { origin: 'index.example/log/2', size: 7, root };

  assert.throws(() => signCheckpoint(head, key, sign), RangeError);
  assert.equal(openCheckpoint(verifyEd25519, signNote(renderCheckpoint(head), key, sign), key), undefined);
});

test('a signed note that is no head does not open', () => {
  assert.equal(openCheckpoint(verifyEd25519, signNote('index.example/log/1\n', key, sign), key), undefined);
});

test('every head reads back, and whatever text comes is a head or nothing', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const near = fc
    .array(fc.constantFrom('\n', 'a', '0', '12', 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', ' '), { maxLength: 8 })
    .map((list) => list.join(''));

  fc.assert(
    fc.property(fc.maxSafeNat(), hash, fc.oneof(near, fc.string({ unit: 'binary' })), (size, anyRoot, other) => {
      const head = { origin, size, root: anyRoot };
      const parsed = parseCheckpoint(other);

      assert.deepEqual(parseCheckpoint(renderCheckpoint(head)), head);
      if (parsed !== undefined) assert.ok(other.startsWith(renderCheckpoint(parsed)));
    }),
    { seed: 20, numRuns: 500 },
  );
});
