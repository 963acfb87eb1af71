import type { AccountId, Millis, ProjectId, TokenId } from '../base/brands.ts';
import { fromUtf8, utf8 } from '../base/bytes.ts';
import { isRowMac, rowMac } from '../crypto/row-mac.ts';
import { openSealed, type SealPlace, seal } from '../crypto/seal.ts';
import { type Caveat, parseCaveat, renderCaveat } from '../protocols/caveat.ts';
import type { TokensTable } from '../schema/projects.ts';
import type { Keys, World } from '../world.ts';

/** An API token as it is kept; what its holder sends is checked against the root key in its row. */
export interface TokenRecord {
  readonly id: TokenId;
  readonly accountId: AccountId;
  readonly description: string;
  /** Those it was made with, its actions first. */
  readonly caveats: readonly Caveat[];
  readonly projectId: ProjectId | null;
  readonly madeAt: number;
  readonly deletedAt: number | null;
  /** Until its owner says it is theirs it opens nothing (B12). */
  readonly suspendedAt: number | null;
}

export interface NewToken {
  readonly id: TokenId;
  readonly accountId: AccountId;
  readonly description: string;
  readonly caveats: readonly Caveat[];
  readonly projectId: ProjectId | null;
  readonly rootKey: Uint8Array;
  readonly madeAt: Millis;
}

function rootKeyPlace(id: TokenId, accountId: AccountId): SealPlace {
  return { table: 'tokens', column: 'root_key_sealed', rowId: id, ownerId: accountId };
}

function stableColumns(row: Omit<TokensTable, 'deleted_at' | 'suspended_at' | 'row_mac'>): Record<string, string | number | null> {
  const { id, account_id, description, root_key_sealed, caveats, project_id, made_at } = row;
  return { id, account_id, description, root_key_sealed, caveats, project_id, made_at };
}

/** The row of a new token: its root key sealed to the account, everything that does not change under a MAC. */
export function newTokenRow(world: Pick<World, 'keys' | 'random'>, token: NewToken): TokensTable {
  const { id, accountId, rootKey } = token;
  const stable = {
    id,
    account_id: accountId,
    description: token.description,
    root_key_sealed: seal(world, 'seal/token-root', rootKeyPlace(id, accountId), rootKey),
    caveats: JSON.stringify(token.caveats.map((caveat) => fromUtf8(renderCaveat(caveat)))),
    project_id: token.projectId,
    made_at: token.madeAt,
  };
  return { ...stable, deleted_at: null, suspended_at: null, row_mac: rowMac(world.keys, 'tokens', stableColumns(stable)) };
}

/** The token of a row; undefined when somebody wrote or changed the row who does not hold the keys (H7). */
export function readTokenRow(keys: Keys, row: TokensTable): TokenRecord | undefined {
  if (!isRowMac(keys, 'tokens', stableColumns(row), row.row_mac)) return undefined;
  const caveats = (JSON.parse(row.caveats) as string[]).map((text) => parseCaveat(utf8(text)));
  return {
    ...{ id: row.id, accountId: row.account_id, description: row.description, projectId: row.project_id },
    ...{ madeAt: row.made_at, deletedAt: row.deleted_at, suspendedAt: row.suspended_at },
    caveats: caveats.filter((caveat) => caveat !== undefined),
  };
}

/** @throws Error when the sealed key was changed or moved */
export function openRootKey(keys: Keys, row: Pick<TokensTable, 'id' | 'account_id' | 'root_key_sealed'>): Uint8Array {
  return openSealed(keys, 'seal/token-root', rootKeyPlace(row.id, row.account_id), row.root_key_sealed);
}
