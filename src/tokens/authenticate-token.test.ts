import assert from 'node:assert/strict';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, basic, databaseWorld, freeze, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import type { TokenId } from '../base/brands.ts';
import { toBase64url, utf8 } from '../base/bytes.ts';
import { hmacSha256 } from '../crypto/digest.ts';
import { mintApiToken, parseApiToken, renderApiToken } from '../protocols/api-token.ts';
import { renderCaveat } from '../protocols/caveat.ts';
import { attenuate } from '../protocols/macaroon.ts';
import { authenticateToken } from './authenticate-token.ts';
import { deleteToken } from './delete-token.ts';
import { type MadeToken, makeToken } from './make-token.ts';
import { noteRefusedToken } from './note-refused-token.ts';
import { resumeTokens } from './review-tokens.ts';
import { suspendTokens } from './suspend-tokens.ts';

interface Scene {
  readonly world: TestWorld;
  readonly ines: Resident;
  readonly made: MadeToken;
  readonly text: string;
}

async function withToken(database: TestWorld['database']): Promise<Scene> {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  const made = await makeToken(world, VISIT, ines.caller, { description: 'ci', scope: 'scope:user' });
  return { world, ines, made, text: made.secret.reveal() };
}

/** `token`, or the code of the refusal. */
async function outcome(world: TestWorld, header: string): Promise<string> {
  const answer = await authenticateToken(world, header, VISIT);
  return answer.kind === 'refused' ? answer.refusal.code : answer.kind;
}

onBothDatabases('a token says who calls, and events say that the token did it', async (database) => {
  const { world, ines, made, text } = await withToken(database);

  const answer = await authenticateToken(world, basic(text), VISIT);

  assert.equal(answer.kind, 'token');
  assert.equal(answer.username, 'ines');
  assert.deepEqual(answer.by.actor, { kind: 'token', accountId: ines.accountId, personId: ines.personId });
  assert.deepEqual(answer.by.credential, { kind: 'token', id: made.id });
  assert.equal(answer.nodes.length, answer.caveats.length + 1);
});

onBothDatabases('schemes and blanks are read as clients send them', async (database) => {
  const { world, text } = await withToken(database);

  assert.equal(await outcome(world, basic(`  ${text}\r\n`)), 'token');
  assert.equal(await outcome(world, `bearer ${text}`), 'token');
  assert.equal(await outcome(world, `TOKEN ${text}`), 'token');
});

onBothDatabases('a token with one bit changed anywhere is none', async (database) => {
  const { world, text } = await withToken(database);
  const bytes = Buffer.from(text.slice('keyhouse-'.length), 'base64url');

  const outcomes = new Set<string>();
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = new Uint8Array(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    outcomes.add(await outcome(world, basic(`keyhouse-${toBase64url(changed)}`)));
  }

  assert.deepEqual([...outcomes].sort(), ['token.malformed', 'token.other-site', 'token.unknown']);
});

onBothDatabases('a caveat added by its holder is handed on, one taken away breaks the token', async (database) => {
  const { world, text } = await withToken(database);
  const parsed = parseApiToken(text);
  assert.ok('token' in parsed);
  const { macaroon } = parsed.token;
  const caveat = renderCaveat({ kind: 'expiration', expiresAtSeconds: 1, notBeforeSeconds: 0 });

  const narrowed = await authenticateToken(world, basic(renderApiToken(attenuate(hmacSha256, macaroon, caveat))), VISIT);

  assert.equal(narrowed.kind, 'token');
  assert.equal(narrowed.caveats.length, 2);
  assert.equal(await outcome(world, basic(renderApiToken({ ...macaroon, caveats: [] }))), 'token.unknown');
});

onBothDatabases('a token minted for another site is refused, and so is one for a row that is not there', async (database) => {
  const { world } = await withToken(database);
  const rootKey = new Uint8Array(32).fill(9);
  const grant = { tokenId: 'ab'.repeat(16) as TokenId, actions: ['upload'], caveats: [] } as const;

  const elsewhere = mintApiToken(hmacSha256, rootKey, { ...grant, siteId: '03'.repeat(16) });
  const nowhere = mintApiToken(hmacSha256, rootKey, { ...grant, siteId: '02'.repeat(16) });

  assert.equal(await outcome(world, basic(elsewhere)), 'token.other-site');
  assert.equal(await outcome(world, basic(nowhere)), 'token.unknown');
});

