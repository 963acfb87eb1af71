import type { Tour } from './tour.ts';
import type { Belongings } from './tour-newcomer.ts';
import { mailedLink, nextCode, PASSWORD } from './tour-newcomer.ts';

/** Signs in with password and app, past every mistake. */
export async function signInPastMistakes(tour: Tour, { username, secret }: Belongings): Promise<void> {
  await tour.open('/account/login/');
  await tour.look('login', { heading: 'Sign in' });
  await tour.send('Continue', { username, password: 'not the password' });
  await tour.look('login-wrong', { heading: 'Sign in', says: 'User name and password do not match', status: 401 });
  await tour.send('Continue', { username: 'ines@northquay.example.org', password: 'not the password' });
  await tour.look('login-by-address', { heading: 'Sign in', says: 'Your user name, not your mail address', status: 401 });
  await tour.send('Continue', { username, password: PASSWORD });

  await tour.look('two-factor', { heading: 'Your second factor' });
  await tour.send('Sign in', { totp_value: '000000' });
  await tour.look('two-factor-wrong', { heading: 'Your second factor', says: 'That code was wrong', status: 401 });
  await tour.send('Sign in', { totp_value: nextCode(tour, secret) });

  await tour.look('two-factor-mailbox', { heading: 'Look into your mailbox', says: 'This browser is new to your account' });
  await tour.send('Send the link again');
  await tour.look('two-factor-mailbox-again', { heading: 'Look into your mailbox', says: 'The link was sent again' });
  await tour.open(await mailedLink(tour, '/account/confirm-sign-in/'));
  await tour.look('confirm-sign-in', { heading: 'Sign in here?', says: 'authenticator app' });
  await tour.send('Yes, sign in');
}

/** The browser is new: opens the mailed link in it and presses the button. */
async function passMailbox(tour: Tour): Promise<void> {
  await tour.open(await mailedLink(tour, '/account/confirm-sign-in/'));
  await tour.send('Yes, sign in');
}

/** Somebody phished Ines, and she opens the link that asks her in her own browser. */
export async function stopSignIn(tour: Tour, { username, secret }: Belongings, other: Tour): Promise<void> {
  await tour.open('/account/login/');
  await tour.send('Continue', { username, password: PASSWORD });
  await tour.send('Sign in', { totp_value: nextCode(tour, secret) });
  const link = await mailedLink(tour, '/account/confirm-sign-in/');
  await other.open(link);
  await other.look('confirm-sign-in-elsewhere', { heading: 'Was this you?', says: 'here it lets nobody in' });
  await other.send('This is not me: stop it');
  await other.look('sign-in-stopped', { heading: 'Nobody got in' });
  await other.open(link);
  await other.look('confirm-sign-in-over', { heading: 'This link is over', status: 410 });
}

/** Signs in with password and app. */
export async function signIn(
  tour: Tour,
  { username, secret }: Pick<Belongings, 'username' | 'secret'>,
  password: string = PASSWORD,
): Promise<void> {
  await tour.open('/account/login/');
  await tour.send('Continue', { username, password });
  await tour.send('Sign in', { totp_value: nextCode(tour, secret) });
  await passMailbox(tour);
}

/** The same in a browser that the account knows: no mail comes between. */
export async function signInAgain(tour: Tour, { username, secret }: Pick<Belongings, 'username' | 'secret'>): Promise<void> {
  await tour.open('/account/login/');
  await tour.send('Continue', { username, password: PASSWORD });
  await tour.send('Sign in', { totp_value: nextCode(tour, secret) });
}

/** Signs in with a recovery code, past a mistake. */
export async function signInWithCode(tour: Tour, { username, codes }: Belongings): Promise<void> {
  await tour.open('/account/login/');
  await tour.send('Continue', { username, password: PASSWORD });
  await tour.open('/account/recovery-code/');
  await tour.look('recovery-code', { heading: 'A recovery code' });
  await tour.send('Sign in', { recovery_code_value: 'k7qd-m2xw-9trb-4hfz' });
  await tour.look('recovery-code-wrong', { heading: 'A recovery code', says: 'wrong or already used', status: 401 });
  await tour.send('Sign in', { recovery_code_value: codes[0] ?? '' });
  await passMailbox(tour);
  await tour.look('account-by-recovery-code', { heading: 'Your account', says: 'You signed in with a recovery code' });
}

/** Asks for the way to a new factor; gives the mailed link, which another browser may open too. */
export async function askForNewApp(tour: Tour): Promise<string> {
  await tour.open('/account/new-factor/');
  await tour.look('new-factor', { heading: 'Set up a new factor', says: 'Send the link' });
  await tour.send('Send the link');
  await tour.look('new-factor-sent', { heading: 'Look into your mailbox', says: 'within ten minutes' });
  const link = await mailedLink(tour, '/account/confirm-browser/');
  await tour.open(link);
  await tour.look('confirm-browser', { heading: 'Set up a new factor?', says: 'ines' });
  return link;
}

/** Opens that link where nobody is signed in. */
export async function openInAnotherBrowser(tour: Tour, link: string): Promise<void> {
  await tour.open(link);
  await tour.look('confirm-browser-elsewhere', { heading: 'Was this you?', says: 'end that session' });
  await tour.send('This is not me: end that session');
  await tour.look('session-ended', { heading: 'That session has ended' });
  await tour.open(link);
  await tour.look('confirm-browser-over', { heading: 'This link is over', status: 410 });
}

/** Signs in as before after a recovery code was used: a new one is shown for it. */
export async function replaceUsedCode(tour: Tour, belongings: Belongings): Promise<void> {
  await signIn(tour, belongings);
  await tour.look('recovery-code-replaced', { heading: 'A new recovery code', says: 'A recovery code was used' });
}

/** Types wrong passwords until the house makes one wait. */
export async function waitAtTheDoor(tour: Tour): Promise<void> {
  await tour.open('/account/login/');
  for (let tries = 0; tries < 6; tries += 1) await tour.send('Continue', { username: 'maud', password: 'not the password' });
  await tour.send('Continue', { username: 'maud', password: 'not the password' });
  await tour.look('login-wait', { heading: 'Sign in', says: 'Too many wrong answers', status: 429 });
}

/** Forgets the password and sets a new one by mail, with the second factor. */
export async function resetPassword(tour: Tour, { username, secret }: Belongings): Promise<void> {
  await tour.open('/account/request-password-reset/');
  await tour.look('reset-request', { heading: 'Reset your password' });
  await tour.send('Send a link', { username_or_email: username });
  await tour.look('reset-sent', { heading: 'Look into your mailbox', says: 'If ines belongs to an account' });
  const link = await mailedLink(tour, '/account/reset-password/');
  await tour.open(link);
  await tour.look('reset', { heading: 'Set a new password' });
  await tour.send('Set it with a code', { password: PASSWORD, password_confirm: PASSWORD, totp_value: '000000' });
  await tour.look('reset-errors', { heading: 'Set a new password', marks: ['totp_value'], status: 403 });
  const fields = { password: PASSWORD, password_confirm: PASSWORD, totp_value: nextCode(tour, secret) };
  await tour.send('Set it with a code', fields);
  await tour.look('reset-done', { heading: 'The password is set' });
  await tour.open(link);
  await tour.look('reset-over', { heading: 'This link is over', status: 410 });
}
