import assert from 'node:assert/strict';
import { noteAdoption } from '../../src/admin/note-adoption.ts';
import { ripenPolicies } from '../../src/admin/ripen-policies.ts';
import { tellAsked } from '../../src/admin/tell-asked.ts';
import { makeTimekeeper } from '../../src/audit/note-time.ts';
import { HOUR } from '../../src/base/brands.ts';
import { aWheel } from '../support/distributions.ts';
import { signUpWithPasskey } from '../support/passkeys.ts';
import { type Member, makeToken, setUpOperator, signIn, signUp, signUpMember, uploadWith } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

/** Whom the operator sees that a policy would keep out. */
async function tryOut(olga: Member, from: string): Promise<string> {
  await olga.browser.open('/admin/policies/');
  await olga.browser.send('/admin/policies/twoFactor/preview/', { value: 'everyone', from });
  return olga.browser.text;
}

function dayIn(site: StorySite, days: number): string {
  return new Date(site.clock.now() + days * 24 * HOUR).toISOString().slice(0, 10);
}

async function live(site: StorySite, hours: number): Promise<void> {
  let lived = 0;
  const note = makeTimekeeper(site.world, { highWater: () => site.clock.now(), lived: () => lived });
  await note();
  site.clock.advance({ hours });
  lived = hours * HOUR;
  await note();
  await ripenPolicies(site.world);
}

story(
  'an operator sees by name whom a policy would keep out, announces it, and they are told, warned and then kept to set-up',
  async (site) => {
    const olga = await setUpOperator(site);
    const dora = await signUp(site, 'dora');
    await signUpMember(site, 'ines');

    const preview = await tryOut(olga, dayIn(site, 8));
    assert.match(preview, /one of three accounts would have to set one up/);
    assert.match(preview, /dora/);
    assert.doesNotMatch(preview, /ines/);
    await olga.browser.send('/admin/policies/twoFactor/', { reason: '' });
    assert.match(olga.browser.text, /Give a reason/);
    assert.match(olga.browser.text, /dora/);
    await olga.browser.send('/admin/policies/twoFactor/', { reason: 'we were phished' });
    assert.match(olga.browser.text, /It is announced/);

    await tellAsked(site.world);
    assert.match((await site.mailTo(dora.address)).subject, /your account needs a second factor/);
    await dora.browser.open('/manage/account/');
    assert.match(dora.browser.page, /From then on your account needs a second factor/);
    await live(site, 24 * 9);
    await dora.browser.open('/account/login/');
    await dora.browser.send('/account/login/', { username: 'dora', password: dora.password });
    assert.equal(dora.browser.path, '/account/new-factor/');
    const later = site.browser();
    await signIn(site, olga, later);
    await later.open('/admin/');
    assert.match(later.text, /decided that the policy “twoFactor” goes from optional to everyone/);
  },
);

story('co-owners see how many of them have a second factor, and whose projects rest on a password is warned', async (site) => {
  const ines = await signUpMember(site, 'ines');
  await uploadWith(site, await makeToken(ines, 'laptop'), aWheel('limpet', '1.0'));

  await ines.browser.open('/manage/project/limpet/collaboration/');

  assert.match(ines.browser.text, /The owner has a second factor/);
  assert.match(ines.browser.text, /ines/);
});

story('operators see which second factors accounts have, day by day, as a drawing and as numbers', async (site) => {
  const olga = await setUpOperator(site);
  await signUp(site, 'dora');
  await noteAdoption(site.world);
  site.clock.advance({ hours: 24 });
  await signUpWithPasskey(site, 'pia');
  await noteAdoption(site.world);
  const browser = site.browser();
  await signIn(site, olga, browser);

  await browser.open('/admin/second-factors/');

  assert.match(browser.page, /<svg viewBox="0 0 600 200"/);
  assert.match(browser.page, /At first 0 percent with a passkey, 50 percent with an app alone; now 33 percent with a passkey/);
  assert.match(browser.text, /25\s+November 2026\s*1\s*1\s*1\s*24\s+November 2026\s*0\s*1\s*1/);
});
