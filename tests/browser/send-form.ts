import type { Locator, Page } from 'playwright-core';

/** Fills in the form with this button, past the browser's own checks, sends it and waits for the page that comes. */
export async function sendForm(page: Page, button: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const pressed = page.getByRole('button', { name: button, exact: true }).first();
  const form = page.locator('form', { has: pressed }).first();
  await page.evaluate('document.querySelectorAll("form").forEach((form) => { form.noValidate = true; })');
  for (const [name, value] of Object.entries(fields)) await fillIn(form, name, value);
  const loaded = page.waitForEvent('load');
  await pressed.click();
  await loaded;
}

async function fillIn(form: Locator, name: string, value: string): Promise<void> {
  const field = form.locator(`[name="${name}"]`).first();
  if ((await field.getAttribute('type')) === 'radio') await form.locator(`[name="${name}"][value="${value}"]`).check();
  else await field.fill(value);
}
