import assert from 'node:assert/strict';
import { Visitor } from '../support/browser-client.ts';
import { keepReadmePicture } from './look-at.ts';
import type { Tour } from './tour.ts';
import type { Belongings } from './tour-newcomer.ts';
import { mailedLink, nextCode, PASSWORD } from './tour-newcomer.ts';

const LONG_PURPOSE = 'the release job on the build machine in the cellar, second shelf, behind the door';

/** Makes the first token, past a mistake, and copies it from the page. */
export async function makeFirstToken(tour: Tour): Promise<string> {
  const heading = 'Create a token';
  await tour.open('/manage/account/token/');
  await tour.look('token-without-projects', { heading, says: 'You have no project yet' });
  await tour.send('Create token', { description: '', token_scope: 'scope:user' });
  await tour.look('token-errors', { heading, marks: ['description'] });
  await tour.send('Create token', { description: 'tidewater release', token_scope: 'scope:user' });
  await tour.look('token-made', { heading: 'Your new token', says: 'it is not shown again' });
  return tour.page.locator('.code--token code').innerText();
}

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/604.1';

/** What makes an account full: more tokens, another browser. */
export async function liveHere(tour: Tour, { username, secret }: Belongings): Promise<void> {
  for (const [description, scope] of TOKENS) {
    await tour.open('/manage/account/token/');
    await tour.send('Create token', { description, token_scope: scope });
  }
  const phone = new Visitor(tour.site.origin, { userAgent: PHONE, address: '203.0.113.41' });
  await phone.open('/account/login/');
  await phone.send('/account/login/', { username, password: PASSWORD });
  await phone.send('/account/two-factor/', { totp_value: nextCode(tour, secret) });
  await phone.open(await mailedLink(tour, '/account/confirm-sign-in/'));
  await phone.send('/account/confirm-sign-in/', { deed: 'confirm' });
  assert.match(phone.page, /Your account/);
  await tour.site.settle();
}

const TOKENS = [
  ['laptop', 'scope:user'],
  ['brambleconf release', 'scope:project:brambleconf'],
] as const;

/** Who may what on a project. */
export async function seePeople(tour: Tour): Promise<void> {
  await tour.open('/manage/project/tidewater/collaboration/');
  await tour.look('project-people', { heading: 'tidewater', says: 'The owner has a second factor' });
}

/** The account page when there is much on it, and everything one does about tokens. */
export async function manageTokens(tour: Tour): Promise<void> {
  await tour.open('/manage/account/');
  await tour.look('account', { heading: 'Your account', says: 'tidewater release' });
  await keepReadmePicture(tour.page);
  await tour.open('/manage/account/token/');
  await tour.look('token', { heading: 'Create a token', says: 'All my projects' });
  await tour.send('Create token', { description: LONG_PURPOSE, token_scope: 'scope:project:tidewater' });
  await tour.open('/manage/account/');
  await tour.page.getByRole('link', { name: `Delete ${LONG_PURPOSE}` }).click();
  await tour.look('token-delete', { heading: 'Delete a token', says: LONG_PURPOSE });
  await tour.send(`Delete “${LONG_PURPOSE}”`);
  await tour.look('account-token-deleted', { heading: 'Your account', says: 'The token was deleted' });
}

/** Forgets the phone's browser. */
export async function forgetBrowser(tour: Tour): Promise<void> {
  await tour.page.getByRole('button', { name: /^Forget Safari on iPhone/ }).click();
  await tour.look('account-browser-forgotten', { heading: 'Your account', says: 'The browser was forgotten' });
}

/** Too long ago: password and code again, past a mistake. */
export async function stepUp(tour: Tour, { secret }: Belongings): Promise<void> {
  tour.site.clock.advance({ minutes: 16 });
  await tour.open('/manage/account/emails/');
  await tour.look('reauthenticate', { heading: 'Confirm it is you' });
  await tour.send('Confirm', { password: 'not the password', totp_value: '000000' });
  await tour.look('reauthenticate-wrong', { heading: 'Confirm it is you', says: 'That did not match', status: 401 });
  await tour.send('Confirm', { password: PASSWORD, totp_value: nextCode(tour, secret) });
}

