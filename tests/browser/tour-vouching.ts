import type { Tour } from './tour.ts';

/** Names somebody to vouch, past mistakes. */
export async function nameVouchers(tour: Tour): Promise<void> {
  const page = { heading: 'People who vouch for you' };
  await tour.open('/manage/account/vouchers/');
  await tour.look('vouchers-none', { ...page, says: 'Nobody yet' });
  await tour.send('Name this person', { username: 'nobody' });
  await tour.look('vouchers-errors', { ...page, marks: ['username'] });
  await tour.send('Name this person', { username: 'maud' });
  await tour.look('vouchers', { ...page, says: 'Has not accepted yet' });
}

/** Reads who asks, and accepts. */
export async function acceptVouching(tour: Tour): Promise<void> {
  const page = { heading: 'People who vouch for you' };
  await tour.open('/manage/account/vouchers/');
  await tour.look('vouchers-asked', { ...page, says: 'Asks you' });
  await tour.send('Accept ines');
  await tour.look('vouchers-accepted', { ...page, says: 'Counts soon' });
}
