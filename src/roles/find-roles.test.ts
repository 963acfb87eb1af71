import assert from 'node:assert/strict';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addProject, addResident, databaseWorld } from '../../tests/support/residents.ts';
import { findProject, findProjectsOf, findRole, findRoleHolders } from './find-roles.ts';

onBothDatabases('whoever made a project owns it, and is listed with it', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  const tomasz = await addResident(world, 'tomasz');
  const id = await addProject(world, ines, 'Tide_Water');

  const holders = await findRoleHolders(world, id);
  const projects = await findProjectsOf(world, ines.accountId);

  assert.deepEqual(
    holders.map((holder) => [holder.username, holder.role]),
    [['ines', 'owner']],
  );
  assert.deepEqual(
    projects.map((held) => [held.project.name, held.project.displayName, held.role]),
    [['tide-water', 'Tide_Water', 'owner']],
  );
  assert.deepEqual(await findProjectsOf(world, tomasz.accountId), []);
});

onBothDatabases('a role that was changed without the keys counts for nothing', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  const id = await addProject(world, ines, 'tidewater');

  await database.transaction((tx) => tx.updateTable('project_roles').set({ role: 'maintainer' }).where('project_id', '=', id).execute());

  assert.equal(await findRole(world, id, ines.accountId), undefined);
  assert.deepEqual(await findRoleHolders(world, id), []);
  assert.deepEqual(await findProjectsOf(world, ines.accountId), []);
});

onBothDatabases('any text may be asked for a project, only its normal name finds it', async (database) => {
  const world = databaseWorld(database);
  const ines = await addResident(world, 'ines');
  await addProject(world, ines, 'Tide_Water');

  assert.equal((await findProject(world.read, 'tide-water'))?.displayName, 'Tide_Water');
  for (const text of ['Tide_Water', '', '..', "' or 1=1", 'x'.repeat(1_000)]) assert.equal(await findProject(world.read, text), undefined);
});
