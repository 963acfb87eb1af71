import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addProject, addResident, databaseWorld, VISIT } from '../../tests/support/residents.ts';
import { makeToken } from '../tokens/make-token.ts';
import { findHistory, parseOlderThan } from './find-history.ts';

onBothDatabases('the history of an account tells every act in words, newest first, page by page', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  await makeToken(world, VISIT, ines.caller, { description: 'ci', scope: 'scope:user' });
  const query = { subject: { kind: 'account', id: ines.accountId }, readerId: ines.accountId } as const;

  const first = await findHistory(world, { ...query, limit: 3 });
  const second = await findHistory(world, { ...query, limit: 3, olderThan: first.olderThan });

  assert.deepEqual(
    first.entries.map((entry) => entry.sentence),
    [
      'You made the token “ci” for all projects',
      'Keyhouse signed in with password and authenticator app',
      'Keyhouse added the authenticator app “Phone”',
    ],
  );
  assert.deepEqual(first.entries[0]?.facts, ['Signed in with password and authenticator app', 'twine 7.0.0', '203.0.113.40']);
  assert.deepEqual(
    second.entries.map((entry) => entry.sentence),
    ['Your account was opened'],
  );
  assert.equal(second.olderThan, undefined);
});

onBothDatabases('a filter shows only its kinds', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  await makeToken(world, VISIT, ines.caller, { description: 'ci', scope: 'scope:user' });
  const query = { subject: { kind: 'account', id: ines.accountId }, readerId: ines.accountId, limit: 10 } as const;

  const tokens = await findHistory(world, { ...query, kind: 'tokens' });
  const refused = await findHistory(world, { ...query, kind: 'refused' });

  assert.equal(tokens.entries.length, 1);
  assert.equal(refused.entries.length, 0);
});

onBothDatabases('8.1.2: a co-owner reads who did it, and not from where', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  const tomasz = await addResident(world, 'tomasz');
  const projectId = await addProject(world, ines, 'tidewater');
  await makeToken(world, VISIT, ines.caller, { description: 'ci', scope: 'scope:project:tidewater' });

  const history = await findHistory(world, { subject: { kind: 'project', id: projectId }, readerId: tomasz.accountId, limit: 10 });

  assert.equal(history.entries[0]?.sentence, 'ines made the token “ci” for tidewater');
  assert.deepEqual(history.entries[0]?.facts, []);
});

test('a page begins at a number, anything else is refused', () => {
  assert.equal(parseOlderThan(undefined), undefined);
  assert.equal(parseOlderThan(''), undefined);
  assert.equal(parseOlderThan('48213'), 48_213);
  for (const text of ['-1', '1e9', ' 5', '9'.repeat(16), 'x']) assert.throws(() => parseOlderThan(text), { code: 'history.bad-page' });
});
