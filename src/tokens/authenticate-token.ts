import type { By } from '../audit/actor.ts';
import type { AccountId, PersonId, TokenId } from '../base/brands.ts';
import { toHex } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { hmacSha256 } from '../crypto/digest.ts';
import { equalBytes } from '../crypto/equal.ts';
import { mac } from '../crypto/mac.ts';
import { type ApiToken, parseApiToken } from '../protocols/api-token.ts';
import { verifySignature } from '../protocols/macaroon.ts';
import type { TokensTable } from '../schema/projects.ts';
import { originOf } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Keys, Reading } from '../world.ts';
import { readAuthorization } from './read-authorization.ts';
import { findTokenWithOwner, type TokenOwner } from './store.ts';
import { openRootKey, readTokenRow, type TokenRecord } from './token.ts';

/** Who calls with an API token: proven to be issued here, live, its owner not frozen. What it may do is asked later, by its caveats. */
export interface TokenCaller {
  readonly kind: 'token';
  readonly token: TokenRecord;
  readonly accountId: AccountId;
  readonly personId: PersonId;
  readonly username: string;
  readonly by: By;
  /** As they stand in the token sent, those its holder added too. */
  readonly caveats: readonly Uint8Array[];
  /** The signature chain after the identifier and after each caveat: what belongs to one caveat is keyed by its node (E1). */
  readonly nodes: readonly Uint8Array[];
}

export interface RefusedToken {
  readonly kind: 'refused';
  readonly refusal: Refusal;
  /** Whose token it is; only once its signature is proven. */
  readonly accountId: AccountId | undefined;
}

type TokenWorld = Pick<Reading, 'keys' | 'read' | 'seen' | 'settings'>;

/**
 * Finds out who calls, from an `Authorization` header, in the order of E4: length and characters, structure, the row, the whole
 * signature in constant time, then the state. Caveats are not looked at: before the signature they are a stranger's text, and
 * afterwards they need what the request is about. Writes nothing but the sighting.
 */
export async function authenticateToken(
  world: TokenWorld,
  authorization: string | undefined,
  visit: Visit,
): Promise<TokenCaller | RefusedToken> {
  const presented = readAuthorization(authorization, world.settings.url);
  if (presented instanceof Refusal) return refused(presented);
  const parsed = parseApiToken(presented.reveal());
  if ('reason' in parsed) return refused(new Refusal('forbidden', 'token.malformed', parsed.reason));
  if (parsed.token.siteId !== toHex(world.keys.siteId)) return refused(OTHER_SITE);

  const found = await findTokenWithOwner(world.read, parsed.token.tokenId);
  const proven = proveToken(world.keys, found?.row, parsed.token);
  if (found === undefined || proven === undefined) return refused(UNKNOWN);
  const objection = findObjection(proven.record, found.owner);
  if (objection !== undefined) return refused(objection, proven.record.accountId);

  const caller = callerOf(proven.record, found.owner, visit);
  world.seen.note({ kind: 'token', id: proven.record.id, personId: caller.personId, address: visit.address, userAgent: visit.userAgent });
  return { ...caller, caveats: parsed.token.macaroon.caveats, nodes: proven.nodes };
}

const UNKNOWN = new Refusal('forbidden', 'token.unknown', 'This API token is not known here. Copy it again, or make a new one.');

const OTHER_SITE = new Refusal('forbidden', 'token.other-site', 'This API token belongs to another index. Use one that was made here.');

function refused(refusal: Refusal, accountId?: AccountId): RefusedToken {
  return { kind: 'refused', refusal, accountId };
}

/** Checks the row's MAC and the token's signature; where there is no row, the same work is done on a row that fits nothing. */
function proveToken(
  keys: Keys,
  row: TokensTable | undefined,
  token: ApiToken,
): { record: TokenRecord; nodes: readonly Uint8Array[] } | undefined {
  const record = readTokenRow(keys, row ?? noRow(token.tokenId));
  const rootKey = row !== undefined && record !== undefined ? openRootKey(keys, row) : mac(keys, 'mac/decoy', 'token', token.tokenId);
  const nodes = verifySignature(hmacSha256, equalBytes, rootKey, token.macaroon);
  return record === undefined || nodes === undefined ? undefined : { record, nodes };
}

function noRow(id: TokenId): TokensTable {
  const nobody = '0'.repeat(32) as AccountId;
  const text = { description: 'none', root_key_sealed: `1.1.${'A'.repeat(16)}.${'A'.repeat(64)}`, caveats: '["[3,[\\"upload\\"]]"]' };
  return { id, account_id: nobody, ...text, project_id: null, made_at: 0, deleted_at: null, suspended_at: null, row_mac: 'A'.repeat(43) };
}

function findObjection(record: TokenRecord, owner: TokenOwner): Refusal | undefined {
  if (record.deletedAt !== null) return new Refusal('forbidden', 'token.deleted', 'This API token was deleted. Make a new one.');
  if (owner.frozen_at !== null) {
    return new Refusal(
      'forbidden',
      'token.frozen',
      `The account ${owner.username} is frozen, and its tokens with it. Its owner or an operator can lift that.`,
    );
  }
  if (record.suspendedAt !== null) {
    return new Refusal(
      'forbidden',
      'token.suspended',
      'This API token is suspended. Say on your account page that it is yours, or make a new one.',
    );
  }
  return undefined;
}

function callerOf(token: TokenRecord, owner: TokenOwner, visit: Visit): Omit<TokenCaller, 'caveats' | 'nodes'> {
  const { accountId } = token;
  const personId = owner.person_id;
  const by: By = {
    actor: { kind: 'token', accountId, personId },
    origin: originOf(visit),
    credential: { kind: 'token', id: token.id },
  };
  return { kind: 'token', token, accountId, personId, username: owner.username, by };
}
