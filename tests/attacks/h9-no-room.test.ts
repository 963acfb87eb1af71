import assert from 'node:assert/strict';
import type { World } from '../../src/world.ts';
import { aWheel } from '../support/distributions.ts';
import { attack } from '../support/on-both-sites.ts';
import {
  makeToken,
  PASSWORD,
  registrationOf,
  setUpOperator,
  signIn,
  signUpMember,
  stepUp,
  typePassword,
  uploadWith,
} from '../support/story-people.ts';
import type { StorySite } from '../support/story-site.ts';

/** A site whose database can be told that only the reserve of its disk is left. */
function onReserve(): { readonly wrap: (world: World) => World; use(isShort: boolean): void } {
  let isShort = false;
  return {
    wrap(world) {
      isShort = false;
      return { ...world, database: { ...world.database, isShortOfRoom: () => isShort } };
    },
    use(is) {
      isShort = is;
    },
  };
}

async function isFrozen(site: StorySite, username: string): Promise<boolean> {
  const found = site.world.read.selectFrom('accounts').select('frozen_at').where('username', '=', username);
  return (await found.executeTakeFirstOrThrow()).frozen_at !== null;
}

async function countRows(site: StorySite): Promise<readonly number[]> {
  const counts: number[] = [];
  for (const table of ['registrations', 'emails', 'tokens', 'files', 'policies'] as const)
    counts.push((await site.world.read.selectFrom(table).selectAll().execute()).length);
  return counts;
}

const disk = onReserve();

attack(
  'H9: whoever filled the disk is frozen all the same: by the owner, a mailed link, an operator',
  { wrap: disk.wrap },
  async ({ site }) => {
    const olga = await setUpOperator(site);
    const [ada, bea, cleo] = [await signUpMember(site, 'ada'), await signUpMember(site, 'bea'), await signUpMember(site, 'cleo')];
    await makeToken(bea, 'laptop');
    const notMe = await site.linkMailedTo(bea.address);
    disk.use(true);

    await ada.browser.open('/manage/account/freeze/');
    await ada.browser.send('/manage/account/freeze/');
    const anywhere = site.browser();
    await anywhere.open(notMe);
    await anywhere.send('/account/not-me/');
    await stepUp(site, olga);
    await olga.browser.open('/admin/users/cleo/');
    await olga.browser.send('/admin/users/cleo/freeze/', { reason: 'she fills the disk' });
    disk.use(false);

    for (const { username } of [ada, bea, cleo]) assert.equal(await isFrozen(site, username), true, username);
  },
);

attack('H9: on the reserve of the disk one signs in, ends sessions and deletes tokens', { wrap: disk.wrap }, async ({ site }) => {
  const ada = await signUpMember(site, 'ada');
  await makeToken(ada, 'laptop');
  await ada.browser.open('/manage/account/');
  const deletion = /\/manage\/account\/token\/[0-9a-f]+\/delete\//.exec(ada.browser.page)?.[0] ?? '';
  disk.use(true);

  const laptop = site.browser();
  await signIn(site, ada, laptop);
  assert.equal(laptop.path, '/manage/account/');
  await stepUp(site, { ...ada, browser: laptop });
  await laptop.open(deletion);
  await laptop.send(deletion);
  const ends = /\/manage\/account\/sessions\/[0-9a-f]+\/end\//.exec(await laptop.open('/manage/account/'))?.[0] ?? '';
  await laptop.send(ends);
  disk.use(false);

  assert.deepEqual(await site.world.read.selectFrom('tokens').select('id').where('deleted_at', 'is', null).execute(), []);
  await ada.browser.open('/manage/account/');
  assert.match(ada.browser.path, /^\/account\/login\//);
});

attack('H9: nothing else is written on the reserve of the disk, and everybody is told why', { wrap: disk.wrap }, async ({ site }) => {
  const olga = await setUpOperator(site);
  const ada = await signUpMember(site, 'ada');
  const token = await makeToken(ada, 'laptop');
  const before = await countRows(site);
  disk.use(true);

  const upload = await uploadWith(site, token, aWheel('flood', '1.0'));
  assert.deepEqual([upload.status, /nearly full/.test(upload.reason)], [503, true]);
  const stranger = site.browser();
  await stranger.open('/account/register/');
  await stranger.send('/account/register/', registrationOf('mallory'));
  await ada.browser.open('/manage/account/emails/');
  await ada.browser.send('/manage/account/emails/', { email: 'ada@work.example' });
  await olga.browser.open('/admin/policies/');
  await olga.browser.send('/admin/policies/wait/', { value: '7d', reason: 'to be sure' });
  for (const browser of [stranger, ada.browser, olga.browser]) {
    assert.equal(browser.status, 503);
    assert.match(browser.text, /The disk of this index is nearly full/);
  }
  await typePassword(stranger, { username: 'ada', password: `${PASSWORD} not` });
  assert.equal(stranger.status, 503, 'a refusal that cannot be entered refuses too');
  disk.use(false);

  assert.deepEqual(await countRows(site), before);
});
