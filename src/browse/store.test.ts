import assert from 'node:assert/strict';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addProject, addResident, databaseWorld, type Resident, type TestWorld } from '../../tests/support/residents.ts';
import type { FileId, ProjectId, ReleaseId, Sha256Hex, TokenId } from '../base/brands.ts';
import { countAll, listNewest, listNewestOf, listUploaders, searchProjects } from './store.ts';

/** Puts a release with its files into the tables; each call a minute later than the one before. */
async function addRelease(
  world: TestWorld,
  { accountId }: Resident,
  projectId: ProjectId,
  release: { readonly version: string; readonly files: readonly string[] },
): Promise<ReleaseId> {
  world.clock.advance({ minutes: 1 });
  const now = world.clock.now();
  const id = `${projectId}-${release.version}` as ReleaseId;
  await world.database.transaction(async (tx) => {
    const empty = { metadata: '{"summary":"Tides"}', description_html: '', yanked_at: null, yanked_reason: null };
    const versions = { version: release.version, canonical_version: release.version };
    await tx
      .insertInto('releases')
      .values({ id, project_id: projectId, ...versions, ...empty, made_at: now })
      .execute();
    for (const filename of release.files) {
      const digests = { sha256: filename as Sha256Hex, blake2b256: '', metadata_sha256: null };
      const about = { kind: 'sdist', python_tag: 'source', requires_python: null, size: 1, uploaded_at: now } as const;
      await tx
        .insertInto('files')
        .values({
          ...{ id: filename as FileId, release_id: id, project_id: projectId, filename, ...digests, ...about },
          ...{ uploaded_by: accountId, token_id: 'a token' as TokenId },
        })
        .execute();
    }
  });
  return id;
}

async function twoProjects(world: TestWorld) {
  const ada = await addResident(world, 'ada');
  const bo = await addResident(world, 'bo');
  const tides = await addProject(world, ada, 'Tides');
  const moon = await addProject(world, ada, 'moon_tables');
  const first = await addRelease(world, ada, tides, { version: '1.0', files: ['b.tar.gz', 'a.tar.gz'] });
  await addRelease(world, bo, moon, { version: '0.1', files: [] });
  await addRelease(world, bo, tides, { version: '2.0', files: ['c.tar.gz'] });
  return { tides, moon, first };
}

const shown = ({ name, display_name, version, sha256, uploader }: Awaited<ReturnType<typeof listNewest>>[number]) =>
  [name, display_name, version, sha256, uploader].join(' ');

onBothDatabases('the newest releases come first, each with its first file and whoever uploaded that', async (database) => {
  const world = databaseWorld(database);
  await twoProjects(world);

  assert.deepEqual((await listNewest(world.read, 9)).map(shown), [
    'tides Tides 2.0 c.tar.gz bo',
    'moon-tables moon_tables 0.1  ',
    'tides Tides 1.0 a.tar.gz ada',
  ]);
});

onBothDatabases('a search finds projects by a part of their name, by name, each with its newest release', async (database) => {
  const world = databaseWorld(database);
  await twoProjects(world);

  assert.deepEqual((await searchProjects(world.read, 't', 9)).map(shown), ['moon-tables moon_tables 0.1  ', 'tides Tides 2.0 c.tar.gz bo']);
  assert.deepEqual(await searchProjects(world.read, 't%', 9), []);
});

onBothDatabases('a list of projects keeps to those', async (database) => {
  const world = databaseWorld(database);
  const { tides } = await twoProjects(world);

  assert.deepEqual((await listNewestOf(world.read, [tides])).map(shown), ['tides Tides 2.0 c.tar.gz bo']);
  assert.deepEqual(await listNewestOf(world.read, []), []);
});

onBothDatabases('a release names each uploader once', async (database) => {
  const world = databaseWorld(database);
  const { first } = await twoProjects(world);

  assert.deepEqual(await listUploaders(world.read, first), ['ada']);
});

onBothDatabases('projects, releases and files are counted', async (database) => {
  const world = databaseWorld(database);
  await twoProjects(world);

  assert.deepEqual(await countAll(world.read), { projects: 2, releases: 3, files: 3 });
});
