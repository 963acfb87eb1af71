import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killDuringUploads } from '../support/kill-during-uploads.ts';
import { createTestDatabase, testPostgresUrl } from '../support/postgres.ts';
import { missingProgram } from '../support/programs.ts';
import { testSeed, times } from '../support/test-length.ts';

const KILLS = times(10, 100);

test('kill -9 during ten uploads loses no acknowledged one and lists nothing half-there (SQLite)', async (t) => {
  const report = await killDuringUploads({ kills: KILLS, seed: testSeed });

  t.diagnostic(JSON.stringify(report));
  assert.deepEqual(report.problems, []);
  assert.equal(report.kills, KILLS);
  assert.ok(report.inTheMiddle > 0);
});

test('kill -9 during ten uploads loses no acknowledged one and lists nothing half-there (PostgreSQL)', {
  skip: missingProgram('postgresql'),
}, async (t) => {
  const database = await createTestDatabase(await testPostgresUrl());
  t.after(() => database.drop());

  const report = await killDuringUploads({ kills: KILLS, seed: testSeed, databaseUrl: database.url });

  t.diagnostic(JSON.stringify(report));
  assert.deepEqual(report.problems, []);
  assert.equal(report.kills, KILLS);
  assert.ok(report.inTheMiddle > 0);
});
