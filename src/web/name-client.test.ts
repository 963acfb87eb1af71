import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameClient } from './name-client.ts';

const CLIENTS: readonly (readonly [string, string])[] = [
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'Safari on macOS'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  ['Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
  ['Mozilla/5.0', 'A browser'],
  ['twine/7.0.0 CPython/3.14.0', 'twine 7.0.0'],
  ['python-requests/2.32.3', 'python-requests 2.32.3'],
  ['keyhouse command by root', 'a command on the server'],
  ['', 'a program without a name'],
  ['<script>alert(1)</script>', 'an unknown program'],
  ['x'.repeat(10_000), 'an unknown program'],
];

for (const [userAgent, name] of CLIENTS) {
  test(`${name}: ${userAgent.slice(0, 60)}`, () => {
    assert.equal(nameClient(userAgent), name);
  });
}
