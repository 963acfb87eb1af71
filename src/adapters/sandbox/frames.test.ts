import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { encodeFrame, type Frame, frameReader } from './frames.ts';
import { packAnswer, unpackAnswer } from './jobs.ts';

describe('frames', () => {
  test('arrive whole, whatever pieces they come in', () => {
    const frame = fc.record({ json: fc.jsonValue({ noUnicodeString: false }), bytes: fc.uint8Array({ maxLength: 50 }) });

    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), (sent, pieceLength) => {
        const stream = Buffer.concat(sent.map(({ json, bytes }) => encodeFrame(json, bytes)));
        const read = frameReader(1_000_000);
        const received: Frame[] = [];
        for (let at = 0; at < stream.length; at += pieceLength) received.push(...read(stream.subarray(at, at + pieceLength)));
        assert.deepEqual(
          received.map(({ json, bytes }) => [JSON.stringify(json), [...bytes]]),
          sent.map(({ json, bytes }) => [JSON.stringify(json), [...bytes]]),
        );
      }),
      { seed: 427, numRuns: 200 },
    );
  });

  test('that are too large are refused by their head alone', () => {
    const head = Buffer.from('ffffffff00000000', 'hex');

    assert.throws(() => frameReader(1000)(head), /too large/);
  });
});

describe('an answer', () => {
  test('comes out as it went in', () => {
    const found = new Map([
      ['a', Uint8Array.of(1, 2)],
      ['b', Uint8Array.of()],
      ['c', Uint8Array.of(3)],
    ]);
    const answer = { answer: 'archive', archive: { members: [{ path: 'a', size: 2, kind: 'link' }], found } } as const;

    const { json, bytes } = packAnswer(answer);

    assert.deepEqual(unpackAnswer(JSON.parse(JSON.stringify(json)), bytes), answer);
  });

  const nonsense: readonly unknown[] = [
    null,
    'ready',
    {},
    { answer: 'other' },
    { answer: 'html' },
    { answer: 'refused', sentence: 1 },
    { answer: 'archive', members: {}, found: [] },
    { answer: 'archive', members: [['a', -1, 0]], found: [] },
    { answer: 'archive', members: [['a', 1, 9]], found: [] },
    { answer: 'archive', members: [], found: [['a', 3]] },
    { answer: 'archive', members: [], found: [] },
  ];
  for (const json of nonsense) {
    test(`is not taken from ${JSON.stringify(json)}`, () => {
      assert.throws(() => unpackAnswer(json, Buffer.of(1)), /no answer/);
    });
  }
});
