import assert from 'node:assert/strict';
import { breakTables } from '../support/break-tables.ts';
import { aWheel } from '../support/distributions.ts';
import { attack } from '../support/on-both-sites.ts';
import { sendUpload } from '../support/send-upload.ts';
import { makeToken, signUp, signUpMember } from '../support/story-people.ts';

const tables = breakTables();
const BREAKABLE = { wrap: tables.wrap };

attack(
  '20, law 6: without counters no password is looked at; without a place for the entry nobody is signed in',
  BREAKABLE,
  async ({ site }) => {
    const ada = await signUp(site, 'ada');
    const countSessions = async (): Promise<number> => (await site.world.read.selectFrom('sessions').select('id').execute()).length;
    const before = await countSessions();
    const statuses: number[] = [];
    for (const table of ['limit_counters', 'guesses', 'entries', 'entry_blobs', undefined]) {
      const browser = site.browser();
      await browser.open('/account/login/');
      tables.fail(table);
      await browser.send('/account/login/', { username: ada.username, password: ada.password });
      tables.fail();
      statuses.push(browser.status);
      if (table !== undefined) assert.equal(await countSessions(), before, table);
    }

    assert.ok(
      statuses.slice(0, 4).every((status) => status === 500 || status === 503),
      statuses.join(' '),
    );
    assert.equal(statuses[4], 200);
    assert.equal(await countSessions(), before + 1);
  },
);

attack('law 6: without an answer about rights nothing is published', BREAKABLE, async ({ site }) => {
  const token = await makeToken(await signUpMember(site, 'ada'), 'ci');
  assert.equal((await sendUpload(site.origin, token, aWheel('castle', '1.0'))).status, 200);

  for (const table of ['tokens', 'project_roles', 'entries', 'filenames', 'blobs']) {
    tables.fail(table);
    const { status } = await sendUpload(site.origin, token, aWheel('castle', '2.0'));
    tables.fail();
    assert.ok(status >= 500, `${table}: ${status}`);
  }
  assert.deepEqual(
    (await site.world.read.selectFrom('files').select('filename').execute()).map(({ filename }) => filename),
    ['castle-1.0-py3-none-any.whl'],
  );
  assert.equal((await sendUpload(site.origin, token, aWheel('castle', '2.0'))).status, 200);
});
