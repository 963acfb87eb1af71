import type { Tour } from './tour.ts';
import { type Belongings, mailedLink, nextCode, PASSWORD } from './tour-newcomer.ts';
import { NEW } from './tour-undo.ts';

/** She froze her account by a mail: looks at the way back, asks for it, and says no to herself. */
export async function askToLift(tour: Tour, { username, secret }: Belongings): Promise<void> {
  await tour.open('/account/unfreeze/');
  await tour.look('unfreeze', { heading: 'Lift a freeze', says: 'With a passkey: at once' });
  await tour.send('Send a link', { username_or_email: '' });
  await tour.look('unfreeze-errors', { heading: 'Lift a freeze', marks: ['username_or_email'] });
  await tour.send('Send a link', { username_or_email: username });
  await tour.look('unfreeze-sent', { heading: 'Look into your mailbox', says: 'that its owner froze' });

  const link = await mailedLink(tour, '/account/confirm-unfreeze/');
  await tour.open(link);
  await tour.look('confirm-unfreeze', { heading: 'Lift the freeze', says: 'Which factor?' });
  await tour.send('Ask to lift it', { password: 'not the password', totp_value: '000000' });
  await tour.look('confirm-unfreeze-errors', { heading: 'Lift the freeze', marks: ['password'], status: 403 });
  await tour.send('Ask to lift it', { password: PASSWORD, totp_value: nextCode(tour, secret) });
  await tour.look('unfreeze-asked', { heading: 'Now it waits a day' });
  await tour.open(link);
  await tour.look('confirm-unfreeze-over', { heading: 'This link is over', status: 410 });

  const no = await mailedLink(tour, '/account/keep-frozen/');
  await tour.open(no);
  await tour.look('keep-frozen', { heading: 'Keep it frozen?', says: username });
  await tour.send('No. Keep it frozen');
  await tour.look('kept-frozen', { heading: 'It stays frozen' });
  await tour.open(no);
  await tour.look('keep-frozen-over', { heading: 'This link is over', status: 410 });
}

/** Back in her account: the tokens that rest, and the brake with the last 30 days beside it. */
export async function reviewTokens(tour: Tour, { username, secret }: Belongings): Promise<void> {
  await tour.open('/account/login/');
  await tour.send('Continue', { username, password: NEW });
  await tour.send('Sign in', { totp_value: nextCode(tour, secret) });
  await tour.open(await mailedLink(tour, '/account/confirm-sign-in/'));
  await tour.send('Yes, sign in');
  await tour.open('/manage/account/');
  await tour.look('account-tokens-rest', { heading: 'Your account', says: 'until you say so' });
  await tour.open('/manage/account/suspended-tokens/');
  await tour.look('suspended-tokens', { heading: 'Suspended tokens', says: 'are mine' });
  await tour.page.getByRole('button', { name: /^All \d+ are mine$/ }).click();
  await tour.look('suspended-tokens-none', { heading: 'Suspended tokens', says: 'No token rests' });
  await tour.open('/manage/account/freeze/');
  await tour.send(`Freeze ${username}`);
  await tour.look('frozen-by-owner', { heading: 'The account is frozen', says: 'The last 30 days' });
  const opened = { frozen_at: null, frozen_by: null };
  await tour.site.world.database.transaction((tx) => tx.updateTable('accounts').set(opened).where('username', '=', username).execute());
}
