import assert from 'node:assert/strict';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addProject, addResident, basic, databaseWorld, VISIT } from '../../tests/support/residents.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { authenticateToken } from './authenticate-token.ts';
import { findTokens } from './find-tokens.ts';
import { makeToken } from './make-token.ts';

onBothDatabases('a token is made, says in one sentence what it may do, and is told to every address', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');

  const made = await makeToken(world, VISIT, ines.caller, { description: ' ci ', scope: 'scope:user' });

  const [listed] = await findTokens(world, ines.accountId);
  const mails = await database.read.selectFrom('outbox').select(['kind', 'account_id']).execute();
  assert.equal(made.description, 'ci');
  assert.equal(listed?.sentence, 'May upload files of all your projects, also later ones.');
  assert.equal(listed?.lastUsed, undefined);
  assert.deepEqual(
    mails.map((mail) => [mail.kind, mail.account_id]),
    [['token-made', ines.accountId]],
  );
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('a token of one project carries that project, and its history names it', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  const projectId = await addProject(world, ines, 'Tidewater');

  await makeToken(world, VISIT, ines.caller, { description: 'release', scope: 'scope:project:tidewater' });

  const [listed] = await findTokens(world, ines.accountId);
  const subjects = await database.read.selectFrom('entry_subjects').select('subject_kind').where('subject_id', '=', projectId).execute();
  assert.equal(listed?.sentence, 'May upload files of tidewater.');
  assert.equal(listed?.projectId, projectId);
  assert.equal(subjects.length, 3);
});

onBothDatabases("a token for another person's project is not made", async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  await addProject(world, await addResident(world, 'tomasz'), 'fernseed');

  const making = makeToken(world, VISIT, ines.caller, { description: 'ci', scope: 'scope:project:fernseed' });

  await assert.rejects(making, { code: 'token.not-your-project', field: 'token_scope' });
  assert.deepEqual(await findTokens(world, ines.accountId), []);
});

onBothDatabases('of two tokens with one description made at once, one is made', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  const form = { description: 'ci', scope: 'scope:user' };

  const outcomes = await Promise.allSettled([makeToken(world, VISIT, ines.caller, form), makeToken(world, VISIT, ines.caller, form)]);

  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(refused.length, 1);
  assert.equal(refused[0]?.reason.code, 'token.same-description');
  assert.equal((await findTokens(world, ines.accountId)).length, 1);
});

onBothDatabases('when and from where a token was used last stands in the list', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  const made = await makeToken(world, VISIT, ines.caller, { description: 'ci', scope: 'scope:user' });

  await authenticateToken(world, basic(made.secret.reveal()), VISIT);
  await world.seen.flush();

  const [listed] = await findTokens(world, ines.accountId);
  assert.deepEqual(listed?.lastUsed, { at: world.clock.now(), address: '203.0.113.40', userAgent: 'twine/7.0.0 CPython/3.14' });
});

onBothDatabases('a session that ended meanwhile makes no token', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  await database.transaction((tx) => tx.updateTable('accounts').set({ auth_epoch: 2 }).where('id', '=', ines.accountId).execute());

  const making = makeToken(world, VISIT, ines.caller, { description: 'ci', scope: 'scope:user' });

  await assert.rejects(making, { code: 'session.ended' });
});
