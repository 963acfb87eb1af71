import type { TokenId } from '../base/brands.ts';
import { concat, fromBase64url, fromHex, toBase64url, toHex, utf8 } from '../base/bytes.ts';
import type { Caveat, TokenAction } from './caveat.ts';
import { renderCaveat } from './caveat.ts';
import type { HmacSha256 } from './hashing.ts';
import type { Macaroon } from './macaroon.ts';
import { MAX_MACAROON_BYTES, mintMacaroon, parseMacaroon, serializeMacaroon } from './macaroon.ts';

export const API_TOKEN_PREFIX = 'keyhouse-';

/** A macaroon of one identifier and no caveat has 82 bytes. */
const MIN_LENGTH = API_TOKEN_PREFIX.length + 110;

const MAX_LENGTH = API_TOKEN_PREFIX.length + Math.ceil((MAX_MACAROON_BYTES * 4) / 3);

/**
 * Always the same, because no signature covers it: a token that says something else there is refused, so that one token
 * has one text. Left out, it would come back empty from libraries that narrow a token.
 */
const LOCATION = utf8('keyhouse');

const IDENTIFIER_VERSION = 0x01;
const ID_BYTES = 16;

/**
 * How an API token looks, for programs that search for leaked secrets: linear, no look-around, and so long a fixed
 * beginning that nothing else looks like it.
 */
export const API_TOKEN_SHAPE = 'keyhouse-AgEIa2V5aG91c2UCIQ[E-H][A-Za-z0-9_-]{91,}';

/** A token whose text was well-formed; nothing about it is proven before its signature is. */
export interface ApiToken {
  /** 16 bytes in hexadecimal. */
  readonly siteId: string;
  readonly tokenId: TokenId;
  readonly macaroon: Macaroon;
}

/** A token, or one sentence, safe to show, on why the text is none. */
export type ApiTokenText = { readonly token: ApiToken } | { readonly reason: string };

/** What a new token is for. Its actions come first, and everything else narrows them. */
export interface ApiTokenGrant {
  readonly siteId: string;
  readonly tokenId: TokenId;
  readonly actions: readonly TokenAction[];
  readonly caveats: readonly Caveat[];
}

/**
 * The text of a new token. It names the site, so that a token of one site or of its test twin is none on another.
 *
 * @throws RangeError when an id is not 16 bytes in hexadecimal, no action is given or the caveats are too long
 */
export function mintApiToken(hmac: HmacSha256, rootKey: Uint8Array, grant: ApiTokenGrant): string {
  const siteId = fromHex(grant.siteId);
  const tokenId = fromHex(grant.tokenId);
  if (siteId?.length !== ID_BYTES || tokenId?.length !== ID_BYTES) throw new RangeError('an id has 16 bytes');
  if (grant.actions.length === 0) throw new RangeError('a token is for one action at least');

  const caveats = [{ kind: 'actions', actions: grant.actions } as const, ...grant.caveats];
  const identifier = concat(new Uint8Array([IDENTIFIER_VERSION]), siteId, tokenId);
  return renderApiToken(mintMacaroon(hmac, rootKey, { location: LOCATION, identifier, caveats: caveats.map(renderCaveat) }));
}

/** The text of a macaroon. */
export function renderApiToken(macaroon: Macaroon): string {
  return API_TOKEN_PREFIX + toBase64url(serializeMacaroon(macaroon));
}

/** Reads a token's text: length and characters first, then the structure, then the identifier. Nothing is trimmed. */
export function parseApiToken(text: string): ApiTokenText {
  if (!text.startsWith(API_TOKEN_PREFIX)) return { reason: `An API token begins with ${API_TOKEN_PREFIX}. Copy the whole token.` };
  if (text.length < MIN_LENGTH) return { reason: 'The API token is too short. Copy the whole token.' };
  if (text.length > MAX_LENGTH) return { reason: 'The API token is too long. Use one with fewer restrictions.' };

  const bytes = fromBase64url(text.slice(API_TOKEN_PREFIX.length));
  if (bytes === undefined) return { reason: 'The API token has characters that do not belong there. Copy the token alone.' };
  const macaroon = parseMacaroon(bytes);
  if (macaroon === undefined || !isKeyhouse(macaroon)) return { reason: 'The API token is damaged. Copy it again, or make a new one.' };

  const siteId = toHex(macaroon.identifier.subarray(1, 1 + ID_BYTES));
  const tokenId = toHex(macaroon.identifier.subarray(1 + ID_BYTES)) as TokenId;
  return { token: { siteId, tokenId, macaroon } };
}

/** All that looks like an API token in a text, such as a leaked file; linear in its length. */
export function findApiTokens(text: string): string[] {
  return (text.match(new RegExp(API_TOKEN_SHAPE, 'g')) ?? []).filter((token) => token.length <= MAX_LENGTH);
}

function isKeyhouse(macaroon: Macaroon): boolean {
  const { identifier, location } = macaroon;
  if (location === undefined || toHex(location) !== toHex(LOCATION)) return false;
  return identifier.length === 1 + 2 * ID_BYTES && identifier[0] === IDENTIFIER_VERSION;
}
