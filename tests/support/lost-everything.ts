import { ripenRecoveries } from '../../src/recovery/ripen-recoveries.ts';
import type { Visitor } from './browser-client.ts';
import { liveThrough } from './live-through.ts';
import { askAtLogin, askOptions, type PasskeyMember, signUpWithPasskey } from './passkeys.ts';
import type { Member, Person } from './story-people.ts';
import { signUpMember } from './story-people.ts';
import { linkIn, type StorySite } from './story-site.ts';

/** An owner, and people whom she named and who count. */
export interface Circle {
  readonly ada: Member;
  readonly vouchers: readonly PasskeyMember[];
}

const PAGE = '/manage/account/vouchers/';

/** Signs in by passkey alone: every session of hers has ended by the wait. */
export async function signInByPasskey(browser: Visitor, member: PasskeyMember): Promise<void> {
  const credential = member.authenticator.get(await askAtLogin(browser));
  await browser.send('/account/login/passkey/', { credential });
}

/** Ada names two people with passkeys; they accept, and the wait is lived through. */
export async function makeCircle(site: StorySite, names: readonly string[] = ['bo', 'cy'], owner = 'ada'): Promise<Circle> {
  const vouchers: PasskeyMember[] = [];
  for (const name of names) vouchers.push(await signUpWithPasskey(site, name));
  const ada = await signUpMember(site, owner);
  await ada.browser.open(PAGE);
  for (const { username } of vouchers) await ada.browser.send(PAGE, { username });
  for (const member of vouchers) {
    await member.browser.open(PAGE);
    await member.browser.send(/\/manage\/account\/vouchers\/[0-9a-f]{32}\/accept\//.exec(member.browser.page)?.[0] ?? '');
  }
  await liveThrough(site, 73);
  for (const member of vouchers) await signInByPasskey(member.browser, member);
  return { ada, vouchers };
}

/** Opens the mailbox's link in a new browser and asks with the password; gives the browser and the voice code. */
export async function askForAccount(site: StorySite, { username, address, password }: Person): Promise<{ browser: Visitor; code: string }> {
  // Mails of one delivery go out in any order: what came before goes first.
  await site.runJobs();
  const browser = site.browser();
  await browser.open('/account/request-password-reset/');
  await browser.send('/account/request-password-reset/', { username_or_email: username });
  await browser.open(await site.linkMailedTo(address));
  await browser.open('/account/recover/');
  await browser.send('/account/recover/', { password });
  return { browser, code: /[0-9a-z]{4}-[0-9a-z]{4}(?=<\/span><\/p>)/.exec(browser.page)?.[0] ?? '' };
}

/** The page where a person may vouch, from the mail to her. */
export async function vouchPath(site: StorySite, { address }: Person): Promise<string> {
  return /\/account\/vouch\/[0-9a-f]{32}\//.exec((await site.mailTo(address)).text)?.[0] ?? '';
}

/** Types the code and confirms with the passkey. */
export async function vouch(site: StorySite, member: PasskeyMember, code: string, path?: string): Promise<void> {
  const at = path ?? (await vouchPath(site, member));
  await member.browser.open(at);
  const options = await askOptions(member.browser, `${at}options/`);
  const reason = member.browser.page.includes('name="reason"') ? { reason: 'I know the voice' } : {};
  await member.browser.send(at, { voice_code: code, credential: member.authenticator.get(options), ...reason });
}

/** Lets the wait go by as the jobs do it: the last day's notice is delivered first. */
export async function liveThroughWait(site: StorySite, hours = 48): Promise<void> {
  await liveThrough(site, hours);
  for (let turn = 0; turn < 2; turn += 1) {
    await ripenRecoveries(site.world);
    await site.runJobs();
  }
  await liveThrough(site, 25);
  await ripenRecoveries(site.world);
  await site.runJobs();
}

/** The link of the newest notice about a recovery. */
export async function objectionLink(site: StorySite, { address }: Person): Promise<string> {
  await site.runJobs();
  const mail = site.mails.findLast(({ to, text }) => to === address && text.includes('/account/objection/'));
  return (mail && linkIn(mail)) ?? '';
}
