import { ripenUnfreezings } from '../../src/recovery/ripen-unfreezings.ts';
import type { Visitor } from './browser-client.ts';
import { live } from './live.ts';
import { askAtLogin, askOptions, type PasskeyMember, signUpWithPasskey } from './passkeys.ts';
import { type Member, nextCode } from './story-people.ts';
import type { StorySite } from './story-site.ts';

/** Her password after a freeze. */
export const NEW = 'rhubarb winter saddle ninety';

/** Presses the brake on the account page. */
export async function freezeHerself(browser: Visitor): Promise<void> {
  await browser.open('/manage/account/freeze/');
  await browser.send('/manage/account/freeze/');
}

/** Somebody with a passkey of some days, signed in with it. */
export async function signUpLongAgo(site: StorySite, username: string, days: number): Promise<PasskeyMember> {
  const person = await signUpWithPasskey(site, username);
  await live(site, 24 * days);
  await signInByPasskey(person);
  return person;
}

/** Signs in by passkey alone. */
export async function signInByPasskey({ authenticator, browser }: Pick<PasskeyMember, 'authenticator' | 'browser'>): Promise<void> {
  const credential = authenticator.get(await askAtLogin(browser));
  await browser.send('/account/login/passkey/', { next: '/', credential });
}

/** Answers with her passkey on the page that lifts freezes, with a new password. */
export async function liftWithPasskey(
  browser: Visitor,
  { username, authenticator }: Pick<PasskeyMember, 'username' | 'authenticator'>,
): Promise<void> {
  await browser.open('/account/unfreeze/');
  const credential = authenticator.get(await askOptions(browser, '/account/unfreeze/options/'));
  await browser.send('/account/unfreeze/', { username, credential, password: NEW, password_confirm: NEW });
}

/** Asks for the link and opens it; gives the browser that shows its page. */
export async function openUnfreezeLink(site: StorySite, { username, address }: Pick<Member, 'username' | 'address'>): Promise<Visitor> {
  // Older mails first.
  await site.runJobs();
  const browser = site.browser();
  await browser.open('/account/unfreeze/');
  await browser.send('/account/unfreeze/link/', { username_or_email: username });
  await browser.open(await site.linkMailedTo(address));
  return browser;
}

/** Mailbox, password and code: from then on it waits. */
export async function askToLift(site: StorySite, member: Member): Promise<Visitor> {
  const browser = await openUnfreezeLink(site, member);
  await browser.send('/account/confirm-unfreeze/', { password: member.password, totp_value: nextCode(site, member.app) });
  return browser;
}

/** The notices go out, their delivery is noted, and hours are lived; gives how many freezes moved on. */
export async function waitFor(site: StorySite, hours: number): Promise<number> {
  await live(site, 0);
  await site.runJobs();
  await ripenUnfreezings(site.world);
  await live(site, hours);
  return ripenUnfreezings(site.world);
}
