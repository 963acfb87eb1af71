import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anSdist, aWheel } from '../support/distributions.ts';
import { createMigratedDatabase } from '../support/migrated-database.ts';
import { missingProgram } from '../support/programs.ts';
import { sendUpload } from '../support/send-upload.ts';
import { makeToken, signUpMember } from '../support/story-people.ts';
import { type StorySite, startStorySite } from '../support/story-site.ts';

const PATHS = [
  ...[
    '/',
    '/simple/',
    '/simple/alpha/',
    '/simple/b-eta/',
    '/project/alpha/',
    '/project/alpha/1.0/',
    '/project/B-eta/',
    '/user/ada/',
    '/search/?q=alpha',
  ],
  ...['/simple/nothing/', '/project/nothing/', '/nothing/', '/help/', '/security/'],
];

/** What differs by chance: ids, keys, drawings of keys, tokens, request numbers, the port. */
function masked(text: string, site: StorySite): string {
  return text
    .replaceAll(site.origin, 'ORIGIN')
    .replaceAll(/<svg[\s\S]*?<\/svg>/g, 'DRAWING')
    .replaceAll(/value="[\w-]{43}"/g, 'TOKEN')
    .replaceAll(/\b(?:[0-9a-f]{32}|[0-9a-f]{16})\b/g, 'ID')
    .replaceAll(/digest [\w+/=-]+/g, 'DIGEST');
}

async function tell(site: StorySite): Promise<readonly unknown[]> {
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'ci');
  for (const file of [
    aWheel('alpha', '1.0', { summary: 'Ünïcode <b>' }),
    anSdist('alpha', '1.0'),
    aWheel('alpha', '1.10'),
    aWheel('alpha', '1.9'),
    aWheel('B_eta', '2.0rc1'),
  ]) {
    assert.equal((await sendUpload(site.origin, token, file)).status, 200);
    site.clock.advance({ seconds: 7 });
  }
  await site.runJobs();
  const told: unknown[] = [];
  for (const path of PATHS) {
    for (const accept of ['text/html', 'application/vnd.pypi.simple.v1+json']) {
      const answer = await site.ask(path, { headers: { accept } });
      const headers = [...answer.headers].filter(([name]) => !['date', 'x-request-id', 'set-cookie', 'content-length'].includes(name));
      told.push([path, accept, answer.status, headers.map((header) => masked(header.join(': '), site)), masked(await answer.text(), site)]);
    }
  }
  for (const path of ['/manage/account/', '/manage/account/history/', '/manage/projects/'])
    told.push([path, masked(await ada.browser.open(path), site)]);
  return told;
}

test('law 10: SQLite and PostgreSQL give the same answers to the same story', { skip: missingProgram('postgresql') }, async (t) => {
  const place = await createMigratedDatabase();
  const [small, large] = [await startStorySite({}, undefined), await startStorySite({}, place.url)];
  t.after(async () => {
    await small.close();
    await large.close();
    await place.drop();
  });
  const [one, other] = [await tell(small.site), await tell(large.site)];

  for (const [index, answer] of one.entries()) assert.deepEqual(answer, other[index]);
  assert.equal(one.length, other.length);
});

test('law 10: what such a comparison masks are ids, drawings, tokens and the place, nothing that people read', () => {
  const site = { origin: 'http://localhost:1' } as StorySite;

  assert.equal(masked('http://localhost:1/a 0123456789abcdef <svg x>y</svg> two', site), 'ORIGIN/a ID DRAWING two');
  assert.notEqual(masked('<li>1.10</li><li>1.9</li>', site), masked('<li>1.9</li><li>1.10</li>', site));
});
