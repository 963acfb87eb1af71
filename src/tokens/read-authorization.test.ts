import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Refusal } from '../base/refusal.ts';
import { readAuthorization } from './read-authorization.ts';

function read(header: string | undefined): string {
  const found = readAuthorization(header, 'https://keyhouse.example.org');
  return found instanceof Refusal ? found.code : found.reveal();
}

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

const HEADERS: Readonly<Record<string, readonly [string | undefined, string]>> = {
  none: [undefined, 'token.missing'],
  'an empty one': ['', 'token.missing'],
  'Basic with the token': [basic('__token__:keyhouse-abc'), 'keyhouse-abc'],
  'Basic with blanks around a pasted token': [basic('__token__: keyhouse-abc\r\n'), 'keyhouse-abc'],
  'Basic in another case': [basic('__token__:keyhouse-abc').replace('Basic', 'bASIC'), 'keyhouse-abc'],
  'Basic with a colon in the token': [basic('__token__:a:b'), 'a:b'],
  'the scheme token': ['token keyhouse-abc', 'keyhouse-abc'],
  'the scheme bearer': ['Bearer keyhouse-abc', 'keyhouse-abc'],
  'a user name and password': [basic('ines:correct horse'), 'token.password'],
  'the user name in capitals': [basic('__TOKEN__:keyhouse-abc'), 'token.password'],
  'Basic without a colon': [basic('__token__'), 'token.malformed'],
  'Basic with no base64': ['Basic %%%%', 'token.malformed'],
  'Basic with base64 that is not canonical': ['Basic X190b2tlbl9fOmF=', 'token.malformed'],
  'Basic with bytes that are no text': [`Basic ${Buffer.from([0xff, 0x3a]).toString('base64')}`, 'token.malformed'],
  'another scheme': ['Digest username="ines"', 'token.scheme'],
  'a scheme alone': ['Basic', 'token.scheme'],
  'one that is far too long': [`token ${'a'.repeat(10_000)}`, 'token.scheme'],
};

for (const [what, [header, outcome]] of Object.entries(HEADERS)) {
  test(`an Authorization header: ${what}`, () => {
    assert.equal(read(header), outcome);
  });
}

test('any header is read or refused, never an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (header) => {
      assert.equal(typeof read(header), 'string');
    }),
    { seed: 11, numRuns: 2_000 },
  );
});
