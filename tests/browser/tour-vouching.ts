import type { Tour } from './tour.ts';
import { mailedLink, PASSWORD } from './tour-newcomer.ts';
import { NEW } from './tour-undo.ts';

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

/** Rehearses it, from the first page to the last one. */
export async function practise(tour: Tour): Promise<void> {
  const page = { heading: 'Practice a recovery' };
  await tour.open('/manage/account/practice/');
  await tour.look('practice-begin', { ...page, says: 'the one person who can vouch' });
  await tour.send('Begin a practice run');
  await tour.look('practice-running', { ...page, says: '0 of 2 vouched' });
}

/** Is asked to rehearse. */
export async function lookAtPractice(tour: Tour): Promise<void> {
  const mail = (await tour.site.settle()).findLast(({ text }) => text.includes('/account/practice/'));
  await tour.open(/\/account\/practice\/[0-9a-f]{32}\//.exec(mail?.text ?? '')?.[0] ?? '');
  await tour.look('practice-vouch', { heading: 'Practice: vouch for ines', says: 'Nothing was lost' });
}

/** Ends it, and reads what worked. */
export async function endPractice(tour: Tour): Promise<void> {
  await tour.open('/manage/account/practice/');
  await tour.send('End it and see what worked');
  await tour.look('practice-report', { heading: 'Practice a recovery', says: 'It would not have worked' });
}

/** Somebody lost everything: asks, waits, and looks at the page of the new start. */
export async function loseEverything(tour: Tour): Promise<void> {
  const page = { heading: 'Everything is lost?' };
  await tour.open('/account/recover/');
  await tour.look('recover-start', { ...page, says: 'Send me a link' });
  await tour.open('/account/request-password-reset/');
  await tour.send('Send a link', { username_or_email: 'ines' });
  await tour.open(await mailedLink(tour, '/account/reset-password/'));
  await tour.open('/account/recover/');
  await tour.look('recover-ask', { ...page, says: 'Ask for my account' });
  await tour.send('Ask for my account', { password: 'not the password' });
  await tour.look('recover-ask-errors', { ...page, marks: ['password'], status: 403 });
  await tour.send('Ask for my account', { password: NEW });
  await tour.look('recover-wait', { heading: 'People have to vouch now', says: '0 of 2' });
}

/** May vouch for her, and looks at what is asked. */
export async function lookAtVouching(tour: Tour): Promise<void> {
  const mail = (await tour.site.settle()).findLast(({ text }) => text.includes('/account/vouch/'));
  await tour.open(/\/account\/vouch\/[0-9a-f]{32}\//.exec(mail?.text ?? '')?.[0] ?? '');
  await tour.look('vouch', { heading: 'Vouch for ines?', says: 'The code that you heard' });
}

/** Reads of it in the mailbox. */
export async function object(tour: Tour): Promise<void> {
  await tour.open(await mailedLink(tour, '/account/objection/'));
  await tour.look('objection', { heading: 'Was this you?', says: 'Object' });
  await tour.send('Object');
  await tour.look('objection-done', { heading: 'It waits longer' });
}

/** The wait is over. */
export async function beginAnew(tour: Tour): Promise<void> {
  await tour.site.world.database.transaction((tx) => tx.updateTable('recoveries').set({ state: 'ready' }).execute());
  await tour.open('/account/recover/');
  await tour.look('recover-claim', { heading: 'Begin anew', says: 'One of the ten codes' });
  await tour.send('Begin anew with the app', { password: PASSWORD, password_confirm: PASSWORD });
  await tour.look('recover-claim-errors', { heading: 'Begin anew', marks: ['recovery_code_value'] });
  await tour.site.world.database.transaction((tx) => tx.updateTable('recoveries').set({ state: 'void' }).execute());
  await tour.open('/account/recover/');
  await tour.look('recover-over', { heading: 'This recovery is over' });
}
