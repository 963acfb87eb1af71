import assert from 'node:assert/strict';
import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256, verifyEd25519 } from '../../tests/support/hashing.ts';
import { readVectors } from '../../tests/support/vectors.ts';
import { toHex } from '../base/bytes.ts';
import type { NoteSignature } from './signed-note.ts';
import { noteKey, openNote, parseNote, parseVkey, renderNote, renderVkey, signNote } from './signed-note.ts';

const pair = generateKeyPairSync('ed25519');
const sign = (message: Uint8Array): Uint8Array => new Uint8Array(signWith(null, message, pair.privateKey));
const key = noteKey(sha256, 'log.example/1', new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)));

const vkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const message = 'This is an example message.\n';
const line = '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
const published = `${message}\n${line}`;

test('the published note opens with its published key', () => {
  const example = parseVkey(sha256, vkey)!;

  assert.equal(toHex(example.keyHash), '530d903a');
  assert.equal(renderVkey(example), vkey);
  assert.equal(openNote(verifyEd25519, published, example), message);
  assert.equal(renderNote(parseNote(published)!), published);
});

test('all published notes open', (t) => {
  for (const file of ['own/signed_note.json', 'fetched/tlog_c2sp.json']) {
    for (const vector of readVectors<{ signed_note: { vkey: string; note: string; valid: boolean }[] }>(t, file)?.signed_note ?? []) {
      assert.equal(openNote(verifyEd25519, vector.note, parseVkey(sha256, vector.vkey)!) !== undefined, vector.valid);
    }
  }
});

test('a changed note does not open', () => {
  const example = parseVkey(sha256, vkey)!;

  assert.equal(openNote(verifyEd25519, published.replace('example m', 'Example m'), example), undefined);
  assert.equal(openNote(verifyEd25519, published.replace('aQM=', 'aQI='), example), undefined);
  assert.equal(openNote(verifyEd25519, `x\n\n${published}`, example), undefined);
});

test('only the key that is asked for opens a note', () => {
  const note = signNote('text\n', key, sign);

  assert.equal(openNote(verifyEd25519, note, key), 'text\n');
  assert.equal(openNote(verifyEd25519, note, parseVkey(sha256, vkey)!), undefined);
  assert.equal(openNote(verifyEd25519, note, { ...key, name: 'log.example/2' }), undefined);
  assert.equal(openNote(verifyEd25519, note, { ...key, keyHash: new Uint8Array(4) }), undefined);
});

test('signatures of strangers are ignored, a wrong one under the own name is not', () => {
  const [own] = parseNote(signNote(message, key, sign))!.signatures;
  const [stranger] = parseNote(published)!.signatures;
  const wrong = { ...own!, signature: new Uint8Array(64) };
  const short = { ...own!, signature: own!.signature.slice(1) };
  const open = (...signatures: NoteSignature[]): string | undefined =>
    openNote(verifyEd25519, renderNote({ text: message, signatures }), key);

  assert.equal(open(stranger!, own!), message);
  assert.equal(open({ ...wrong, name: 'log.example/2' }, own!), message);
  assert.equal(open(own!, wrong), undefined);
  assert.equal(open(own!, short), undefined);
  assert.equal(open(stranger!), undefined);
});

test('a text may have empty lines; the last one parts it from the signatures', () => {
  assert.equal(openNote(verifyEd25519, signNote('a\n\nb\n\n\n', key, sign), key), 'a\n\nb\n\n\n');
});

test('notes of any other form are refused', () => {
  const refused = [
    ...[
      '',
      '\n',
      message,
      `${message}\n`,
      published.slice(0, -1),
      `${published}\n`,
      `${message}${line}`,
      published.replaceAll('\n', '\r\n'),
    ],
    ...[
      `${published}x\n`,
      published.replace('—', '-'),
      published.replace('— ', '—  '),
      published.replace('foo Uw', 'foo  Uw'),
      published.replace('=\n', '\n'),
    ],
    ...[
      published.replace('/foo', '+foo'),
      published.replace('/foo', '\u2028foo'),
      published.replace('/foo', '\u0085foo'),
      published.replace('/foo', '\u00a0foo'),
    ],
    ...[
      published.replace('=\n', '==\n'),
      `${message}\n— a UwAAAA==\n`,
      `${message}\n— a Uw2QOg==\n`,
      `tab\t${published}`,
      `nul\0${published}`,
      `\ud800${published}`,
    ],
    ...[`${message}\n${line.repeat(65)}`, `${'x'.repeat(131_072)}${published}`],
  ];

  for (const note of refused) assert.equal(parseNote(note), undefined, JSON.stringify(note.slice(0, 200)));
  assert.equal(parseNote(`${message}\n${line.repeat(16)}`)?.signatures.length, 16);
});

test('verifier keys of any other form are refused', () => {
  const refused = [
    ...[
      '',
      '+530d903a+',
      vkey.replace('530d903a', '530d903b'),
      vkey.replace('530d903a', '530D903A'),
      vkey.replace('foo', 'fo o'),
      `${vkey}=`,
    ],
    ...[vkey.replace('+Aeky', '+Aukx'), vkey.slice(0, -4), `${vkey}\n`, vkey.replace('example.com/foo', ''), vkey.replace('foo', 'bar')],
  ];

  for (const text of refused) assert.equal(parseVkey(sha256, text), undefined, text);
});

test('a text or name that no reader would take is not signed', () => {
  assert.throws(() => signNote('no newline', key, sign), RangeError);
  assert.throws(() => signNote('a\tb\n', key, sign), RangeError);
  assert.throws(() => noteKey(sha256, 'a b', key.publicKey), RangeError);
  assert.throws(() => noteKey(sha256, 'a', new Uint8Array(31)), RangeError);
});

test('whatever is signed opens, and no flipped bit does', () => {
  const text = fc.string({ unit: 'grapheme' }).map((line) => `${line.replace(/[\0-\x1f]/g, '')}\n`);

  fc.assert(
    fc.property(text, fc.nat(), (body, position) => {
      const note = signNote(body, key, sign);
      const bytes = Buffer.from(note);
      bytes[position % bytes.length]! ^= 1 << (position & 7);

      assert.equal(openNote(verifyEd25519, note, key), body);
      assert.equal(openNote(verifyEd25519, bytes.toString(), key), undefined);
    }),
    { seed: 18, numRuns: 300 },
  );
});

test('whatever text comes, it is a note in its one form or nothing', () => {
  const near = fc
    .array(fc.constantFrom('\n', '\n\n', '— ', 'a', ' ', 'AAAAAAA=', line, message, '+', '\r'), { maxLength: 9 })
    .map((list) => list.join(''));

  fc.assert(
    fc.property(fc.oneof(near, fc.string({ unit: 'binary' })), (text) => {
      const note = parseNote(text);

      if (note !== undefined) assert.equal(renderNote(note), text);
      assert.equal(parseVkey(sha256, text), undefined);
    }),
    { seed: 19, numRuns: 800 },
  );
});
