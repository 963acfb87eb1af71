import { setTimeout as sleep } from 'node:timers/promises';
import { decodeBase32 } from '../../src/protocols/base32.ts';
import { stepAt, totpCode } from '../../src/protocols/totp.ts';
import { Visitor } from './browser-client.ts';
import { hmacSha1 } from './hashing.ts';
import type { Keyhouse } from './start-keyhouse.ts';

/** Somebody who may upload, set up over HTTP as a person does it. */
export interface Publisher {
  readonly browser: Visitor;
  readonly username: string;
  readonly password: string;
  /** Of the authenticator app; the current 30 seconds' code is unused right after the set-up. */
  readonly totpSecret: Uint8Array;
  /** The recovery codes; the first one was asked back, and all are unused. */
  readonly codes: readonly string[];
  /** For the whole account. */
  readonly token: string;
}

const STEP_MS = 30_000;
const SPARE_MS = 8_000;

/** What `makePublisher` sets. */
export const PUBLISHER_PASSWORD = 'wandering otters keep ledgers';

/** Makes the first operator of a new site through its set-up link, with an authenticator app, and a token. */
export async function makePublisher(keyhouse: Keyhouse, address?: string): Promise<Publisher> {
  const browser = new Visitor(keyhouse.origin, { address });
  await openSetupLink(keyhouse, browser, 'ada');
  return equipPublisher(browser, 'ada');
}

/** The set-up link and its form: an operator with a password alone. */
export async function openSetupLink(keyhouse: Keyhouse, browser: Visitor, username: string): Promise<void> {
  await browser.open(setupPath(keyhouse));
  const passwords = { password: PUBLISHER_PASSWORD, password_confirm: PUBLISHER_PASSWORD };
  await browser.send('/setup/', { ...signUpFields(username), ...passwords });
}

/** An authenticator app and a token for whoever is signed in. */
export async function equipPublisher(browser: Visitor, username: string): Promise<Publisher> {
  const { totpSecret, codes } = await setUpTotp(browser);
  return { browser, username, password: PUBLISHER_PASSWORD, totpSecret, codes, token: await makeToken(browser, 'scope:user') };
}

/** Path and query of the set-up link that the server printed. */
export function setupPath(keyhouse: Keyhouse): string {
  const path = /\/setup\/\?token=[A-Za-z0-9_-]{43}/.exec(keyhouse.greeting())?.[0];
  if (path === undefined) throw new Error(`no set-up link was printed: ${keyhouse.greeting()}`);
  return path;
}

/** A sign-up form as far as it follows from the user name. */
export function signUpFields(username: string): Readonly<Record<string, string>> {
  return { username, name: username, email: `${username}@example.org` };
}

/** Adds an authenticator app and gives back a recovery code, so that it counts. Uses up the code of the 30 seconds before the current. */
export async function setUpTotp(browser: Visitor): Promise<Pick<Publisher, 'totpSecret' | 'codes'>> {
  const left = STEP_MS - (Date.now() % STEP_MS);
  // The code of the step before is accepted until the current one ends.
  if (left < SPARE_MS) await sleep(left);
  await browser.open('/manage/account/totp-provision');
  const shown = (/<p class="groups" id="secret">(.*?)<\/p>/s.exec(browser.page)?.[1] ?? '').replace(/<[^>]*>/g, '');
  const totpSecret = decodeBase32(shown);
  if (totpSecret === undefined || totpSecret.length === 0) throw new Error(`no secret is shown on ${browser.path}`);
  const code = totpCode(hmacSha1, totpSecret, stepAt(Date.now()) - 1);
  await browser.send('/manage/account/totp-provision', { name: 'Phone', totp_value: code });

  const codes = [...browser.page.matchAll(/<li><span>([0-9a-z-]{19})<\/span><\/li>/g)].map(([, one]) => one ?? '');
  await browser.send('/manage/account/recovery-codes/', { recovery_code_value: codes[0] ?? '' });
  if (!browser.page.includes('Your second factor counts from now on')) throw new Error(`the app does not count (${browser.status})`);
  return { totpSecret, codes };
}

/** Makes an API token with a fresh login and gives its text. */
export async function makeToken(browser: Visitor, scope: string): Promise<string> {
  await browser.open('/manage/account/token/');
  await browser.send('/manage/account/token/', { description: 'ci', token_scope: scope });
  const token = /keyhouse-[A-Za-z0-9_-]{100,}/.exec(browser.page)?.[0];
  if (token === undefined) throw new Error(`no token is shown (${browser.status})`);
  return token;
}

/** What the authenticator app shows now. */
export function currentCode({ totpSecret }: Pick<Publisher, 'totpSecret'>): string {
  return totpCode(hmacSha1, totpSecret, stepAt(Date.now()));
}
