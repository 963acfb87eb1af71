import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { noteHostSettings, openSite } from '../../src/accounts/open-site.ts';
import { makeSetupLink } from '../../src/admin/set-up.ts';
import { readEntries } from '../../src/audit/read-entries.ts';
import { attackedSite } from '../support/attack-site.ts';
import { setupPath } from '../support/publisher.ts';
import { startKeyhouse } from '../support/start-keyhouse.ts';
import { registrationOf, signUp } from '../support/story-people.ts';

const site = attackedSite();

test('A9: a changed host does not start, because every passkey of the old one would be dead', async () => {
  const { world } = site();

  await assert.rejects(openSite({ ...world, settings: { ...world.settings, url: 'https://keys.example.org' } }), { code: 'site.rp-id' });
});

test('D1, 6.3.2: a stranger who registers first neither becomes an operator nor closes the set-up link', async () => {
  const stranger = await signUp(site(), 'firstcomer');
  await stranger.browser.open('/admin/');
  assert.equal(stranger.browser.status, 404);

  const operator = site().browser();
  await operator.open(await site().setUpLink());
  await operator.send('/setup/', registrationOf('operator'));

  assert.equal(operator.path, '/manage/account/totp-provision');
  assert.equal(await makeSetupLink(site().world), undefined);
});

test('D1, 6.3.2, 6.4.1: a used set-up link, an older one, and one after its hour make nobody an operator', async () => {
  const late = site().browser();
  await late.open('/setup/?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');

  assert.equal(late.status, 410);
  assert.match(late.text, /Nothing to set up/);
});

test('D1: the set-up link stands on the terminal and in a file for its owner alone, never in the log or the database', async (t) => {
  const keyhouse = await startKeyhouse({ KEYHOUSE_REGISTRATION: 'open' });
  t.after(() => keyhouse.remove());
  const token = setupPath(keyhouse).split('=')[1] ?? '';
  const browser = { first: await fetch(`${keyhouse.origin}${setupPath(keyhouse)}`, { redirect: 'manual' }) };
  await keyhouse.stop();
  const file = join(keyhouse.data, 'setup-link');

  assert.equal(browser.first.status, 303);
  assert.ok(readFileSync(file, 'utf8').includes(token));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(!keyhouse.log().includes(token));
  assert.ok(!readFileSync(join(keyhouse.data, 'keyhouse.sqlite')).includes(token));
});

test('D3: a setting that the host loosened between two starts is in the trail, with what it was before', async () => {
  const { world } = site();
  const restarted = { ...world, settings: { ...world.settings, pinned: { registration: 'open', twoFactor: 'optional' } } } as const;
  const changed = await noteHostSettings(restarted);
  const back = await noteHostSettings(world);
  const { entries } = await readEntries(world, { limit: 1_000 });
  const told = entries.filter(({ kind }) => kind === 'site.host-setting-changed').map(({ details }) => JSON.stringify(details));

  assert.deepEqual([changed, back], [1, 1]);
  assert.ok(told.includes('{"after":"optional","before":"","setting":"pinned.twoFactor"}'), told.join('\n'));
  assert.ok(told.includes('{"after":"","before":"optional","setting":"pinned.twoFactor"}'));
});
