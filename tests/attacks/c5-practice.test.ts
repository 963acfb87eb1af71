// A practice run is never a recovery, and no recovery looks like one (security-model C5).
import assert from 'node:assert/strict';
import { askForAccount, makeCircle, vouch, vouchPath } from '../support/lost-everything.ts';
import { askOptions } from '../support/passkeys.ts';
import { beginPractice, PRACTICE, practicePath, practise } from '../support/practice-run.ts';
import { signIn } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

const practiceRow = ({ world }: StorySite) =>
  world.read.selectFrom('recoveries').selectAll().where('is_practice', '=', 1).executeTakeFirstOrThrow();

story('C5: neither page opens for the other: a real request has no practice page, a practice no real one', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const [bo] = vouchers;
  assert.ok(bo);
  await signIn(site, ada, ada.browser);
  await beginPractice(site, ada);
  const practice = await practicePath(site, bo);
  await bo.browser.open(practice.replace('/practice/', '/vouch/'));
  assert.equal(bo.browser.status, 410);

  await askForAccount(site, ada);
  const real = await vouchPath(site, bo);
  await bo.browser.open(real.replace('/vouch/', '/practice/'));
  assert.equal(bo.browser.status, 410);
  await bo.browser.open(real);
  assert.match(bo.browser.text, /This is no practice/);
  assert.doesNotMatch(bo.browser.page, /<strong>Practice/);
});

story('C5: what a passkey signed for a practice counts for no recovery, and the other way round', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const [bo] = vouchers;
  assert.ok(bo);
  await signIn(site, ada, ada.browser);
  await beginPractice(site, ada);
  const practice = await practicePath(site, bo);
  await bo.browser.open(practice);
  const practised = bo.authenticator.get(await askOptions(bo.browser, `${practice}options/`));

  const { code } = await askForAccount(site, ada);
  const real = await vouchPath(site, bo);
  await bo.browser.open(real);
  await bo.browser.send(real, { voice_code: code, credential: practised });
  assert.match(bo.browser.text, /That passkey does not count here/);
  const row = await practiceRow(site);
  const statements = await site.world.read.selectFrom('vouches').select('statement').where('recovery_id', '!=', row.id).execute();
  assert.deepEqual(statements, []);
});

story('C5: a practice with every word lets no browser in, even where somebody turns its row', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  await signIn(site, ada, ada.browser);
  const code = await beginPractice(site, ada);
  for (const voucher of vouchers) await practise(site, voucher, code);
  const signed = await site.world.read.selectFrom('vouches').select('statement').execute();
  assert.equal(signed.length, 2);
  for (const { statement } of signed) assert.match(statement, /"type":"keyhouse-practice-vouch"/);

  const turn = (state: 'ready' | 'requested') =>
    site.world.database.transaction((tx) => tx.updateTable('recoveries').set({ state }).execute());
  await turn('ready');
  await ada.browser.open('/account/recover/');
  assert.match(ada.browser.text, /Begin with a link to your mailbox/);
  await turn('requested');
});

story('C5: a thief with a session neither begins one without both factors, nor makes operators decide by ending three', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  await signIn(site, ada, ada.browser);
  site.clock.advance({ minutes: 20 });
  await ada.browser.open(PRACTICE);
  await ada.browser.send(PRACTICE);
  assert.match(ada.browser.path, /^\/account\/reauthenticate\//);
  for (let turn = 0; turn < 3; turn += 1) {
    await beginPractice(site, ada);
    await ada.browser.send(`${PRACTICE}end/`);
  }
  const { browser, code } = await askForAccount(site, ada);
  assert.match(browser.text, /0 of 2/);
  for (const voucher of vouchers) await vouch(site, voucher, code);
  await browser.open('/account/recover/');
  assert.match(browser.text, /Now it waits/);
});
