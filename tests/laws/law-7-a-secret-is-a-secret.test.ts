import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import { makeJsonLog } from '../../src/adapters/json-log.ts';
import { html, renderHtml } from '../../src/base/html.ts';
import { Secret } from '../../src/base/secret.ts';
import { KeptSecrets } from '../support/kept-secrets.ts';

const CANARY = 'canary-4711-do-not-print';

test('law 7: a secret that is printed, logged, put into JSON, a text, a page or an error shows nothing', () => {
  const secret = new Secret(CANARY);
  const lines: string[] = [];
  const log = makeJsonLog((line) => lines.push(line));
  log.error('it broke', new Error(`with ${secret}`), { secret: String(secret) });
  const texts = [
    ...[
      `${secret}`,
      `a${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { depth: 9, showHidden: true }),
      format('%s %o %j %d', secret, secret, secret, secret),
    ],
    ...[
      renderHtml(html`<p>${String(secret)}</p>`),
      Object.entries(secret).join(),
      lines.join(''),
      structuredClone({ ...secret }).toString(),
    ],
  ];

  for (const text of texts) assert.ok(!text.includes(CANARY), text);
  assert.equal(secret.reveal(), CANARY);
});

test('law 7: the check that every story ends with finds a secret that lies open', () => {
  const secrets = new KeptSecrets();
  secrets.note(CANARY);
  secrets.noteMail({ to: 'ada@example.org', subject: '', text: `https://a.example/setup/?token=${'t'.repeat(43)}\n`, html: '' });

  assert.deepEqual(secrets.secretsIn(`{"note":"${CANARY}"}`), [CANARY]);
  assert.deepEqual(secrets.secretsIn(`/setup/?token=${'t'.repeat(43)}`), ['t'.repeat(43)]);
  assert.deepEqual(secrets.personalIn('to ada@example.org'), ['ada@example.org']);
  assert.deepEqual(secrets.secretsIn('nothing to see'), []);
});
