import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { equalBytes, hmacSha256 } from '../../tests/support/hashing.ts';
import { readVectors } from '../../tests/support/vectors.ts';
import { concat, fromBase64url, toBase64url, toHex, utf8 } from '../base/bytes.ts';
import type { Macaroon } from './macaroon.ts';
import { attenuate, MAX_CAVEATS, mintMacaroon, parseMacaroon, serializeMacaroon, verifySignature } from './macaroon.ts';

const rootKey = utf8('this is the key');
const location = utf8('http://example.org/');
const identifier = utf8('keyid');
const account = utf8('account = 3735928559');
const published = 'AgETaHR0cDovL2V4YW1wbGUub3JnLwIFa2V5aWQAAAYgfN7nklEcW8b1KEhYBd_psk54XijiqZMB-dcRxgnjjvc';
const signature = new Uint8Array(32).fill(7);
const end = new Uint8Array([0]);

const packet = (kind: number, data: Uint8Array): Uint8Array => concat(new Uint8Array([kind, data.length]), data);
const assembled = (...parts: Uint8Array[]): Macaroon | undefined => parseMacaroon(concat(new Uint8Array([2]), ...parts));

const part = fc.uint8Array({ minLength: 1, maxLength: 200 });
const content = fc.record({ identifier: part, caveats: fc.array(part, { maxLength: 8 }) });

test('the chain of libmacaroons gives its published signatures', () => {
  const bare = mintMacaroon(hmacSha256, rootKey, { location, identifier });
  const narrowed = attenuate(hmacSha256, bare, account);
  const twice = attenuate(hmacSha256, narrowed, utf8('user = alice'));

  assert.equal(toHex(bare.signature), '7cdee792511c5bc6f528485805dfe9b24e785e28e2a99301f9d711c609e38ef7');
  assert.equal(toHex(narrowed.signature), 'f54807f6dc6edf88bf0f7306b3822562a362533dbf7339ba61765da4bd259d87');
  assert.equal(toHex(twice.signature), '4be967cd1ea0c6b26baf6a4a94ee9b05b15886da0ba85e8c42a93c8d0e125efc');
});

test('the published version 2 form is written and read', () => {
  const bare = mintMacaroon(hmacSha256, rootKey, { location, identifier });

  assert.equal(toBase64url(serializeMacaroon(bare)), published);
  assert.deepEqual(parseMacaroon(fromBase64url(published)!), bare);
});

test('the published macaroons verify in version 2 and are refused in the others', (t) => {
  const vectors = readVectors<{
    verify: { name: string; macaroons: string[]; caveats: string[]; exact: string[]; key: string; authorized: boolean }[];
    serialization: { name: string; v1: string; v2: string; v2j: string; json_decoded: { c: { i: string }[] } }[];
  }>(t, 'fetched/macaroons.json');
  if (vectors === undefined) return;

  for (const { v1, v2, v2j, json_decoded } of vectors.serialization) {
    const bytes = new Uint8Array(Buffer.from(v2, 'base64url'));
    const macaroon = parseMacaroon(bytes)!;

    assert.deepEqual(serializeMacaroon(macaroon), bytes);
    assert.deepEqual(
      macaroon.caveats.map((caveat) => Buffer.from(caveat).toString()),
      json_decoded.c.map(({ i }) => i),
    );
    assert.ok(verifySignature(hmacSha256, equalBytes, rootKey, macaroon));
    assert.equal(parseMacaroon(new Uint8Array(Buffer.from(v1, 'base64url'))), undefined);
    assert.equal(parseMacaroon(new Uint8Array(Buffer.from(Buffer.from(v1, 'base64url').toString(), 'base64url'))), undefined);
    assert.equal(parseMacaroon(new Uint8Array(Buffer.from(v2j, 'base64url'))), undefined);
  }
  for (const { name, macaroons, caveats, exact, key, authorized } of vectors.verify) {
    const macaroon = parseMacaroon(new Uint8Array(Buffer.from(macaroons[0]!, 'base64url')));
    const isVerified = macaroon !== undefined && verifySignature(hmacSha256, equalBytes, utf8(key), macaroon) !== undefined;

    assert.deepEqual(macaroon?.caveats, name.includes('_v2_') ? caveats.map(utf8) : undefined, name);
    assert.equal(isVerified && caveats.every((caveat) => exact.includes(caveat)), authorized && name.includes('_v2_'), name);
  }
});

