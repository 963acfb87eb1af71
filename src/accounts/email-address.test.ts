import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TEST_KEYS } from '../../tests/support/test-keys.ts';
import { addressMac, parseEmailAddress } from './email-address.ts';

const READ: readonly (readonly [string, string])[] = [
  ['ines@example.org', 'ines@example.org'],
  ['  Ines.Duarte+keyhouse@Example.ORG ', 'Ines.Duarte+keyhouse@example.org'],
  ["o'hara@mail.example.org", "o'hara@mail.example.org"],
  ['info@bücher.example', 'info@xn--bcher-kva.example'],
];

for (const [text, address] of READ) {
  test(`${JSON.stringify(text)} is the address ${address}`, () => {
    assert.equal(parseEmailAddress(text), address);
  });
}

const REFUSED: readonly string[] = [
  ...[
    '',
    'ines',
    '@example.org',
    'ines@',
    'ines@localhost',
    'ines@example..org',
    'ines@-example.org',
    '.ines@example.org',
    'i..n@example.org',
  ],
  ...['ines@example.org\r\nBcc: eve@example.org', 'ines@example.org,eve@example.org', 'ines <ines@example.org>', '"a b"@example.org'],
  ...['ínes@example.org', 'ines@exa mple.org', `${'x'.repeat(65)}@example.org`, `ines@${'x.'.repeat(125)}org`, 'ines@example.org\u0000'],
];

for (const text of REFUSED) {
  test(`${JSON.stringify(text.slice(0, 50))} is no address`, () => {
    assert.throws(() => parseEmailAddress(text), { code: 'account.bad-address', field: 'email' });
  });
}

test('what is read holds one @ and nothing that could end a header or name a second receiver', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'ab@.,;<>\r\n "') })),
      (text) => {
        try {
          assert.match(parseEmailAddress(text), /^[^\s@,;<>"]+@[a-z0-9.-]+$/);
        } catch (error) {
          assert.equal((error as { code: string }).code, 'account.bad-address');
        }
      },
    ),
    { seed: 20_261_124, numRuns: 1_000 },
  );
});

test('letters of any case are one address, and the index says nothing about it', () => {
  const mac = addressMac(TEST_KEYS, 'Ines@example.org');

  assert.equal(mac, addressMac(TEST_KEYS, 'ines@EXAMPLE.org'));
  assert.notEqual(mac, addressMac(TEST_KEYS, 'inez@example.org'));
  assert.match(mac, /^[0-9a-f]{64}$/);
});
