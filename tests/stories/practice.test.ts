// A recovery rehearsed (security-model C5): no effect, told apart everywhere, and a page at its end that says what worked.
import assert from 'node:assert/strict';
import { endOldPractices } from '../../src/recovery/end-practice.ts';
import { ripenRecoveries } from '../../src/recovery/ripen-recoveries.ts';
import { askForAccount, liveThroughWait, makeCircle } from '../support/lost-everything.ts';
import { beginPractice, PRACTICE, practicePath, practise } from '../support/practice-run.ts';
import { signIn, signUpMember, stepUp } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

story(
  'the owner rehearses with two people; both mails and pages say practice, and the last page says that it would have worked',
  async (site) => {
    const { ada, vouchers } = await makeCircle(site);
    await signIn(site, ada, ada.browser);
    const code = await beginPractice(site, ada);
    assert.match(code, /^[0-9a-z]{4}-[0-9a-z]{4}$/);
    assert.match(ada.browser.text, /0 of 2 vouched/);
    const own = await site.mailTo(ada.address);
    assert.match(own.subject, /Practice: a recovery is rehearsed/);
    assert.match(own.text, /It opens, changes and ends nothing/);

    for (const voucher of vouchers) {
      assert.match((await site.mailTo(voucher.address)).subject, /Practice: ada rehearses a recovery with you/);
      await practise(site, voucher, code);
      assert.match(voucher.browser.text, /Practice: you have vouched/);
      assert.match(voucher.browser.page, /<strong>Practice\.<\/strong> Nothing here opens, changes or ends anything/);
    }
    await ada.browser.open(PRACTICE);
    assert.match(ada.browser.text, /2 of 2 vouched/);
    await ada.browser.send(`${PRACTICE}end/`);
    assert.match(ada.browser.text, /It would have worked/);
    assert.match(ada.browser.text, /It went out to every address of yours/);

    const history = await ada.browser.open('/manage/account/history/');
    assert.match(history, /began a practice run of a recovery/);
    assert.match(history, /Practice: bo vouched in the practice run/);
    assert.match(history, /The practice run of a recovery ended: 2 of 2 vouched/);
  },
);

story('who did not vouch is named at the end, and a wrong code is refused on the page of the practice', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const [bo] = vouchers;
  assert.ok(bo);
  await signIn(site, ada, ada.browser);
  const code = await beginPractice(site, ada);
  await practise(site, bo, 'aaaa-aaaa');
  assert.match(bo.browser.text, /That is not the code/);
  await practise(site, bo, code);
  await ada.browser.open(PRACTICE);
  await ada.browser.send(`${PRACTICE}end/`);
  assert.match(ada.browser.text, /It would not have worked/);
  assert.match(ada.browser.text, /bo ?Vouched/);
  assert.match(ada.browser.text, /cy ?Did not vouch/);
});

story('after a practice with every word everything opens as before, and nothing waits', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  await signIn(site, ada, ada.browser);
  const code = await beginPractice(site, ada);
  for (const voucher of vouchers) await practise(site, voucher, code);
  const mails = site.mails.length;
  await liveThroughWait(site);
  assert.equal(site.mails.length, mails);
  assert.equal(await ripenRecoveries(site.world), 0);

  const laptop = site.browser();
  await signIn(site, ada, laptop);
  assert.equal(laptop.path, '/manage/account/');
  await laptop.open('/account/objection/');
  assert.match(laptop.text, /Nobody asks for an account/);
});

story('it ends by itself after a week', async (site) => {
  const { ada } = await makeCircle(site);
  await signIn(site, ada, ada.browser);
  await beginPractice(site, ada);
  assert.equal(await endOldPractices(site.world), 0);
  site.clock.advance({ hours: 7 * 24 + 1 });
  assert.equal(await endOldPractices(site.world), 1);
  await signIn(site, ada, ada.browser);
  await ada.browser.open(PRACTICE);
  assert.match(ada.browser.text, /It would not have worked/);
});

story('nobody to rehearse with, a second run, and a fourth in a day are refused in a sentence', async (site) => {
  const lone = await signUpMember(site, 'dora');
  await lone.browser.open(PRACTICE);
  assert.match(lone.browser.text, /Nobody counts yet/);
  const { ada } = await makeCircle(site);
  await signIn(site, ada, ada.browser);
  await stepUp(site, ada);
  await ada.browser.open(PRACTICE);
  const first = await ada.browser.attempt(PRACTICE);
  const second = await ada.browser.attempt(PRACTICE);
  assert.deepEqual([first.status, second.status], [303, 409]);
  assert.match(second.page, /going on already/);
  await ada.browser.open(PRACTICE);
  for (let turn = 0; turn < 3; turn += 1) {
    await ada.browser.send(`${PRACTICE}end/`);
    await ada.browser.send(PRACTICE);
  }
  assert.equal(ada.browser.status, 429);
});

story('whoever asks in earnest ends it, and while somebody does none begins', async (site) => {
  const { ada, vouchers } = await makeCircle(site);
  const [bo] = vouchers;
  assert.ok(bo);
  await signIn(site, ada, ada.browser);
  await beginPractice(site, ada);
  const at = await practicePath(site, bo);
  await askForAccount(site, ada);
  await bo.browser.open(at);
  assert.equal(bo.browser.status, 410);
  await ada.browser.open(PRACTICE);
  await ada.browser.send(PRACTICE);
  assert.equal(ada.browser.status, 409);
  assert.match(ada.browser.text, /Somebody asks for this account in earnest/);
});
