import assert from 'node:assert/strict';
import type { Visitor } from '../support/browser-client.ts';
import { addPasskey, askAtLogin, type PasskeyMember, signUpWithPasskey } from '../support/passkeys.ts';
import { SoftwareAuthenticator } from '../support/software-authenticator.ts';
import { type StorySite, story } from '../support/story-site.ts';
import { times } from '../support/test-length.ts';
import { together } from '../support/together.ts';

const SWITCH = '/manage/account/passkeys-only/';
const ROUNDS = Array.from({ length: times(3, 12) }, (_, index) => index + 1);

/** Somebody with two passkeys, and another browser of hers that one of them has just opened. */
async function withTwo(site: StorySite, username: string): Promise<{ member: PasskeyMember; other: Visitor }> {
  const member = await signUpWithPasskey(site, username);
  await addPasskey(member.browser, new SoftwareAuthenticator(site.origin), 'Blue key');
  const other = site.browser();
  await other.send('/account/login/passkey/', { credential: member.authenticator.get(await askAtLogin(other)) });
  return { member, other };
}

/** Whether nothing but passkeys opens the account, and how many of them stay. */
async function standing(site: StorySite, username: string): Promise<{ isClosed: boolean; staying: number }> {
  const { read } = site.world;
  const { id } = await read.selectFrom('accounts').select('id').where('username', '=', username).executeTakeFirstOrThrow();
  const rules = await read.selectFrom('passkey_rules').selectAll().where('account_id', '=', id).execute();
  const keys = await read.selectFrom('webauthn_keys').select('leaves_at').where('account_id', '=', id).execute();
  return { isClosed: rules.length > 0, staying: keys.filter(({ leaves_at }) => leaves_at === null).length };
}

story(
  'B14: “passkeys only” switched on while one of two passkeys is removed: one of the two happens, and never less than two stay',
  async (site) => {
    for (const round of ROUNDS) {
      const { member, other } = await withTwo(site, `ada${round}`);
      await member.browser.open('/manage/account/');
      const remove = /\/manage\/account\/passkeys\/[0-9a-f]+\/remove\//.exec(member.browser.page)?.[0] ?? '';
      const [switching, removing] = round % 2 === 0 ? [member.browser, other] : [other, member.browser];
      await switching.open(SWITCH);
      await removing.open(remove);

      const [switched, removed] = await together(
        () => switching.attempt(SWITCH, { deed: 'on' }),
        () => removing.attempt(remove),
      );

      const { isClosed, staying } = await standing(site, member.username);
      const done = [switched, removed].map((answers) => answers.filter(({ location = '' }) => location.includes('done=')).length);
      assert.deepEqual(done.toSorted(), [0, 1], `round ${round}`);
      assert.deepEqual([isClosed, staying], done[0] === 1 ? [true, 2] : [false, 1]);
      site.clock.advance({ hours: 25 });
    }
  },
);

story('B14: of two passkeys removed at once with “passkeys only” on, none goes', async (site) => {
  for (const round of ROUNDS) {
    const { member } = await withTwo(site, `eve${round}`);
    const { browser } = member;
    await browser.open(SWITCH);
    await browser.send(SWITCH, { deed: 'on' });
    await browser.open('/manage/account/');
    const [first = '', second = ''] = new Set(browser.page.match(/\/manage\/account\/passkeys\/[0-9a-f]+\/remove\//g));
    const other = browser.clone();
    await browser.open(first);
    await other.open(second);

    const [ones, others] = await together(
      () => browser.attempt(first),
      () => other.attempt(second),
    );

    for (const { status } of [...ones, ...others]) assert.equal(status, 400);
    assert.deepEqual(await standing(site, member.username), { isClosed: true, staying: 2 });
    site.clock.advance({ hours: 25 });
  }
});
