import type { Tour } from './tour.ts';
import { type Belongings, mailedLink, nextCode } from './tour-newcomer.ts';
import { NEW } from './tour-undo.ts';

/** Closes her account, past a mistake, and keeps it by a mailed link. */
export async function closeAndKeep(tour: Tour, { username, secret }: Belongings): Promise<void> {
  const page = { heading: 'Close the account?' };
  await tour.open('/account/login/');
  await tour.send('Continue', { username, password: NEW });
  await tour.send('Sign in', { totp_value: nextCode(tour, secret) });
  await tour.open(await mailedLink(tour, '/account/confirm-sign-in/'));
  await tour.send('Yes, sign in');
  await tour.open('/manage/account/close/');
  await tour.look('close', { ...page, says: 'Projects that nobody else owns' });
  await tour.send('Close the account', { username: 'somebody-else' });
  await tour.look('close-errors', { ...page, marks: ['username'] });
  await tour.send('Close the account', { username });
  await tour.look('closing', { heading: 'The account is being closed' });

  const link = await mailedLink(tour, '/account/keep/');
  await tour.open(link);
  await tour.look('keep', { heading: 'Keep the account?', says: username });
  await tour.send(`Keep ${username}`);
  await tour.look('kept', { heading: 'The account stays' });
  await tour.open(link);
  await tour.look('keep-over', { heading: 'This link is over', status: 410 });
}
