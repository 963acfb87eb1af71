import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { hmacSha1 } from '../../src/crypto/digest.ts';
import { decodeBase32 } from '../../src/protocols/base32.ts';
import { stepAt, totpCode } from '../../src/protocols/totp.ts';
import type { Seat } from './chromium.ts';
import type { OpenSite } from './open-site.ts';
import { startTour, type Tour } from './tour.ts';
import { mailedLink, PASSWORD } from './tour-newcomer.ts';

const SEAT: Seat = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', address: '203.0.113.9' };

export interface Place {
  readonly browser: Browser;
  readonly site: OpenSite;
}

/** A browser that was never here before. */
export function sitDownNew(t: TestContext, place: Place): Promise<Tour> {
  return startTour(t, { ...place, seat: SEAT, visited: new Set() });
}

/** Somebody who registered with a password and confirmed her address. */
export async function newcomer(t: TestContext, place: Place, username: string): Promise<Tour> {
  const tour = await sitDownNew(t, place);
  await tour.open('/account/register/');
  const fields = { username, name: '', email: `${username}@northquay.example.org`, password: PASSWORD, password_confirm: PASSWORD };
  await tour.send('Create the account', fields);
  await tour.open(await mailedLink(tour, '/account/verify-email/'));
  await tour.send('Confirm and sign in');
  return tour;
}

/** Adds a passkey by the page of the account. */
export async function addPasskey(tour: Tour, name: string, button = 'Add a passkey'): Promise<void> {
  await tour.open('/manage/account/webauthn-provision');
  await tour.page.locator('[name="name"]').fill(name);
  await pressPasskey(tour, button);
}

/** Presses a button that asks the authenticator, and waits for the page behind it. */
export async function pressPasskey({ page }: Tour, button: string): Promise<void> {
  const left = page.waitForEvent('load');
  await page.getByRole('button', { name: button }).click();
  await left;
}

/** With automatic presence the autofill of the page answers by itself. */
export async function signInByPasskey(tour: Tour): Promise<void> {
  await tour.open('/account/login/');
  await tour.page.waitForURL('**/manage/account/');
}

/** Types one of the recovery codes back. */
export async function keepCodes(tour: Tour): Promise<void> {
  const codes = await tour.page.locator('.sheet-codes li').allInnerTexts();
  await tour.send('I have kept them', { recovery_code_value: codes[0] ?? '' });
}

/** Adds an app beside what there is; gives its secret. */
export async function addApp(tour: Tour): Promise<Uint8Array> {
  await tour.open('/manage/account/totp-provision');
  const secret = decodeBase32((await tour.page.locator('#secret').innerText()).replace(/\s/g, '')) ?? new Uint8Array();
  await tour.send('Continue', { name: 'Phone', totp_value: codeNow(tour, secret) });
  return secret;
}

/** What the app shows now. */
export function codeNow({ site }: Tour, secret: Uint8Array): string {
  return totpCode(hmacSha1, secret, stepAt(site.clock.now()));
}

/** Signs out by the page. */
export async function signOut(tour: Tour): Promise<void> {
  await tour.open('/account/logout/');
  await tour.send('Sign out');
}

/** Compares the heading of the page. */
export async function expectHeading({ page }: Tour, heading: string): Promise<void> {
  assert.equal(await page.locator('h1').innerText(), heading);
}
