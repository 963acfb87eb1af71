import { eraseClosed } from '../../src/recovery/erase-closed.ts';
import type { Visitor } from './browser-client.ts';
import { live } from './live.ts';
import type { StorySite } from './story-site.ts';

/** Closes the account that the browser is signed in to, just confirmed. */
export async function closeHers(browser: Visitor, username: string): Promise<void> {
  await browser.open('/manage/account/close/');
  await browser.send('/manage/account/close/', { username });
}

/** Days are lived, and the job looks; gives how many accounts it erased. */
export async function liveDays(site: StorySite, days: number): Promise<number> {
  await live(site, 24 * days);
  const erased = await eraseClosed(site.world);
  await site.runJobs();
  return erased;
}

/** The path of the newest link that keeps an account, mailed to an address. */
export async function keepLink(site: StorySite, address: string): Promise<string> {
  await site.runJobs();
  const mail = site.mails.findLast(({ to, text }) => to === address && text.includes('/account/keep/?token='));
  return /\/account\/keep\/\?token=[A-Za-z0-9_-]{43}/.exec(mail?.text ?? '')?.[0] ?? '';
}
