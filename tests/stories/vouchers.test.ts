import assert from 'node:assert/strict';
import type { Visitor } from '../support/browser-client.ts';
import { liveThrough } from '../support/live-through.ts';
import { signIn, signUp, signUpMember, stepUp } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

const PAGE = '/manage/account/vouchers/';

function buttonOn({ page }: Visitor, deed: 'accept' | 'remove'): string {
  return new RegExp(`/manage/account/vouchers/[0-9a-f]{32}/${deed}/`).exec(page)?.[0] ?? '';
}

story('a named person counts 72 hours after accepting; both read of it, in mails and in the history', async (site) => {
  const bo = await signUpMember(site, 'bo');
  const ada = await signUpMember(site, 'ada');
  await ada.browser.open(PAGE);
  assert.match(ada.browser.text, /Nobody yet/);
  await ada.browser.send(PAGE, { username: 'Bo' });
  assert.match(ada.browser.text, /Has not accepted yet/);
  assert.match((await site.mailTo(ada.address)).text, /bo was named to vouch for you/);
  assert.match((await site.mailTo(bo.address)).text, /ada asks you, bo, to vouch/);

  await stepUp(site, bo);
  await bo.browser.open(PAGE);
  assert.match(bo.browser.text, /Asks you/);
  await bo.browser.send(buttonOn(bo.browser, 'accept'));
  assert.match(bo.browser.text, /You accepted\. It counts once the wait is over/);
  assert.match((await site.mailTo(ada.address)).text, /bo, whom you named, accepted to vouch/);
  await ada.browser.open(PAGE);
  assert.match(ada.browser.text, /Counts soon/);
  assert.match(await ada.browser.open('/manage/account/history/'), /bo accepted to vouch for/);

  await liveThrough(site, 73);
  await signIn(site, ada, ada.browser);
  await ada.browser.open(PAGE);
  assert.match(ada.browser.text, /2 must vouch; 1 count now/);
});

story('either side ends it at once', async (site) => {
  const bo = await signUpMember(site, 'bo');
  const ada = await signUpMember(site, 'ada');
  for (const ending of [ada, bo]) {
    await stepUp(site, ada);
    await ada.browser.open(PAGE);
    await ada.browser.send(PAGE, { username: 'bo' });
    await stepUp(site, ending);
    await ending.browser.open(PAGE);
    await ending.browser.send(buttonOn(ending.browser, 'remove'));
    assert.match(ending.browser.text, /That is ended/);
    await ada.browser.open(PAGE);
    assert.match(ada.browser.text, /Nobody yet/);
  }
  assert.match((await site.mailTo(ada.address)).text, /bo is no longer one of the people/);
});

story('what is typed wrong is said at its field, and kept', async (site) => {
  await signUp(site, 'bo');
  const { browser } = await signUpMember(site, 'ada');
  await browser.open(PAGE);
  for (const [username, says] of [
    ['nobody', /Nobody here has that user name/],
    ['ada', /you cannot vouch for yourself/],
  ] as const) {
    await browser.send(PAGE, { username });
    assert.equal(browser.status, 400);
    assert.match(browser.text, says);
    assert.match(browser.page, new RegExp(`name="username"[^>]*value="${username}"`));
  }
  await browser.send(PAGE, { username: 'bo' });
  await browser.send(PAGE, { username: 'bo' });
  assert.match(browser.text, /You have named this person already/);
  for (const needed of ['1', '8', '', '2.5']) {
    await browser.send(`${PAGE}needed/`, { needed });
    assert.match(browser.text, /Type a number from 2 to 7/);
  }
});

story('more of them holds at once, fewer after the wait', async (site) => {
  const ada = await signUpMember(site, 'ada');
  await ada.browser.open(PAGE);
  await ada.browser.send(`${PAGE}needed/`, { needed: '3' });
  assert.match(ada.browser.text, /3 must vouch/);
  await ada.browser.send(`${PAGE}needed/`, { needed: '2' });
  assert.match(ada.browser.text, /3 must vouch/);
  assert.match(ada.browser.text, /From soon on: 2/);
  await liveThrough(site, 73);
  await signIn(site, ada, ada.browser);
  await ada.browser.open(PAGE);
  assert.match(ada.browser.text, /2 must vouch/);
});