/** Adds and confirms a second address. */
export async function addAddress(tour: Tour): Promise<void> {
  await tour.look('address', { heading: 'Add a mail address' });
  await tour.send('Add the address', { email: 'not-an-address' });
  await tour.look('address-errors', { heading: 'Add a mail address', marks: ['email'] });
  const email = 'ines.okafor.who-looks-after-tides@correspondence.northquay.example.org';
  await tour.send('Add the address', { email });
  await tour.look('account-address-added', { heading: 'Your account', says: 'We sent a link on' });
  await tour.open(await mailedLink(tour, '/account/verify-email/'));
  await tour.look('verify-address', { heading: 'Confirm this mail address', says: email });
  await tour.send('Confirm the address');
  await tour.look('account-address-confirmed', { heading: 'Your account', says: 'The address is confirmed.' });
  await tour.open('/account/verify-email/');
  await tour.look('verify-nothing', { heading: 'Nothing to confirm here' });
}

/** Name, password, codes, app. */
export async function changeSettings(tour: Tour, codes: readonly string[]): Promise<void> {
  await tour.open('/manage/account/name/');
  await tour.look('name', { heading: 'Change your name' });
  await tour.send('Change the name', { name: 'Ines '.repeat(40) });
  await tour.look('name-errors', { heading: 'Change your name', marks: ['name'] });
  await tour.open('/manage/account/password/');
  await tour.look('password', { heading: 'Change your password' });
  const wish = { password_current: PASSWORD, password: 'correct horse', password_confirm: 'correct horse' };
  await tour.send('Change the password', wish);
  await tour.look('password-errors', { heading: 'Change your password', marks: ['password'] });

  await tour.open('/manage/account/recovery-codes/');
  await tour.look('recovery-codes-again', { heading: 'Your ten recovery codes', says: 'Your older codes stop working' });
  await tour.send('I have kept them', { recovery_code_value: codes[1] ?? '' });
  await tour.look('recovery-codes-again-error', { heading: 'Your ten recovery codes', marks: ['recovery_code_value'] });
  await tour.open('/manage/account/');
  await tour.page.getByRole('link', { name: 'Remove Phone' }).click();
  await tour.look('totp-remove', { heading: 'Remove the app “Phone”?' });
}

/** What happened, and to which projects. */
export async function readHistory(tour: Tour): Promise<void> {
  await tour.open('/manage/account/history/');
  await tour.look('history', { heading: 'Security history' });
  await tour.page.getByRole('link', { name: 'Older' }).click();
  await tour.look('history-older', { heading: 'Security history', says: 'Newest' });
  await tour.open('/manage/account/history/?kind=operators');
  await tour.look('history-nothing', { heading: 'Security history', says: 'No entries' });
  await tour.open('/manage/projects/');
  await tour.look('projects', { heading: 'Your projects', says: '20 releases' });
  await tour.open('/manage/project/tidewater/releases/');
  await tour.look('releases', { heading: 'tidewater', says: '3.2.0rc1' });
  await tour.open('/manage/project/tidewater/history/');
  await tour.look('project-history', { heading: 'tidewater', says: 'uploaded tidewater-3.2.0' });
}

/** The last things one does here. */
export async function goAway(tour: Tour): Promise<void> {
  await tour.open('/account/logout/');
  await tour.look('logout', { heading: 'Sign out?' });
  await tour.open('/manage/account/freeze/');
  await tour.look('freeze', { heading: 'Freeze the account?' });
}

/** A mail told of the phone's sign-in: its link ends everything, from any browser; the mailed reset sets a password. */
export async function endByMail(tour: Tour, { secret }: Belongings): Promise<void> {
  const link = await mailedLink(tour, '/account/end-session/');
  await tour.open(link);
  await tour.look('end-session', { heading: 'Was this you?', says: 'A mail told you of a sign-in to the account ines' });
  await tour.send('No. End every session');
  await tour.look('end-session-done', { heading: 'Every session has ended', says: 'The password opens nothing any more' });
  await tour.open(link);
  await tour.look('end-session-over', { heading: 'This link is over', status: 410 });
  await tour.open(await mailedLink(tour, '/account/reset-password/'));
  await tour.send('Set it with a code', { password: PASSWORD, password_confirm: PASSWORD, totp_value: nextCode(tour, secret) });
}

/** Freezes the account by the link of a notice, then finds it closed. */
export async function freezeByMail(tour: Tour): Promise<void> {
  const link = await mailedLink(tour, '/account/not-me/');
  await tour.open(link);
  await tour.look('not-me', { heading: 'Was this you?' });
  await tour.send('No. Freeze ines');
  await tour.look('frozen', { heading: 'The account is frozen' });
  await tour.open(link);
  await tour.look('not-me-over', { heading: 'This link is over', status: 410 });
  await tour.open('/account/login/');
  await tour.send('Continue', { username: 'ines', password: PASSWORD });
}
