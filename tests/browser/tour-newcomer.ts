import { hmacSha1 } from '../../src/crypto/digest.ts';
import { decodeBase32 } from '../../src/protocols/base32.ts';
import { stepAt, totpCode } from '../../src/protocols/totp.ts';
import { linkIn } from '../support/account-world.ts';
import type { Tour } from './tour.ts';

export const PASSWORD = 'wandering otters keep ledgers';

/** What a person knows and has once the account is whole. */
export interface Belongings {
  readonly username: string;
  readonly secret: Uint8Array;
  readonly codes: readonly string[];
}

/** The path of the newest mailed link to a page. */
export async function mailedLink(tour: Tour, path: string): Promise<string> {
  const mails = await tour.site.settle();
  const mail = mails.findLast(({ text }) => text.includes(`${path}?token=`));
  return `${path}?token=${linkIn(mail).reveal()}`;
}

/** What the app shows in the next half minute that has not been used: time goes on until then. */
export function nextCode({ site }: Tour, secret: Uint8Array): string {
  site.clock.advance({ seconds: 30 });
  return totpCode(hmacSha1, secret, stepAt(site.clock.now()));
}

/** Registers, confirms the address, sets up an app: every page on the way, and what it says to mistakes. */
export async function becomeSomebody(tour: Tour): Promise<Belongings> {
  await register(tour);
  await confirm(tour);
  return setUpApp(tour);
}

async function register(tour: Tour): Promise<void> {
  const fields = { username: 'ines', name: 'Ines Okafor', email: 'ines@northquay.example.org' };
  await tour.open('/account/register/');
  await tour.look('register', { heading: 'Create an account' });
  await tour.send('Create the account', { ...fields, password: PASSWORD, password_confirm: 'wandering otters' });
  await tour.look('register-errors', { heading: 'Create an account', marks: ['password_confirm'] });
  await tour.send('Create the account', { ...fields, username: '-ines', password: PASSWORD, password_confirm: 'wandering otters' });
  await tour.look('register-error-name', { heading: 'Create an account', marks: ['username', 'password_confirm'] });

  await tour.send('Create the account', { ...fields, password: PASSWORD, password_confirm: PASSWORD });
  await tour.look('pending', { heading: 'Look into your mailbox' });
  await tour.send('Send it again');
  await tour.look('pending-sent-again', { heading: 'Look into your mailbox', says: 'Sent again' });
}

async function confirm(tour: Tour): Promise<void> {
  await tour.open(await mailedLink(tour, '/account/verify-email/'));
  await tour.look('verify-email', { heading: 'Confirm your mail address' });
  await tour.send('Confirm and sign in');
  await tour.look('account-new', { heading: 'Your account', says: 'Set up a second factor next' });
  await tour.open('/manage/account/token/');
  await tour.look('account-needs-factor', { heading: 'Your account', says: 'That needs a second factor' });
  await tour.open('/manage/projects/');
  await tour.look('projects-empty', { heading: 'Your projects', says: 'No projects' });
}

async function setUpApp(tour: Tour): Promise<Belongings> {
  const app = { heading: 'Add an authenticator app' };
  await tour.open('/manage/account/totp-provision');
  await tour.look('totp-provision', app);
  await tour.send('Continue', { name: 'Phone', totp_value: '000 000' });
  await tour.look('totp-provision-error', { ...app, marks: ['totp_value'] });
  const secret = decodeBase32((await tour.page.locator('#secret').innerText()).replace(/\s/g, '')) ?? new Uint8Array();
  await tour.send('Continue', { name: 'Phone', totp_value: nextCode(tour, secret) });

  const heading = 'Your ten recovery codes';
  await tour.look('recovery-codes', { heading });
  const codes = await tour.page.locator('.sheet-codes li').allInnerTexts();
  await tour.send('I have kept them', { recovery_code_value: 'k7qd-m2xw-9trb-4hfz' });
  await tour.look('recovery-codes-error', { heading, marks: ['recovery_code_value'] });
  await tour.send('I have kept them', { recovery_code_value: codes[3] ?? '' });
  await tour.look('account-factor-added', { heading: 'Your account', says: 'Your second factor counts from now on' });
  return { username: 'ines', secret, codes };
}
