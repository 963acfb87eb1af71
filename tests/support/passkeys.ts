import type { Visitor } from './browser-client.ts';
import { type AuthenticatorWishes, SoftwareAuthenticator } from './software-authenticator.ts';
import { type Person, registrationOf, signUp } from './story-people.ts';
import type { StorySite } from './story-site.ts';

/** Options as the script of a page gets them. */
export interface AskedOptions {
  readonly challenge: string;
  readonly user: { readonly id: string };
}

const PROVISION = '/manage/account/webauthn-provision';

/** Asks for options with the form token of the present page, as its script does. */
export async function askOptions(browser: Visitor, path: string): Promise<AskedOptions> {
  const token = /name="csrf_token" value="([^"]*)"/.exec(browser.page)?.[1] ?? '';
  const answer = await fetch(`${browser.origin}${path}`, {
    method: 'POST',
    body: new URLSearchParams({ csrf_token: token }),
    headers: { cookie: browser.cookie, origin: browser.origin },
    redirect: 'manual',
  });
  if (answer.status !== 200) throw new Error(`no options at ${path}: ${answer.status}`);
  return (await answer.json()) as AskedOptions;
}

/** Adds a passkey by the page of the account, without what follows. */
export async function addPasskey(
  browser: Visitor,
  authenticator: SoftwareAuthenticator,
  name: string,
  wishes?: AuthenticatorWishes,
): Promise<void> {
  await browser.open(PROVISION);
  const credential = authenticator.create(await askOptions(browser, `${PROVISION}/options`), wishes);
  await browser.send(PROVISION, { name, credential });
}

export interface PasskeyMember extends Person {
  readonly authenticator: SoftwareAuthenticator;
}

/** Registers and sets up a passkey with recovery codes. */
export async function signUpWithPasskey(site: StorySite, username: string, wishes?: AuthenticatorWishes): Promise<PasskeyMember> {
  const person = await signUp(site, username);
  const authenticator = new SoftwareAuthenticator(site.world.settings.url);
  await addPasskey(person.browser, authenticator, 'MacBook', wishes);
  const code = /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(person.browser.page)?.[1] ?? '';
  await person.browser.send('/manage/account/recovery-codes/', { recovery_code_value: code });
  return { ...person, authenticator };
}

/** Registers with a passkey and no password, the mailbox confirmed in the same browser. */
export async function registerWithPasskey(
  site: StorySite,
  username: string,
): Promise<{ readonly browser: Visitor; readonly authenticator: SoftwareAuthenticator }> {
  const browser = site.browser();
  await browser.open('/account/register/');
  await browser.send('/account/register/', { ...registrationOf(username), password: '', password_confirm: '', way: 'passkey' });
  await browser.open(await site.linkMailedTo(`${username}@example.org`));
  await browser.send('/account/verify-email/', { deed: 'confirm' });
  const authenticator = new SoftwareAuthenticator(site.world.settings.url);
  await addPasskey(browser, authenticator, 'MacBook');
  const code = /<li><span>([0-9a-z-]{19})<\/span><\/li>/.exec(browser.page)?.[1] ?? '';
  await browser.send('/manage/account/recovery-codes/', { recovery_code_value: code });
  return { browser, authenticator };
}

/** Opens the sign-in page and gives the options of its passkey form. */
export async function askAtLogin(browser: Visitor): Promise<AskedOptions> {
  await browser.open('/account/login/');
  return askOptions(browser, '/account/login/passkey/options/');
}