onBothDatabases('a deleted token opens nothing, and only its holder learns that it was one', async (database) => {
  const { world, ines, made, text } = await withToken(database);

  await deleteToken(world, VISIT, ines.caller, made.id);

  assert.equal(await outcome(world, basic(text)), 'token.deleted');
  assert.equal(await outcome(world, basic(`${text.slice(0, -4)}AAAA`)), 'token.unknown');
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases("another person's token is not deleted", async (database) => {
  const { world, made, text } = await withToken(database);
  const tomasz = await addResident(world, 'tomasz');

  await assert.rejects(deleteToken(world, VISIT, tomasz.caller, made.id), { code: 'token.not-found' });

  assert.equal(await outcome(world, basic(text)), 'token');
});

onBothDatabases('freezing the account stops its tokens', async (database) => {
  const { world, ines, text } = await withToken(database);

  await freeze(world, ines);

  assert.equal(await outcome(world, basic(text)), 'token.frozen');
});

onBothDatabases('a reset suspends the tokens of the last thirty days until their owner says that they are hers', async (database) => {
  const { world, ines, made, text } = await withToken(database);
  world.clock.advance({ hours: 24 * 31 });
  const young = await makeToken(world, VISIT, ines.caller, { description: 'young', scope: 'scope:user' });
  await act(world, BY_SYSTEM, [], async (tx, now) => {
    const changed = await suspendTokens(tx, ines.accountId, now, 'recent');
    const event = {
      kind: 'account.password-changed',
      subjects: [ofAccount(ines.accountId)],
      details: { how: 'reset' },
      rows: changed,
    } as const;
    return { result: undefined, events: [event] };
  });

  assert.equal(await outcome(world, basic(text)), 'token');
  assert.equal(await outcome(world, basic(young.secret.reveal())), 'token.suspended');
  await resumeTokens(world, VISIT, ines.caller, [young.id]);
  assert.equal(await outcome(world, basic(young.secret.reveal())), 'token');
  await assert.rejects(resumeTokens(world, VISIT, ines.caller, [made.id]), { code: 'token.not-found' });
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('who can only write to the database can neither plant a token nor hand one on', async (database) => {
  const { world, made, text } = await withToken(database);
  const tomasz = await addResident(world, 'tomasz');

  await database.transaction((tx) => tx.updateTable('tokens').set({ account_id: tomasz.accountId }).where('id', '=', made.id).execute());

  assert.equal(await outcome(world, basic(text)), 'token.unknown');
});

onBothDatabases('a refused token is in the history of its owner only when it was really hers', async (database) => {
  const { world, ines, made, text } = await withToken(database);
  await deleteToken(world, VISIT, ines.caller, made.id);
  const real = await authenticateToken(world, basic(text), VISIT);
  const forged = await authenticateToken(world, basic(`${text.slice(0, -4)}AAAA`), VISIT);
  assert.ok(real.kind === 'refused' && forged.kind === 'refused');

  await noteRefusedToken(world, VISIT, real);
  await noteRefusedToken(world, VISIT, forged);

  const entries = await database.read
    .selectFrom('entries')
    .select(['id', 'body'])
    .where('kind', '=', 'refused.upload')
    .orderBy('serial')
    .execute();
  const accounts = entries.map(({ body }) => (JSON.parse(body) as { subjects: { id: string }[] }).subjects.map((subject) => subject.id));
  assert.deepEqual(accounts, [[ines.accountId], []]);
});

onBothDatabases('what is no token is refused with a sentence that says what to do', async (database) => {
  const { world } = await withToken(database);

  assert.equal(await outcome(world, ''), 'token.missing');
  assert.equal(await outcome(world, basic('correct horse battery staple', 'ines')), 'token.password');
  assert.equal(await outcome(world, basic('pypi-AgEIcHlwaS5vcmc')), 'token.malformed');
  assert.equal(await outcome(world, `Digest ${toBase64url(utf8('x'))}`), 'token.scheme');
});
