import { openWorld } from '../../src/adapters/open-world.ts';
import type { TokenId } from '../../src/base/brands.ts';
import { readConfig } from '../../src/config.ts';
import { makeToken } from '../../src/tokens/make-token.ts';
import type { AccountCaller } from '../../src/web/caller.ts';
import type { World } from '../../src/world.ts';
import { addResident, basic, type Resident, VISIT } from './residents.ts';
import type { Keyhouse } from './start-keyhouse.ts';

/** Somebody with a second factor, a session and a token for everything, on a running Keyhouse. */
export interface Uploader {
  readonly resident: Resident;
  /** Her session, as routes get it. */
  readonly caller: AccountCaller;
  readonly tokenId: TokenId;
  /** As a client sends it. */
  readonly token: string;
  /** The header with which twine sends it. */
  readonly authorization: string;
  /** One more token, for `scope:user` or `scope:project:<name>`. */
  makeToken(scope: string): Promise<string>;
  /** A door to the same data from outside the server, to look and to act. */
  readonly world: World;
  close(): Promise<void>;
}

/** Moves somebody in beside the running server: the same data folder, the same database, no page and no slow hash. */
export async function anUploader(keyhouse: Pick<Keyhouse, 'origin' | 'data'>, username = 'ada', databaseUrl?: string): Promise<Uploader> {
  const { settings, secretKey } = readConfig({
    KEYHOUSE_DATA: keyhouse.data,
    KEYHOUSE_URL: keyhouse.origin,
    ...(databaseUrl !== undefined && { KEYHOUSE_DATABASE_URL: databaseUrl }),
  });
  const { world, close } = await openWorld(settings, secretKey);
  const resident = await addResident(world, username);
  const { caller } = resident;
  const { id, secret } = await makeToken(world, VISIT, caller, { description: 'ci', scope: 'scope:user' });
  const token = secret.reveal();
  return {
    ...{ resident, caller, tokenId: id, token, authorization: basic(token), world, close },
    makeToken: async (scope) => (await makeToken(world, VISIT, caller, { description: scope, scope })).secret.reveal(),
  };
}
