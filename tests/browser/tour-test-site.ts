import type { Tour } from './tour.ts';
import { setUpSite } from './tour-operator.ts';

/** The test index, empty, by invitation only, without mail: what is different there. */
export async function lookAtTestSite(tour: Tour): Promise<void> {
  await tour.open('/');
  await tour.look('test-front-empty', { heading: 'A Python index whose accounts are hard to steal', says: 'No project yet' });
  await tour.open('/account/register/');
  await tour.look('test-register-by-invitation', { heading: 'Create an account', says: 'Sign in instead' });
  await tour.open('/account/request-password-reset/');
  await tour.look('test-reset-without-mail', { heading: 'Reset your password', says: 'sends no mail' });
  await tour.open('/account/login/');
  await tour.look('test-login', { heading: 'Sign in', says: 'This is the test index.' });
  await tour.open('/security/');
  await tour.look('test-security', { heading: 'Security policy', says: 'have named no contact' });

  await setUpSite(tour, 'test-');
  await tour.look('test-account', { heading: 'Your account', says: 'This index sends no mail' });
  await tour.open('/admin/');
  await tour.look('test-admin', { heading: 'Operators', says: 'This index sends no mail' });
  await tour.open('/admin/policies/');
  await tour.look('test-policies', { heading: 'Operators', says: 'Everybody may create an account' });
  await tour.send('Change it', { value: 'open', reason: '' });
  await tour.look('test-policies-errors', { heading: 'Operators', marks: ['reason'] });
  await tour.send('Change it', { value: 'open', reason: 'the course begins on Monday' });
  await tour.look('test-policies-waiting', { heading: 'Operators', says: 'It takes effect after' });
}

/** When the database is gone: the last page of all. */
export async function breakDown(tour: Tour): Promise<void> {
  await tour.site.world.database.close();
  await tour.open('/');
  await tour.look('test-broken', { heading: 'Something broke here', status: 500 });
}
