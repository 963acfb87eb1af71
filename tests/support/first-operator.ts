import { hmacSha1, sha256Hex } from '../../src/crypto/digest.ts';
import { decodeBase32 } from '../../src/protocols/base32.ts';
import { stepAt, totpCode } from '../../src/protocols/totp.ts';
import { Visitor } from './browser-client.ts';
import { aWheel } from './distributions.ts';
import type { Keyhouse } from './start-keyhouse.ts';

export const OPERATOR_PASSWORD = 'wandering otters keep ledgers';

export interface FirstOperator {
  readonly browser: Visitor;
  readonly username: string;
  readonly recoveryCodes: readonly string[];
  /** For the whole account. */
  readonly token: string;
  /** What the app shows now. */
  codeNow(): string;
}

/** Makes the first operator of a fresh server in a browser: set-up link, authenticator app, a token. */
export async function makeFirstOperator(keyhouse: Keyhouse, username = 'ada'): Promise<FirstOperator> {
  const browser = new Visitor(keyhouse.origin);
  await openSetupLink(keyhouse, browser, username);
  return equipOperator(browser, username);
}

/** The set-up link and its form: an operator with a password alone. */
export async function openSetupLink(keyhouse: Keyhouse, browser: Visitor, username: string): Promise<void> {
  const link = /\/setup\/\?token=[A-Za-z0-9_-]{43}/.exec(keyhouse.greeting())?.[0] ?? '';
  await browser.open(link);
  const passwords = { password: OPERATOR_PASSWORD, password_confirm: OPERATOR_PASSWORD };
  await browser.send('/setup/', { username, name: username, email: `${username}@example.org`, ...passwords });
}

/** An authenticator app and a token for whoever is signed in. */
export async function equipOperator(browser: Visitor, username: string): Promise<FirstOperator> {
  await browser.open('/manage/account/totp-provision');
  const secret = (/<p class="groups" id="secret">(.*?)<\/p>/s.exec(browser.page)?.[1] ?? '').replace(/<[^>]*>|\s/g, '');
  const codeNow = (): string => totpCode(hmacSha1, decodeBase32(secret) ?? new Uint8Array(), stepAt(Date.now()));
  await browser.send('/manage/account/totp-provision', { name: 'Phone', totp_value: codeNow() });
  const recoveryCodes = [...browser.page.matchAll(/<li><span>([0-9a-z-]{19})<\/span><\/li>/g)].map(([, code]) => code ?? '');
  await browser.send('/manage/account/recovery-codes/', { recovery_code_value: recoveryCodes[9] ?? '' });

  await browser.open('/manage/account/token/');
  await browser.send('/manage/account/token/', { description: 'ci', token_scope: 'scope:user' });
  const token = /keyhouse-[A-Za-z0-9_-]{100,}/.exec(browser.page)?.[0];
  if (token === undefined) throw new Error(`no token was made: ${browser.status} ${browser.path}`);
  return { browser, username, recoveryCodes, token, codeNow };
}

/** Uploads a small wheel with a token; gives the status. */
export async function uploadWheel(origin: string, token: string, name: string, version = '1.0'): Promise<number> {
  const wheel = aWheel(name, version);
  const form = new FormData();
  for (const [key, value] of Object.entries({ ':action': 'file_upload', protocol_version: '1', metadata_version: '2.4', name, version }))
    form.append(key, value);
  form.append('sha256_digest', sha256Hex(wheel.bytes));
  form.append('filetype', 'bdist_wheel');
  form.append('pyversion', 'py3');
  form.append('content', new Blob([new Uint8Array(wheel.bytes)]), wheel.filename);
  const authorization = `Basic ${Buffer.from(`__token__:${token}`).toString('base64')}`;
  const answer = await fetch(`${origin}/legacy/`, { method: 'POST', body: form, headers: { authorization } });
  const text = await answer.text();
  if (answer.status === 400) throw new Error(`refused: ${answer.statusText} ${text}`);
  return answer.status;
}
