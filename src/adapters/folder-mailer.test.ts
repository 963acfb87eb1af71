import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeFolderMailer } from './folder-mailer.ts';

const MAIL = { to: 'ada@example.org', subject: 'Grüße', text: 'Link: https://example.org/x', html: '<p>Link</p>' };
const NOON = Date.UTC(2026, 10, 24, 12);

test('A7: a mail is one file that only its owner can read, named by its time', async (t) => {
  const folder = makeFolder(t);
  const mailer = await makeFolderMailer(folder, 'keyhouse@localhost', () => NOON);

  await mailer.send(MAIL);

  const [name = '', ...others] = readdirSync(folder);
  assert.match(name, /^2026-11-24T12-00-00-000Z-[0-9a-f]{8}\.eml$/);
  assert.deepEqual(others, []);
  assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test('a mail says from whom, to whom, and its text in both forms', async (t) => {
  const folder = makeFolder(t);
  const mailer = await makeFolderMailer(folder, 'keyhouse@localhost', () => NOON);

  await mailer.send(MAIL);

  const text = readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8');
  for (const line of ['From: keyhouse@localhost', 'To: ada@example.org', 'Link: https://example.org/x', '<p>Link</p>']) {
    assert.equal(text.includes(line), true, line);
  }
});

test('100 mails at one moment are 100 files', async (t) => {
  const folder = makeFolder(t);
  const mailer = await makeFolderMailer(folder, 'keyhouse@localhost', () => NOON);

  await Promise.all(Array.from({ length: 100 }, () => mailer.send(MAIL)));

  assert.equal(readdirSync(folder).length, 100);
});

function makeFolder(t: TestContext): string {
  const parent = mkdtempSync(join(tmpdir(), 'keyhouse-'));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'outbox');
}
