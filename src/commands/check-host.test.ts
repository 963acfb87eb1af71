import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { makeQuickFolder } from '../../tests/support/quick-folder.ts';
import { readConfig } from '../config.ts';
import { checkHost } from './check-host.ts';
import type { Finding } from './finding.ts';

function findContact(t: TestContext, environment: Readonly<Record<string, string>>): Finding | undefined {
  const folder = makeQuickFolder();
  t.after(() => folder.remove());
  const { settings } = readConfig({ KEYHOUSE_DATA: folder.path, ...environment });
  return checkHost(settings).find(({ name }) => name === 'security contact');
}

test('where people elsewhere reach the index and nobody is named to be told about a hole, the doctor says what to set', (t) => {
  assert.deepEqual(findContact(t, { KEYHOUSE_URL: 'https://index.example.org' }), {
    name: 'security contact',
    level: 'warn',
    says: 'Nobody is named to be told about a hole, and there is no security.txt.',
    todo: 'Set KEYHOUSE_SECURITY_CONTACT to a mailto: or https: URL.',
  });
});

test('a named contact, or an index that only this machine reaches, is nothing to look at', (t) => {
  const named = { KEYHOUSE_URL: 'https://index.example.org', KEYHOUSE_SECURITY_CONTACT: 'mailto:security@example.org' };

  assert.equal(findContact(t, named), undefined);
  assert.equal(findContact(t, {}), undefined);
});
