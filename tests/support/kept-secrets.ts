import { toBase64url, toHex } from '../../src/base/bytes.ts';
import { decodeBase32 } from '../../src/protocols/base32.ts';
import type { Mail } from '../../src/world.ts';
import type { Exchange } from './browser-client.ts';

/** Form fields whose values are nobody else's business. */
const SECRET_FIELDS = ['password', 'password_confirm', 'password_current', 'totp_value', 'recovery_code_value'];
const PERSONAL_FIELDS = ['email', 'username_or_email'];

/** Collects what a story typed, saw and was mailed that may stand nowhere in plain: not in the log, not in a row, not in an event. */
export class KeptSecrets {
  readonly #secrets = new Set<string>();
  readonly #personal = new Set<string>();

  /** Everything secret in one exchange of a browser. */
  noteExchange({ fields, page, path, cookieLines }: Exchange): void {
    for (const name of SECRET_FIELDS) this.note(fields[name] ?? '');
    for (const name of PERSONAL_FIELDS) if (fields[name]?.includes('@')) this.notePersonal(fields[name]);
    for (const line of cookieLines) this.note(/^[^=]+=([A-Za-z0-9_-]{43});/.exec(line)?.[1] ?? '');
    this.note(/[?&]token=([A-Za-z0-9_-]{43})/.exec(path)?.[1] ?? '');
    this.notePage(page);
  }

  /** Tokens, recovery codes, secrets of apps and links that a page shows. */
  notePage(page: string): void {
    for (const [token] of page.matchAll(/keyhouse-[A-Za-z0-9_-]{100,}/g)) this.note(token);
    for (const [, code] of page.matchAll(/<li><span>([0-9a-z-]{19})<\/span><\/li>/g)) this.noteCode(code ?? '');
    for (const [, token] of page.matchAll(/\?token=([A-Za-z0-9_-]{43})/g)) this.note(token ?? '');
    const secret = appSecretOn(page);
    if (secret !== undefined) this.noteAppSecret(secret);
  }

  noteMail(mail: Mail): void {
    this.notePersonal(mail.to);
    this.notePage(mail.text);
  }

  note(text: string): void {
    if (text !== '') this.#secrets.add(text);
  }

  /** Addresses of people and their browsers: sealed wherever they are kept. */
  notePersonal(text: string): void {
    this.#personal.add(text);
  }

  noteCode(code: string): void {
    this.note(code);
    this.note(code.replaceAll('-', ''));
  }

  /** In every spelling in which it could have been stored. */
  noteAppSecret(base32: string): void {
    const bytes = decodeBase32(base32) ?? new Uint8Array();
    for (const text of [base32, toHex(bytes), toBase64url(bytes), Buffer.from(bytes).toString('base64')]) this.note(text);
  }

  /** The secrets that stand in a text, as whole words: six digits of a code also occur inside longer numbers. */
  secretsIn(text: string): readonly string[] {
    return [...this.#secrets].filter((secret) => standsIn(text, secret));
  }

  /** The same of what is personal. */
  personalIn(text: string): readonly string[] {
    return [...this.#personal].filter((part) => standsIn(text, part));
  }
}

/** The secret on a page that sets up an authenticator app, in base32. */
export function appSecretOn(page: string): string | undefined {
  return /<p class="groups" id="secret">(.*?)<\/p>/s.exec(page)?.[1]?.replace(/<[^>]*>/g, '');
}

function standsIn(text: string, secret: string): boolean {
  const isPartOfWord = (letter: string | undefined): boolean => letter !== undefined && /[A-Za-z0-9_-]/.test(letter);
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
    if (secret.length > 12 || !(isPartOfWord(text[at - 1]) || isPartOfWord(text[at + secret.length]))) return true;
  }
  return false;
}
