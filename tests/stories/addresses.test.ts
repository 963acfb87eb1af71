import assert from 'node:assert/strict';
import { signUp, signUpMember } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';

/** The paths of an address's buttons, from the account page. */
function deedsOf(page: string): Readonly<Record<string, string>> {
  const actions = [...page.matchAll(/action="(\/manage\/account\/emails\/[0-9a-f]+\/([a-z-]+)\/)"/g)];
  return Object.fromEntries(actions.map(([, path, deed]) => [deed ?? '', path ?? '']));
}

async function addressesOf(site: StorySite): Promise<number> {
  return (await site.world.read.selectFrom('emails').select('id').execute()).length;
}

story('row 35, row 36: Ada adds a second address, confirms it, makes it the primary one and removes the first', async (site) => {
  const { browser: ada } = await signUp(site, 'ada');

  await ada.open('/manage/account/emails/');
  await ada.send('/manage/account/emails/', { email: 'ada@work.example' });
  assert.match(ada.text, /The address was added/);
  assert.match(ada.text, /Not confirmed/);
  await ada.open(await site.linkMailedTo('ada@work.example'));
  await ada.send('/account/verify-email/', { deed: 'confirm' });
  assert.match(ada.text, /The address is confirmed/);

  await ada.send(deedsOf(ada.page)['make-primary'] ?? '');
  assert.match(ada.text, /The primary address was changed/);
  await ada.send(deedsOf(ada.page)['remove'] ?? '');
  assert.match(ada.text, /The address was removed/);
  assert.match(ada.text, /^Mail addresses 1$/m);

  const farewell = await site.mailTo('ada@example.org');
  assert.match(farewell.text, /The address ada@example\.org was removed from your account/);
  await ada.open('/manage/account/history/');
  for (const step of [
    /added the address “ada@work\.example”/,
    /made “ada@work\.example” the primary/,
    /removed the address “ada@example\.org”/,
  ])
    assert.match(ada.text, step);
});

story('66: an address that is not confirmed has no right, is sent its link again, and dies after a day', async (site) => {
  const { browser: ada } = await signUp(site, 'ada');
  await ada.open('/manage/account/emails/');
  await ada.send('/manage/account/emails/', { email: 'ada@work.example' });
  const older = await site.linkMailedTo('ada@work.example');

  assert.equal(deedsOf(ada.page)['make-primary'], undefined);
  await ada.send(deedsOf(ada.page)['send-again'] ?? '');
  assert.match(ada.text, /The link was sent again/);
  await ada.open(older);
  assert.match(ada.text, /Nothing to confirm here/);
  const link = await site.linkMailedTo('ada@work.example');

  site.clock.advance({ hours: 25 });
  await ada.open(link);
  assert.match(ada.text, /Nothing to confirm here/);
});

story('the primary address stays; a wrong one is refused, and so is one that is there already', async (site) => {
  const { browser: ada } = await signUp(site, 'ada');
  assert.equal(deedsOf(await ada.open('/manage/account/'))['remove'], undefined);

  for (const [email, todo, status] of [
    ['ada', /Error: Write a mail address such as/, 400],
    ['ADA@example.org', /on your account already/, 409],
  ] as const) {
    await ada.open('/manage/account/emails/');
    await ada.send('/manage/account/emails/', { email });

    assert.equal(ada.status, status);
    assert.match(ada.text, todo);
  }
  assert.equal(await addressesOf(site), 1);
});

story('the address of somebody else is added without a word, and its owner is told without a link', async (site) => {
  await signUp(site, 'ada');
  const { browser: eve } = await signUp(site, 'eve');

  await eve.open('/manage/account/emails/');
  await eve.send('/manage/account/emails/', { email: 'ada@example.org' });

  assert.match(eve.text, /The address was added\. We have sent a link there\./);
  const mail = await site.mailTo('ada@example.org');
  assert.equal(mail.subject, '[Keyhouse] Somebody tried to use your address');
  assert.doesNotMatch(mail.text, /token=/);
});

story('64, 7.5.1: five minutes after signing in, adding an address asks for password and code again', async (site) => {
  const { browser: ada } = await signUpMember(site, 'ada');

  site.clock.advance({ minutes: 6 });
  await ada.open('/manage/account/emails/');

  assert.equal(ada.path, '/account/reauthenticate/?next=%2Fmanage%2Faccount%2Femails%2F');
});
