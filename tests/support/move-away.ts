import type { Visitor } from './browser-client.ts';
import type { StorySite } from './story-site.ts';

/** The paths of an address's buttons, from the account page. */
export function deedsOfAddresses(page: string): Readonly<Record<string, string>> {
  const actions = [...page.matchAll(/action="(\/manage\/account\/emails\/[0-9a-f]+\/([a-z-]+)\/)"/g)];
  return Object.fromEntries(actions.map(([, path, deed]) => [deed ?? '', path ?? '']));
}

/** Moves an account to another mailbox: adds and confirms the new address, makes it the primary one, removes the old. */
export async function moveAway(site: StorySite, browser: Visitor, address: string): Promise<void> {
  await browser.open('/manage/account/emails/');
  await browser.send('/manage/account/emails/', { email: address });
  await browser.open(await site.linkMailedTo(address));
  await browser.send('/account/verify-email/', { deed: 'confirm' });
  await browser.send(deedsOfAddresses(browser.page)['make-primary'] ?? '');
  await browser.send(deedsOfAddresses(browser.page)['remove'] ?? '');
}
