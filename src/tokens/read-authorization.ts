import { fromUtf8, toBase64url } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import { paths } from '../paths.ts';

/** The user name that every client sends with an API token. */
export const TOKEN_USERNAME = '__token__';

/** A token at its longest, twice in base64, with room to spare. */
const MAX_HEADER_LENGTH = 10_000;

const HEADER = /^([A-Za-z]+) +([^ ].*)$/;

/**
 * The token of an `Authorization` header: Basic with the user name `__token__`, or the schemes `token` and `bearer`. Schemes are
 * read in any case; blanks and line ends around a pasted token do not count. `origin` of the site, for telling where to make one.
 *
 * @see RFC 7617 (Basic), RFC 6750 (Bearer)
 */
export function readAuthorization(header: string | undefined, origin: string): Secret | Refusal {
  const where = `${origin}${paths.account('api-tokens')}`;
  if (header === undefined || header === '') {
    return no('token.missing', `Send an API token: user name ${TOKEN_USERNAME}, the token as the password. Make one at ${where}`);
  }
  const [, scheme = '', value = ''] = (header.length <= MAX_HEADER_LENGTH && HEADER.exec(header)) || [];
  const kind = scheme.toLowerCase();
  if (kind === 'token' || kind === 'bearer') return new Secret(value.trim());
  if (kind !== 'basic') return no('token.scheme', `Send the API token by HTTP Basic, with the user name ${TOKEN_USERNAME}.`);

  const pair = readBasic(value.trim());
  if (pair === undefined)
    return no('token.malformed', `The user name and token can not be read. Send ${TOKEN_USERNAME} and the token alone.`);
  if (pair.username !== TOKEN_USERNAME) {
    return no('token.password', `Passwords do not upload. Use the user name ${TOKEN_USERNAME} and an API token; make one at ${where}`);
  }
  return new Secret(pair.password.trim());
}

function no(code: string, sentence: string): Refusal {
  return new Refusal('forbidden', code, sentence);
}

/** Canonical base64 only, with its padding: one text for each pair. */
function readBasic(text: string): { username: string; password: string } | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  const isCanonical = toBase64url(bytes) === text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
  const pair = isCanonical ? fromUtf8(bytes) : undefined;
  const colon = pair?.indexOf(':') ?? -1;
  if (pair === undefined || colon < 0) return undefined;
  return { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
