import { findSightings, type LastSeen } from '../audit/find-sightings.ts';
import type { AccountId, ProjectId, TokenId } from '../base/brands.ts';
import type { Reading } from '../world.ts';
import { describeToken } from './describe-token.ts';
import { findLiveToken, findProjectNames, listLiveTokens } from './store.ts';
import { readTokenRow, type TokenRecord } from './token.ts';

export interface ListedToken extends TokenRecord {
  /** What it may do, in one sentence. */
  readonly sentence: string;
  readonly lastUsed: LastSeen | undefined;
}

type ListWorld = Pick<Reading, 'keys' | 'read'>;

/** The tokens of an account that are not deleted, newest first, each with its sentence and its last use. */
export async function findTokens(world: ListWorld, accountId: AccountId): Promise<readonly ListedToken[]> {
  const rows = await listLiveTokens(world.read, accountId);
  return describeAll(
    world,
    rows.map((row) => readTokenRow(world.keys, row)).filter((token) => token !== undefined),
  );
}

/** One live token of the account; undefined for another person's. */
export async function findToken(world: ListWorld, accountId: AccountId, id: string): Promise<ListedToken | undefined> {
  const row = await findLiveToken(world.read, accountId, id as TokenId);
  const token = row && readTokenRow(world.keys, row);
  return token && (await describeAll(world, [token]))[0];
}

async function describeAll(world: ListWorld, tokens: readonly TokenRecord[]): Promise<readonly ListedToken[]> {
  const names = await findProjectNames(world.read, tokens.flatMap(projectsOf));
  const ids = tokens.map((token) => token.id);
  const sightings = await findSightings(world, 'token', ids);
  return tokens.map((token) => ({ ...token, sentence: describeToken(token.caveats, names), lastUsed: sightings.get(token.id) }));
}

function projectsOf(token: TokenRecord): readonly ProjectId[] {
  return token.caveats.flatMap((caveat) => (caveat.kind === 'projects' ? caveat.projectIds : []));
}
