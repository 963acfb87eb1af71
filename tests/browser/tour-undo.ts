import type { Tour } from './tour.ts';
import { type Belongings, mailedLink, nextCode } from './tour-newcomer.ts';

/** Her password from then on. */
export const NEW = 'rhubarb winter saddle ninety';

/** Undoes the change of addresses from the old one, and puts it back: the account opens again. */
export async function undoAddresses(tour: Tour, { secret }: Belongings): Promise<void> {
  const link = await mailedLink(tour, '/account/undo-addresses/');
  await tour.open(link);
  await tour.look('undo-addresses', { heading: 'Undo the change of addresses?', says: 'ines' });
  await tour.send('Undo the change');
  await tour.look('undo-addresses-held', { heading: 'The change is held' });
  await tour.open(link);
  await tour.look('undo-addresses-over', { heading: 'This link is over', status: 410 });

  await tour.open(await mailedLink(tour, '/account/restore-addresses/'));
  await tour.look('restore-addresses', { heading: 'Put the old addresses back', says: 'every session ends' });
  await tour.send('Put them back with a code', { password: NEW, password_confirm: NEW, totp_value: '000000' });
  await tour.look('restore-addresses-errors', { heading: 'Put the old addresses back', marks: ['totp_value'], status: 403 });
  const fields = { password: NEW, password_confirm: NEW, totp_value: nextCode(tour, secret) };
  await tour.send('Put them back with a code', fields);
  await tour.look('restore-addresses-done', { heading: 'The old addresses are back' });
}
