import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hmacSha256 } from '../../tests/support/hashing.ts';
import type { AccountId, TokenId } from '../base/brands.ts';
import { fromHex, fromUtf8, toBase64url, utf8 } from '../base/bytes.ts';
import type { ApiToken } from './api-token.ts';
import { API_TOKEN_SHAPE, findApiTokens, mintApiToken, parseApiToken, renderApiToken } from './api-token.ts';
import { attenuate, mintMacaroon } from './macaroon.ts';

const rootKey = new Uint8Array(32).fill(1);
const siteId = '000102030405060708090a0b0c0d0e0f';
const tokenId = 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff' as TokenId;
const accountId = 'a11ce000000000000000000000000000' as AccountId;
const text = mintApiToken(hmacSha256, rootKey, { siteId, tokenId, actions: ['upload'], caveats: [{ kind: 'account', accountId }] });
const identifier = fromHex(`01${siteId}${tokenId}`)!;
const location = utf8('keyhouse');

function tokenOf(text: string): ApiToken | undefined {
  const read = parseApiToken(text);
  return 'token' in read ? read.token : undefined;
}

function reasonOf(text: string): string | undefined {
  const read = parseApiToken(text);
  return 'reason' in read ? read.reason : undefined;
}

test('a token says which site and which token it is, and begins with its actions', () => {
  const token = tokenOf(text)!;

  assert.equal(token.siteId, siteId);
  assert.equal(token.tokenId, tokenId);
  assert.deepEqual(token.macaroon.caveats.map(fromUtf8), ['[3,["upload"]]', `[2,"${accountId}"]`]);
  assert.equal(renderApiToken(token.macaroon), text);
});

test('a narrowed token is a token', () => {
  const narrowed = renderApiToken(attenuate(hmacSha256, tokenOf(text)!.macaroon, utf8('[0,2000,0]')));

  assert.equal(tokenOf(narrowed)!.tokenId, tokenId);
  assert.equal(tokenOf(narrowed)!.macaroon.caveats.length, 3);
});

test('a token without an action, or with an id that is none, is not made', () => {
  assert.throws(() => mintApiToken(hmacSha256, rootKey, { siteId, tokenId, actions: [], caveats: [] }), RangeError);
  assert.throws(() => mintApiToken(hmacSha256, rootKey, { siteId: '00', tokenId, actions: ['upload'], caveats: [] }), RangeError);
});

test('what is no token is refused with what to do', () => {
  assert.match(reasonOf(`pypi-${text.slice(9)}`)!, /begins with keyhouse-/);
  assert.match(reasonOf(`Keyhouse-${text.slice(9)}`)!, /begins with keyhouse-/);
  assert.match(reasonOf(` ${text}`)!, /begins with keyhouse-/);
  assert.match(reasonOf('keyhouse-')!, /too short/);
  assert.match(reasonOf(`keyhouse-${'A'.repeat(1_048_576)}`)!, /too long/);
  assert.match(reasonOf(`${text}\n`)!, /characters/);
  assert.match(reasonOf(`${text}=`)!, /characters/);
  assert.match(reasonOf(text.replace(/.$/, '+'))!, /characters/);
  assert.match(reasonOf(`${text}AAAA`)!, /damaged/);
});

test('the unused bits of the last character must be zero', () => {
  const sizes = [0, 1, 2].map((extra) => renderApiToken(attenuate(hmacSha256, tokenOf(text)!.macaroon, new Uint8Array(1 + extra).fill(9))));

  for (const token of sizes) {
    const twins = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((last) => token.slice(0, -1) + last);
    const same = twins.map(tokenOf).filter((twin) => twin?.macaroon.signature.at(-1) === tokenOf(token)!.macaroon.signature.at(-1));
    assert.equal(same.length, 1);
  }
});

test('an identifier or location of another form is refused', () => {
  const rendered = (content: { identifier: Uint8Array; location?: Uint8Array }): string =>
    renderApiToken(mintMacaroon(hmacSha256, rootKey, content));

  assert.ok(tokenOf(rendered({ identifier, location })));
  assert.equal(tokenOf(rendered({ identifier, location: utf8('evil.org') })), undefined);
  assert.equal(tokenOf(rendered({ identifier: fromHex(`01${siteId}${tokenId}${'00'.repeat(9)}`)!, location })), undefined);
  assert.equal(tokenOf(rendered({ identifier: fromHex(`02${siteId}${tokenId}`)!, location })), undefined);
  assert.equal(tokenOf(rendered({ identifier: fromHex(`01${siteId}${tokenId}00`)! })), undefined);
});

test('a search for secrets finds tokens in any text, and only them', () => {
  const file = `[pypi]\npassword=${text}\n# keyhouse-${'A'.repeat(200)}\nhttps://__token__:${text}@host/ "keyhouse-AgEI"`;

  assert.deepEqual(findApiTokens(file), [text, text]);
});

test('the shape covers every token that can be made', () => {
  const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'));

  fc.assert(
    fc.property(id, id, (site, token) => {
      const made = mintApiToken(hmacSha256, rootKey, { siteId: site, tokenId: token as TokenId, actions: ['upload'], caveats: [] });

      assert.match(made, new RegExp(`^${API_TOKEN_SHAPE}$`));
      assert.equal(tokenOf(made)!.siteId, site);
    }),
    { seed: 9, numRuns: 300 },
  );
});

test('a search stays fast on a text that is full of beginnings', () => {
  const started = performance.now();

  findApiTokens('keyhouse-AgEIa2V5aG91c2UCIQE'.repeat(40_000));
  findApiTokens('keyhouse-AgEIa2V5aG91c2UCIQE '.repeat(40_000));

  assert.ok(performance.now() - started < 1_000);
});

test('whatever text comes, it is one token in its one form or a reason', () => {
  const near = fc.uint8Array({ minLength: 70, maxLength: 120 }).map((bytes) => `keyhouse-${toBase64url(bytes)}`);
  const changed = fc
    .tuple(fc.nat(text.length - 1), fc.string({ unit: 'binary', maxLength: 2 }), fc.nat(3))
    .map(([at, patch, skip]) => text.slice(0, at) + patch + text.slice(at + skip));

  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), near, changed), (input) => {
      const token = tokenOf(input);

      if (token !== undefined) assert.equal(renderApiToken(token.macaroon), input);
      if (token === undefined) assert.match(reasonOf(input)!, /^(An|The) API token .*\.$/);
    }),
    { seed: 10, numRuns: 1_000 },
  );
});
