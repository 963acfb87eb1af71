import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLicenseExpression } from './license-expression.ts';

const TAKEN: readonly (readonly [string, string])[] = [
  ['MIT', 'MIT'],
  ['mit', 'MIT'],
  ['mit  or\tApache-2.0', 'MIT OR Apache-2.0'],
  ['(mit)', '(MIT)'],
  ['((mit) and isc)', '((MIT) AND ISC)'],
  ['GPL-2.0+', 'GPL-2.0+'],
  ['apache-2.0+', 'Apache-2.0+'],
  ['gpl-2.0-or-later with classpath-exception-2.0 or mit', 'GPL-2.0-or-later WITH Classpath-exception-2.0 OR MIT'],
  ['licenseref-My-Own.1', 'LicenseRef-My-Own.1'],
];

for (const [written, normal] of TAKEN) {
  test(`${written} reads ${normal}`, () => {
    assert.equal(parseLicenseExpression(written), normal);
  });
}

const REFUSED = [
  ...['', ' ', '()', '(mit', 'mit)', 'mit isc', 'and', 'mit and', 'or mit', 'mit and and isc', 'mit (isc)', ')(', 'not mit'],
  ...[
    'nonsense',
    'mit with mit',
    'mit with',
    '(mit) with gcc-exception-3.1',
    'gcc-exception-3.1',
    'mit with gcc-exception-3.1 with gcc-exception-3.1',
  ],
  ...['LicenseRef-', 'LicenseRef-a_b', 'LicenseRef-a+', 'mit++', 'МIT', 'MIT/X11', 'x'.repeat(2_001)],
];

for (const written of REFUSED) {
  test(`${JSON.stringify(written.slice(0, 60))} is no license expression`, () => {
    assert.throws(() => parseLicenseExpression(written), { name: 'Refusal', code: 'upload.unknown-license' });
  });
}
