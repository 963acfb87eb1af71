import { authenticators, PLATFORM } from './authenticators.ts';
import type { Tour } from './tour.ts';

/** Adds a passkey, renames it, and looks at what removing it means. */
export async function managePasskeys(tour: Tour): Promise<void> {
  const { page } = tour;
  const added = { heading: 'Add a second factor' };
  await tour.open('/manage/account/webauthn-provision');
  await tour.look('add-factor', added);
  await page.evaluate(`document.querySelector('[name="name"]').value = 'n'.repeat(61)`);
  await press(tour);
  await tour.look('add-factor-error', { ...added, marks: ['name'] });
  await page.locator('[name="name"]').fill('MacBook');
  await press(tour);
  await tour.look('account-passkey', { heading: 'Your account', says: 'MacBook' });

  await page.getByRole('link', { name: 'Rename MacBook' }).click();
  await tour.look('passkey-rename', { heading: 'Rename “MacBook”' });
  await tour.open('/manage/account/');
  await page.getByRole('link', { name: 'Remove MacBook' }).click();
  await tour.look('passkey-remove', { heading: 'Remove the passkey “MacBook”?', says: 'It goes in three days' });
  await tour.open('/manage/account/');
  await page.getByRole('link', { name: 'Rename Phone' }).first().click();
  await tour.look('app-rename', { heading: 'Rename “Phone”' });
  await tour.open('/manage/account/');
  await page.getByRole('link', { name: 'Replace Phone' }).first().click();
  await tour.look('app-replace', { heading: 'Replace “Phone”' });
  await tour.open('/manage/account/passkeys-only/');
  await tour.look('passkeys-only', { heading: 'Passkeys only' });
  await tour.open('/manage/account/');
}

/** With an authenticator of its own: taking pictures ends those that were there before. */
async function press(tour: Tour): Promise<void> {
  const keys = await authenticators(tour);
  const id = await keys.add(PLATFORM);
  const left = tour.page.waitForEvent('load');
  await tour.page.getByRole('button', { name: 'Add a passkey' }).click();
  await left;
  await keys.remove(id);
}
