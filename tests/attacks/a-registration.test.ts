import assert from 'node:assert/strict';
import { attackedSites } from '../support/attack-site.ts';
import { PASSWORD, registrationOf, signUp, typePassword } from '../support/story-people.ts';
import { linkIn } from '../support/story-site.ts';

const { site, attack } = attackedSites();

/** What a page says, without what is different on every page: tokens of forms and request numbers. */
function masked(page: string): string {
  return page.replaceAll(/name="csrf_token" value="[^"]*"/g, '').replaceAll(/\b[0-9a-f]{16}\b/g, '');
}

attack('A1: registering, signing in, sending again and registering again tell nobody that an address is taken', async () => {
  await signUp(site(), 'owner');
  const seen: unknown[][] = [];
  for (const email of ['owner@example.org', 'nobody@example.org'] as const) {
    const thief = site().browser();
    const answers: unknown[] = [];
    const note = (): unknown =>
      answers.push([thief.status, thief.path, masked(thief.page).replaceAll(email, 'ADDRESS').replaceAll(/spy\d/g, 'NAME')]);
    const username = email.startsWith('owner') ? 'spy1' : 'spy2';

    await thief.open('/account/register/');
    await thief.send('/account/register/', { ...registrationOf(username), email });
    note();
    await thief.send('/account/pending/');
    note();
    await thief.open('/account/register/');
    await thief.send('/account/register/', { ...registrationOf(username), email });
    note();
    await typePassword(thief, { username, password: PASSWORD });
    note();
    seen.push(answers);
  }

  assert.deepEqual(seen[0], seen[1]);
  assert.deepEqual(
    seen[0]?.map((answer) => (answer as unknown[])[0]),
    [200, 200, 409, 401],
  );
});

attack('A2: an address that a stranger parks on his account stays free for its owner, and dies after a day', async () => {
  const thief = await signUp(site(), 'parker');
  await thief.browser.open('/manage/account/emails/');
  await thief.browser.send('/manage/account/emails/', { email: 'victim@example.org' });

  const victim = await signUp(site(), 'victim');
  await thief.browser.open('/manage/account/');
  const parked = /action="(\/manage\/account\/emails\/[0-9a-f]+)\/send-again\/"/.exec(thief.browser.page)?.[1] ?? '';
  const before = site().mails.length;
  await thief.browser.send(`${parked}/send-again/`);
  await site().runJobs();
  const told = site().mails.slice(before);

  assert.equal(victim.browser.path, '/manage/account/?done=welcome');
  assert.deepEqual(
    told.map((mail) => [mail.to, linkIn(mail)]),
    [['victim@example.org', undefined]],
  );
});

attack('A3: who registers with the victim’s address and his own password gets no account from her button', async () => {
  const thief = site().browser();
  const victim = site().browser();
  await thief.open('/account/register/');
  await thief.send('/account/register/', { ...registrationOf('prehijack'), email: 'mallory-target@example.org' });

  await victim.open(await site().linkMailedTo('mallory-target@example.org'));
  assert.match(victim.text, /prehijack/);
  await victim.send('/account/verify-email/', { deed: 'confirm', password: 'not what the thief chose' });
  assert.equal(victim.status, 403);
  await typePassword(thief, { username: 'prehijack', password: PASSWORD });
  assert.equal(thief.status, 401);

  await victim.open('/account/verify-email/');
  await victim.send('/account/verify-email/', { deed: 'not-me' });
  await thief.open('/account/pending/');
  assert.equal(thief.path, '/account/login/');
});

attack('A3: two registrations of one address never merge: the link of one confirms the other in no browser', async () => {
  const [first, second] = [site().browser(), site().browser()];
  await first.open('/account/register/');
  await first.send('/account/register/', { ...registrationOf('merge1'), email: 'merge@example.org' });
  const link = await site().linkMailedTo('merge@example.org');
  await second.open('/account/register/');
  await second.send('/account/register/', {
    ...registrationOf('merge2'),
    email: 'merge@example.org',
    password: 'quite another phrase here',
    password_confirm: 'quite another phrase here',
  });

  await second.open(link);
  assert.match(second.text, /merge1/);
  await second.send('/account/verify-email/', { deed: 'confirm', password: 'quite another phrase here' });

  assert.equal(second.status, 403);
  assert.equal((await site().ask('/user/merge1/')).status, 404);
  assert.equal((await site().ask('/user/merge2/')).status, 404);
});

attack('A3: a registration without a password is confirmed in its own browser alone: the mailbox by itself gets nothing', async () => {
  const thief = site().browser();
  await thief.open('/account/register/');
  const fields = { username: 'a3none', name: '', email: 'a3none@example.org', password: '', password_confirm: '' };
  await thief.send('/account/register/', { ...fields, way: 'passkey' });
  const owner = site().browser();
  await owner.open(await site().linkMailedTo('a3none@example.org'));
  assert.doesNotMatch(owner.text, /Confirm and sign in/);

  await owner.send('/account/verify-email/', { deed: 'confirm' });

  assert.equal(owner.status, 403);
  await owner.open('/manage/account/');
  assert.match(owner.path, /^\/account\/login\//);
});
