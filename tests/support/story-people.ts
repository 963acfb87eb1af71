import { hmacSha1 } from '../../src/crypto/digest.ts';
import { decodeBase32 } from '../../src/protocols/base32.ts';
import { stepAt, totpCode } from '../../src/protocols/totp.ts';
import type { Visitor } from './browser-client.ts';
import type { Distribution } from './distributions.ts';
import { appSecretOn } from './kept-secrets.ts';
import { type ChangedFields, sendUpload, type UploadAnswer } from './send-upload.ts';
import type { StorySite } from './story-site.ts';

export const PASSWORD = 'wandering otters keep ledgers';

/** Somebody with an account: what she knows and holds. */
export interface Person {
  readonly username: string;
  readonly address: string;
  readonly password: string;
  /** The browser she registered in; signed in. */
  readonly browser: Visitor;
}

/** Somebody whose account needs a second factor. */
export interface Member extends Person {
  /** Her authenticator app: a secret in base32. */
  readonly app: string;
  readonly codes: readonly string[];
}

/** Registers by the form and confirms the address by the mailed link. */
export async function signUp(site: StorySite, username: string): Promise<Person> {
  const person = { username, address: `${username}@example.org`, password: PASSWORD, browser: site.browser() };
  await person.browser.open('/account/register/');
  await person.browser.send('/account/register/', registrationOf(username));
  await person.browser.open(await site.linkMailedTo(person.address));
  await person.browser.send('/account/verify-email/', { deed: 'confirm' });
  return person;
}

/** The fields of the registration form. */
export function registrationOf(username: string): Readonly<Record<string, string>> {
  return { username, name: '', email: `${username}@example.org`, password: PASSWORD, password_confirm: PASSWORD };
}

/** Registers and sets up an authenticator app. */
export async function signUpMember(site: StorySite, username: string): Promise<Member> {
  return setUpApp(site, await signUp(site, username));
}

/** Scans the secret, types a code, keeps the recovery codes and types one of them. */
export async function setUpApp(site: StorySite, person: Person): Promise<Member> {
  const { browser } = person;
  await browser.open('/manage/account/totp-provision');
  const app = appSecretOn(browser.page) ?? '';
  await browser.send('/manage/account/totp-provision', { name: 'Phone', totp_value: codeNow(site, app) });
  const codes = [...browser.page.matchAll(/<li><span>([0-9a-z-]{19})<\/span><\/li>/g)].map(([, code]) => code ?? '');
  await browser.send('/manage/account/recovery-codes/', { recovery_code_value: codes[0] ?? '' });
  return { ...person, app, codes };
}

/** What the app shows now. */
export function codeNow(site: StorySite, app: string): string {
  return totpCode(hmacSha1, decodeBase32(app) ?? new Uint8Array(), stepAt(site.clock.now()));
}

/** Waits for the next code, as one does after having used one. */
export function nextCode(site: StorySite, app: string): string {
  site.clock.advance({ seconds: 30 });
  return codeNow(site, app);
}

/** Password, then code, in a browser. */
export async function signIn(site: StorySite, member: Member, browser: Visitor): Promise<void> {
  await typePassword(browser, member);
  await browser.send('/account/two-factor/', { totp_value: nextCode(site, member.app) });
}

/** Opens the sign-in page and sends user name and password. */
export async function typePassword(browser: Visitor, { username, password }: Pick<Person, 'username' | 'password'>): Promise<void> {
  await browser.open('/account/login/');
  await browser.send('/account/login/', { username, password });
}

/** Confirms that it is still her: password and code in one form. */
export async function stepUp(site: StorySite, member: Member): Promise<void> {
  await member.browser.open('/account/reauthenticate/');
  await member.browser.send('/account/reauthenticate/', { password: member.password, totp_value: nextCode(site, member.app) });
}

/** Makes an API token and copies it from the page. */
export async function makeToken({ browser }: Person, description: string, scope = 'scope:user'): Promise<string> {
  await browser.open('/manage/account/token/');
  await browser.send('/manage/account/token/', { description, token_scope: scope });
  const token = /keyhouse-[A-Za-z0-9_-]{100,}/.exec(browser.page)?.[0];
  if (token === undefined) throw new Error(`no token was made: ${browser.status} ${browser.path}`);
  return token;
}

/** Uploads as twine does; `changed` stands in place of the form's right fields. */
export function uploadWith(site: StorySite, token: string, distribution: Distribution, changed: ChangedFields = {}): Promise<UploadAnswer> {
  return sendUpload(site.origin, token, distribution, { changed });
}

/** The first operator, by the set-up link, with an authenticator app. */
export async function setUpOperator(site: StorySite, username = 'olga'): Promise<Member> {
  const operator = { username, address: `${username}@example.org`, password: PASSWORD, browser: site.browser() };
  await operator.browser.open(await site.setUpLink());
  await operator.browser.send('/setup/', registrationOf(username));
  return setUpApp(site, operator);
}

/** Password, then a recovery code, in a browser. */
export async function signInWithCode(member: Member, browser: Visitor, code: string): Promise<void> {
  await typePassword(browser, member);
  await browser.open('/account/recovery-code/');
  await browser.send('/account/recovery-code/', { recovery_code_value: code });
}