test('what is written reads back the same, whoever adds the caveats', () => {
  fc.assert(
    fc.property(part, content, fc.option(part, { nil: undefined }), (key, { identifier, caveats }, place) => {
      const bare = mintMacaroon(hmacSha256, key, place === undefined ? { identifier } : { identifier, location: place });
      const narrowed = caveats.reduce((macaroon, caveat) => attenuate(hmacSha256, macaroon, caveat), bare);

      assert.deepEqual(parseMacaroon(serializeMacaroon(narrowed)), narrowed);
      assert.equal(toHex(narrowed.signature), toHex(mintMacaroon(hmacSha256, key, { identifier, caveats }).signature));
      assert.equal(verifySignature(hmacSha256, equalBytes, key, narrowed)?.length, caveats.length + 1);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test('a flipped bit anywhere is refused', () => {
  fc.assert(
    fc.property(content, fc.nat(), (parts, position) => {
      const bytes = serializeMacaroon(mintMacaroon(hmacSha256, rootKey, parts));
      const bit = position % (bytes.length * 8);
      bytes[bit >> 3]! ^= 1 << (bit & 7);

      const macaroon = parseMacaroon(bytes);

      assert.equal(macaroon && verifySignature(hmacSha256, equalBytes, rootKey, macaroon), undefined);
    }),
    { seed: 3, numRuns: 1_000 },
  );
});

test('each bit of one macaroon counts', () => {
  const bytes = serializeMacaroon(mintMacaroon(hmacSha256, rootKey, { identifier, caveats: [account, utf8('user = alice')] }));

  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Uint8Array.from(bytes, (byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    const macaroon = parseMacaroon(flipped);
    assert.equal(macaroon && verifySignature(hmacSha256, equalBytes, rootKey, macaroon), undefined, `bit ${bit}`);
  }
});

test('caveats that are removed, swapped, doubled or changed break the signature', () => {
  const whole = mintMacaroon(hmacSha256, rootKey, { identifier, caveats: [account, utf8('b')] });
  const lists = [[], [account], [utf8('b'), account], [account, utf8('b'), utf8('b')], [account, utf8('c')]];

  for (const caveats of lists) assert.equal(verifySignature(hmacSha256, equalBytes, rootKey, { ...whole, caveats }), undefined);
  assert.equal(verifySignature(hmacSha256, equalBytes, utf8('another key'), whole), undefined);
  assert.equal(verifySignature(hmacSha256, equalBytes, rootKey, { ...whole, signature: whole.signature.slice(0, 31) }), undefined);
});

test('the node after a caveat stays the same however many caveats follow', () => {
  const issued = mintMacaroon(hmacSha256, rootKey, { identifier, caveats: [utf8('uses = 1')] });
  const node = toHex(verifySignature(hmacSha256, equalBytes, rootKey, issued)![1]!);
  let narrowed = issued;

  for (let times = 0; times < 50; times += 1) {
    narrowed = attenuate(hmacSha256, narrowed, utf8('more'));
    assert.equal(toHex(verifySignature(hmacSha256, equalBytes, rootKey, narrowed)![1]!), node);
  }
});

test('holders of one token who narrow it differently get different nodes', () => {
  const issued = mintMacaroon(hmacSha256, rootKey, { identifier });
  const left = verifySignature(hmacSha256, equalBytes, rootKey, attenuate(hmacSha256, issued, utf8('a')))!;
  const right = verifySignature(hmacSha256, equalBytes, rootKey, attenuate(hmacSha256, issued, utf8('b')))!;

  assert.deepEqual(left[0], right[0]);
  assert.notDeepEqual(left[1], right[1]);
});

test('packets that are doubled, missing, empty, out of order or of a third party are refused', () => {
  const id = packet(2, identifier);
  const seal = packet(6, signature);

  assert.ok(assembled(id, end, end, seal));
  assert.equal(assembled(id, id, end, end, seal), undefined, 'two identifiers');
  assert.equal(assembled(packet(1, location), packet(1, location), id, end, end, seal), undefined, 'two locations');
  assert.equal(assembled(id, packet(1, location), end, end, seal), undefined, 'location second');
  assert.equal(assembled(end, end, seal), undefined, 'no identifier');
  assert.equal(assembled(packet(2, new Uint8Array()), end, end, seal), undefined, 'empty identifier');
  assert.equal(assembled(packet(1, new Uint8Array()), id, end, end, seal), undefined, 'empty location');
  assert.equal(assembled(id, end, packet(2, account), packet(4, signature), end, end, seal), undefined, 'vid');
  assert.equal(assembled(id, end, packet(1, location), packet(2, account), end, end, seal), undefined, 'location of a caveat');
  assert.equal(assembled(id, end, packet(2, account), packet(2, account), end, end, seal), undefined, 'caveat not ended');
  assert.equal(assembled(id, end, packet(2, new Uint8Array()), end, end, seal), undefined, 'empty caveat');
  assert.equal(assembled(id, end, end, seal, seal), undefined, 'two signatures');
  assert.equal(assembled(id, end, end, packet(6, signature.slice(1))), undefined, 'short signature');
  assert.equal(assembled(id, end, end), undefined, 'no signature');
  assert.equal(assembled(id, end, end, seal, end), undefined, 'trailing byte');
});

test('lengths in another form than the shortest are refused', () => {
  const rest = [end, end, packet(6, signature)];

  assert.equal(assembled(new Uint8Array([2, 0x85, 0x00]), identifier, ...rest), undefined);
  assert.equal(assembled(new Uint8Array([2, 0x85, 0x80, 0x00]), identifier, ...rest), undefined);
  assert.equal(assembled(new Uint8Array([2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]), identifier, ...rest), undefined);
  assert.equal(assembled(new Uint8Array([0x82, 0x00, 5]), identifier, ...rest), undefined, 'kind of the packet');
});

test('too large and too many are refused when written and when read', () => {
  const id = packet(2, identifier);
  const caveats = (count: number): Uint8Array[] => Array.from({ length: count }, () => utf8('x'));
  const written = (count: number): Macaroon | undefined =>
    assembled(id, end, ...caveats(count).flatMap((caveat) => [packet(2, caveat), end]), end, packet(6, signature));

  assert.ok(written(MAX_CAVEATS));
  assert.equal(written(MAX_CAVEATS + 1), undefined);
  assert.throws(() => mintMacaroon(hmacSha256, rootKey, { identifier, caveats: caveats(MAX_CAVEATS + 1) }), RangeError);
  assert.throws(() => mintMacaroon(hmacSha256, rootKey, { identifier: new Uint8Array(4_096) }), RangeError);
  assert.throws(() => mintMacaroon(hmacSha256, rootKey, { identifier: new Uint8Array(40_000) }), RangeError);
  assert.throws(() => attenuate(hmacSha256, mintMacaroon(hmacSha256, rootKey, { identifier }), new Uint8Array()), RangeError);
  assert.equal(parseMacaroon(new Uint8Array(1_048_576).fill(2)), undefined);
});

test('whatever bytes come, they are one macaroon in its one form or nothing', () => {
  const pieces = fc.array(fc.constantFrom([2], [1, 1, 65], [2, 1, 65], [4, 1, 65], [6, 32], [0], [0x80, 1], new Array(32).fill(9)), {
    maxLength: 12,
  });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    pieces.map((list) => Uint8Array.from([2, ...list.flat()])),
  );

  fc.assert(
    fc.property(bytes, (input) => {
      const macaroon = parseMacaroon(input);

      if (macaroon !== undefined) assert.deepEqual(serializeMacaroon(macaroon), input);
    }),
    { seed: 4, numRuns: 1_000 },
  );
});
