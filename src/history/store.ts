import type { AccountId, ProjectId, TokenId } from '../base/brands.ts';
import type { Read } from '../world.ts';

export async function findUsernames(read: Read, ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, string>> {
  if (ids.length === 0) return new Map();
  const found = await read.selectFrom('accounts').select(['id', 'username']).where('id', 'in', ids).execute();
  return new Map(found.map((row) => [row.id, row.username]));
}

/** Descriptions of tokens, also deleted ones. */
export async function findTokenDescriptions(read: Read, ids: readonly TokenId[]): Promise<ReadonlyMap<TokenId, string>> {
  if (ids.length === 0) return new Map();
  const found = await read.selectFrom('tokens').select(['id', 'description']).where('id', 'in', ids).execute();
  return new Map(found.map((row) => [row.id, row.description]));
}

export async function findProjectNames(read: Read, ids: readonly ProjectId[]): Promise<ReadonlyMap<ProjectId, string>> {
  if (ids.length === 0) return new Map();
  const found = await read.selectFrom('projects').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(found.map((row) => [row.id, row.name]));
}
