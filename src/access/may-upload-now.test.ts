import assert from 'node:assert/strict';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import {
  addProject,
  addResident,
  basic,
  databaseWorld,
  freeze,
  type Resident,
  type TestWorld,
  VISIT,
} from '../../tests/support/residents.ts';
import type { Write } from '../audit/write.ts';
import type { ProjectId } from '../base/brands.ts';
import { hmacSha256 } from '../crypto/digest.ts';
import { parseApiToken, renderApiToken } from '../protocols/api-token.ts';
import { type Caveat, renderCaveat } from '../protocols/caveat.ts';
import { attenuate } from '../protocols/macaroon.ts';
import { authenticateToken, type TokenCaller } from '../tokens/authenticate-token.ts';
import { deleteToken } from '../tokens/delete-token.ts';
import { makeToken } from '../tokens/make-token.ts';
import { mayUploadNow } from './may-upload-now.ts';

interface Scene {
  readonly world: TestWorld;
  readonly ines: Resident;
  readonly projectId: ProjectId;
  readonly token: TokenCaller;
  readonly text: string;
}

async function withToken(database: TestWorld['database'], scope = 'scope:user'): Promise<Scene> {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  const projectId = await addProject(world, ines, 'tidewater');
  const text = (await makeToken(world, VISIT, ines.caller, { description: 'ci', scope })).secret.reveal();
  return { world, ines, projectId, text, token: await authenticated(world, text) };
}

async function authenticated(world: TestWorld, text: string): Promise<TokenCaller> {
  const caller = await authenticateToken(world, basic(text), VISIT);
  assert.equal(caller.kind, 'token');
  return caller;
}

/** `allowed`, or the code of the refusal, as an upload's act would get it. */
async function ask(world: TestWorld, token: TokenCaller, projectId: ProjectId | undefined): Promise<string> {
  const wanted = { projectId, now: world.clock.now() };
  const decision = await world.database.transaction((tx) => mayUploadNow(world, tx as Write, token, wanted));
  return decision.isAllowed ? 'allowed' : decision.code;
}

onBothDatabases('an owner uploads with her token, and may make a project', async (database) => {
  const { world, projectId, token } = await withToken(database);

  assert.equal(await ask(world, token, projectId), 'allowed');
  assert.equal(await ask(world, token, undefined), 'allowed');
});

onBothDatabases("nobody uploads to another person's project", async (database) => {
  const { world, token } = await withToken(database);
  const theirs = await addProject(world, await addResident(world, 'tomasz'), 'fernseed');

  assert.equal(await ask(world, token, theirs), 'access.no-role');
});

onBothDatabases('a token of one project uploads to no other and makes none', async (database) => {
  const { world, ines, projectId, token } = await withToken(database, 'scope:project:tidewater');
  const other = await addProject(world, ines, 'fernseed');

  assert.equal(await ask(world, token, projectId), 'allowed');
  assert.equal(await ask(world, token, other), 'token.caveat');
  assert.equal(await ask(world, token, undefined), 'token.caveat');
});

onBothDatabases('a token narrowed by its holder is held to what was added', async (database) => {
  const { world, projectId, text } = await withToken(database);
  const now = Math.floor(world.clock.now() / 1_000);
  const narrowed = await authenticated(world, narrow(text, { kind: 'expiration', expiresAtSeconds: now + 600, notBeforeSeconds: 0 }));

  assert.equal(await ask(world, narrowed, projectId), 'allowed');
  world.clock.advance({ minutes: 10 });
  assert.equal(await ask(world, narrowed, projectId), 'token.caveat');
});

onBothDatabases('a token deleted while its upload runs uploads nothing', async (database) => {
  const { world, ines, projectId, token } = await withToken(database);

  await deleteToken(world, VISIT, ines.caller, token.token.id);

  assert.equal(await ask(world, token, projectId), 'token.deleted');
});

onBothDatabases('an account frozen meanwhile uploads nothing', async (database) => {
  const { world, ines, projectId, token } = await withToken(database);

  await freeze(world, ines);

  assert.equal(await ask(world, token, projectId), 'access.frozen');
});

onBothDatabases('a role removed meanwhile uploads nothing', async (database) => {
  const { world, projectId, token } = await withToken(database);

  await database.transaction((tx) => tx.deleteFrom('project_roles').where('project_id', '=', projectId).execute());

  assert.equal(await ask(world, token, projectId), 'access.no-role');
});

onBothDatabases('a role that somebody wrote without the keys counts for nothing', async (database) => {
  const { world, ines, projectId, token } = await withToken(database);
  const tomasz = await addResident(world, 'tomasz');

  await database.transaction((tx) =>
    tx.updateTable('project_roles').set({ account_id: tomasz.accountId }).where('account_id', '=', ines.accountId).execute(),
  );
  const theirs = (await makeToken(world, VISIT, tomasz.caller, { description: 'ci', scope: 'scope:user' })).secret.reveal();

  assert.equal(await ask(world, token, projectId), 'access.no-role');
  assert.equal(await ask(world, await authenticated(world, theirs), projectId), 'access.no-role');
});

onBothDatabases('without a confirmed address or a working second factor nothing is uploaded', async (database) => {
  const { world, ines, projectId, token } = await withToken(database);

  await database.transaction((tx) =>
    tx.updateTable('totp_apps').set({ disabled_at: 1 }).where('account_id', '=', ines.accountId).execute(),
  );
  assert.equal(await ask(world, token, projectId), 'access.no-second-factor');
  await database.transaction((tx) =>
    tx.updateTable('emails').set({ verified_at: null }).where('account_id', '=', ines.accountId).execute(),
  );

  assert.equal(await ask(world, token, projectId), 'access.no-confirmed-address');
});

function narrow(text: string, caveat: Caveat): string {
  const parsed = parseApiToken(text);
  assert.ok('token' in parsed);
  return renderApiToken(attenuate(hmacSha256, parsed.token.macaroon, renderCaveat(caveat)));
}
