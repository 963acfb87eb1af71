import { hold } from '../support/hold-policy.ts';
import type { Tour } from './tour.ts';
import { mailedLink, PASSWORD } from './tour-newcomer.ts';

/** Somebody without a factor, whom a policy will ask for one. */
export async function joinWithoutFactor(tour: Tour): Promise<void> {
  await tour.open('/account/register/');
  const fields = { username: 'dora', name: '', email: 'dora@example.org' };
  await tour.send('Create the account', { ...fields, password: PASSWORD, password_confirm: PASSWORD });
  await tour.open(await mailedLink(tour, '/account/verify-email/'));
  await tour.send('Confirm and sign in');
}

/** An operator tries a policy out, past mistakes, and announces it. */
export async function announcePolicy(tour: Tour): Promise<void> {
  const heading = 'Second factor: Everybody must set one up at sign-in';
  const day = new Date(tour.site.clock.now() + 14 * 86_400_000).toISOString().slice(0, 10);
  const button = 'See whom it keeps out (Second factor)';
  await tour.open('/admin/policies/');
  await tour.send(button, { value: 'everyone', from: '1999-01-01' });
  await tour.look('admin-policies-day', { heading: 'Operators', says: 'Give a day of the coming year', marks: ['from'] });
  await tour.send(button, { value: 'everyone', from: day });
  await tour.look('policy-preview', { heading, says: 'would have to set one up' });
  const announce = await tour.page.getByRole('button', { name: /^Announce it for/ }).innerText();
  await tour.send(announce, { reason: '' });
  await tour.look('policy-preview-errors', { heading, marks: ['reason'] });
  await tour.send(announce, { reason: 'we were phished' });
  await tour.look('admin-policies-announced', { heading: 'Operators', says: 'It is announced' });
  await tour.open('/admin/second-factors/');
  await tour.look('admin-second-factors', { heading: 'Operators', says: 'Second factors over time' });
}

/** Her pages until the day, and what is left of them after it. */
export async function beAsked(tour: Tour): Promise<void> {
  await tour.open('/manage/account/');
  await tour.look('account-warned', { heading: 'Your account', says: 'From then on your account needs a second factor' });
  await hold(tour.site, 'phishingResistant', 'everyone');
  tour.site.clock.advance({ minutes: 16 });
  await tour.open('/manage/account/');
  await tour.look('kept-to-set-up', { heading: 'Set up a passkey', says: 'This index asks you for a passkey' });
  await tour.send('Send the link');
  await tour.look('kept-to-set-up-sent', { heading: 'Set up a passkey', says: 'We have sent a link' });
  await tour.open(await mailedLink(tour, '/account/confirm-browser/'));
  await tour.look('kept-to-set-up-confirm', { heading: 'Set up a second factor?' });
  await tour.send('Yes, set up a factor');
  await tour.send('Confirm', { password: PASSWORD });
  await tour.look('kept-to-set-up-passkey', { heading: 'Add a second factor', says: 'Your device checks the address' });
}
