import assert from 'node:assert/strict';
import { PASSWORD, signIn, signUp, signUpMember, typePassword } from '../support/story-people.ts';
import { story } from '../support/story-site.ts';

const NEW = 'rhubarb winter saddle ninety';

story('Ada changes her name, which her public page shows', async (site) => {
  const { browser: ada } = await signUp(site, 'ada');

  await ada.open('/manage/account/name/');
  await ada.send('/manage/account/name/', { name: 'Ada Lovelace' });

  assert.match(ada.text, /Your name was changed/);
  assert.match(await site.browser().open('/user/ada/'), /Ada Lovelace/);
});

story(
  '6.2.2, row 19: a changed password ends every other session; this browser goes on, and the old password opens nothing',
  async (site) => {
    const ada = await signUpMember(site, 'ada');
    const phone = site.browser();
    await signIn(site, ada, phone);
    const typed = { password_current: PASSWORD, password: NEW, password_confirm: NEW };

    await ada.browser.open('/manage/account/password/');
    await ada.browser.send('/manage/account/password/', typed);
    assert.match(ada.browser.text, /The password was changed\. All other sessions have ended\./);

    await phone.open('/manage/account/');
    assert.equal(phone.path, '/account/login/?next=%2Fmanage%2Faccount%2F');
    await typePassword(phone, ada);
    assert.equal(phone.status, 401);
    assert.match(phone.text, /User name and password do not match/);
    await signIn(site, { ...ada, password: NEW }, phone);
    assert.equal(phone.path, '/manage/account/');

    const mail = await site.mailTo('ada@example.org');
    assert.match(mail.text, /password/);
    assert.match(await ada.browser.open('/manage/account/history/'), /You changed your password; other sessions ended/);
  },
);

story('a password change that is wrong in a field says so and changes nothing', async (site) => {
  const ada = await signUp(site, 'ada');
  const right = { password_current: PASSWORD, password: NEW, password_confirm: NEW };

  for (const [fields, status, todo] of [
    [{ password_current: 'not the one she has' }, 403, /Error: That is not your current password\./],
    [{ password: 'short', password_confirm: 'short' }, 400, /Error: At least 15 characters\./],
    [{ password_confirm: 'a different one again' }, 400, /Error: The two passwords differ\./],
  ] as const) {
    await ada.browser.open('/manage/account/password/');
    await ada.browser.send('/manage/account/password/', { ...right, ...fields });

    assert.equal(ada.browser.status, status);
    assert.match(ada.browser.text, todo);
  }
  const other = site.browser();
  await typePassword(other, ada);
  assert.equal(other.path, '/manage/account/');
});
