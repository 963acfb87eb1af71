import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enterTallies } from '../../src/audit/record-refusal.ts';
import { attackedSite } from '../support/attack-site.ts';
import { dumpTables } from '../support/leave-clean.ts';
import { signUp, typePassword } from '../support/story-people.ts';

const site = attackedSite();

async function countEntries(kind: string): Promise<number> {
  return (await site().world.read.selectFrom('entries').select('id').where('kind', '=', kind).execute()).length;
}

test('H9: a flood of wrong passwords fills the log with two entries a minute, and says how many there were', async () => {
  const person = await signUp(site(), 'flooded');
  const before = await countEntries('refused.sign-in');
  site().clock.advance({ hours: 1 });
  const stranger = site().browser();
  for (let guess = 0; guess < 12; guess += 1) await typePassword(stranger, { ...person, password: 'no such password at all' });
  site().clock.advance({ minutes: 2 });
  await enterTallies(site().world);
  const { body } = await site()
    .world.read.selectFrom('entries')
    .select('body')
    .where('kind', '=', 'refused.sign-in')
    .where('body', 'like', '%more%')
    .orderBy('serial', 'desc')
    .executeTakeFirstOrThrow();

  assert.ok((await countEntries('refused.sign-in')) - before <= 4, 'one at once and one for the rest, for each of "wrong" and "waiting"');
  assert.match(body, /"more":\d/);
});

test('H9: names that nobody has are counted for their network, not one by one', async () => {
  const before = await countEntries('refused.unknown-name');
  site().clock.advance({ hours: 1 });
  for (let guess = 0; guess < 8; guess += 1)
    await typePassword(site().browser(), { username: `nobody-${guess}`, password: 'no such password at all' });
  site().clock.advance({ minutes: 2 });
  await enterTallies(site().world);

  assert.equal((await countEntries('refused.unknown-name')) - before, 2);
});

test('H10: a password typed as a user name lies nowhere, not in rows, not in the log', async () => {
  const typed = 'correcthorse-batterystaple-9';
  await typePassword(site().browser(), { username: typed, password: 'no such password at all' });
  const browser = site().browser();
  await browser.open('/account/request-password-reset/');
  await browser.send('/account/request-password-reset/', { username_or_email: typed });
  const waiting = JSON.stringify([...(await dumpTables(site().world.read))]);
  await site().runJobs();
  const after = JSON.stringify([...(await dumpTables(site().world.read))]);

  for (const text of [waiting, after, site().log.join('\n')]) {
    for (const spelling of [typed, typed.replaceAll('-', ''), Buffer.from(typed).toString('base64'), Buffer.from(typed).toString('hex')]) {
      assert.ok(!text.includes(spelling));
    }
  }
});

test('H10: where a stranger came from is sealed under a key of the day, so that erasing it erases him', async () => {
  await site().browser().open('/account/login/');
  await typePassword(site().browser(), { username: 'nobody-at-all', password: 'no such password at all' });
  const blobs = await site()
    .world.read.selectFrom('entry_blobs')
    .innerJoin('entries', 'entries.id', 'entry_blobs.entry_id')
    .select(['entry_blobs.day', 'entry_blobs.person_id', 'entry_blobs.sealed'])
    .where('entries.kind', '=', 'refused.unknown-name')
    .execute();

  assert.ok(blobs.length > 0);
  for (const { day, person_id, sealed } of blobs) {
    assert.match(day ?? '', /^2026-11-\d\d$/);
    assert.equal(person_id, null);
    assert.match(sealed, /^1\.\d+\.[\w-]{16}\.[\w-]+$/);
  }
});
