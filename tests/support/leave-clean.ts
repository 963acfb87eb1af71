import assert from 'node:assert/strict';
import type { Transaction } from 'kysely';
import { findStrayRows } from '../../src/audit/find-stray-rows.ts';
import { readEntries } from '../../src/audit/read-entries.ts';
import { entryMac } from '../../src/audit/record-events.ts';
import { logOrigin } from '../../src/audit/sign-checkpoint.ts';
import { WATCH } from '../../src/audit/tables.ts';
import { fromBase64url, toBase64url } from '../../src/base/bytes.ts';
import { sha256 } from '../../src/crypto/digest.ts';
import { makeLogSigner, verifyEd25519 } from '../../src/crypto/log-signer.ts';
import { openCheckpoint } from '../../src/protocols/checkpoint.ts';
import { hashLeaf, rootOf } from '../../src/protocols/merkle-tree.ts';
import { noteKey } from '../../src/protocols/signed-note.ts';
import type { Schema, TableName } from '../../src/schema/schema.ts';
import type { Read } from '../../src/world.ts';
import { checkStates } from './check-states.ts';
import { checkTold } from './check-told.ts';
import type { StorySite } from './story-site.ts';

/**
 * What must hold whatever happened on a site, checked at the end of every story: every guarded row is accounted for by an event,
 * every mail was sent, nothing broke, no secret lies open anywhere, the log is whole, and looking changes nothing.
 */
export async function leaveClean(site: StorySite): Promise<void> {
  await site.runJobs();

  assert.deepEqual(
    site.log.filter((line) => line.includes('"level":"error"')),
    [],
    'no error is logged',
  );
  assert.deepEqual(site.failures, [], 'no answer is a 5xx');
  assert.deepEqual(await findStrayRows(site.world.read), [], 'every guarded row is as its newest event says');
  assert.deepEqual(await site.world.read.selectFrom('outbox').select('kind').execute(), [], 'every mail was sent');
  await checkTold(site);
  await checkStates(site.world.read);
  await checkNothingLiesOpen(site);
  await checkLog(site);
  await checkLookingChangesNothing(site);
}

async function checkNothingLiesOpen({ world, log, secrets }: StorySite): Promise<void> {
  const tables = await dumpTables(world.read);
  const { entries } = await readEntries(world, { limit: 10_000 });
  const logged = log.join('');

  assert.deepEqual(secrets.secretsIn(logged), [], 'no secret in the log');
  assert.deepEqual(secrets.personalIn(logged), [], 'nothing personal in the log');
  for (const [name, text] of tables) {
    assert.deepEqual(secrets.secretsIn(text), [], `no secret in plain in ${name}`);
    assert.deepEqual(secrets.personalIn(text), [], `nothing personal in plain in ${name}`);
  }
  assert.deepEqual(secrets.secretsIn(JSON.stringify(entries)), [], 'no secret in an event');
}

/** Hashes every leaf anew, as an auditor would, and compares with the head and with the newest signed checkpoint. */
async function checkLog({ world }: StorySite): Promise<void> {
  const { read, keys, settings } = world;
  const entries = await read.selectFrom('entries').select(['id', 'leaf', 'mac', 'sequence']).orderBy('sequence').execute();
  const head = await read.selectFrom('log_head').select(['size', 'root']).executeTakeFirstOrThrow();
  const newest = await read.selectFrom('checkpoints').select('note').orderBy('size', 'desc').executeTakeFirstOrThrow();
  const key = noteKey(sha256, logOrigin(settings.url, 0), makeLogSigner(keys.logSeed).publicKey);
  const checkpoint = openCheckpoint(verifyEd25519, newest.note, key);
  const leaves = entries.map(({ leaf }) => hashLeaf(sha256, fromBase64url(leaf) ?? new Uint8Array()));
  const root = toBase64url(rootOf(sha256, leaves));

  assert.deepEqual(
    entries.map(({ sequence }) => sequence),
    entries.map((_, place) => place),
    'every entry has its place in the log, without gaps',
  );
  assert.deepEqual(
    entries.filter(({ id, leaf, mac }) => mac !== entryMac(world, id, leaf)),
    [],
    'every entry carries our MAC',
  );
  assert.deepEqual({ ...head }, { size: entries.length, root }, 'the head is the root of all leaves');
  assert.equal(checkpoint?.size, entries.length, 'the newest checkpoint is signed and names the head');
  assert.equal(toBase64url(checkpoint?.root ?? new Uint8Array()), root);
}

/** Asks for every page of the story again, as who saw it last, by GET and by HEAD: no row differs afterwards (law 9). */
async function checkLookingChangesNothing({ world, opened }: StorySite): Promise<void> {
  const before = await dumpTables(world.read);
  for (const [path, visitor] of new Map(opened.map((page) => [page.path, page.visitor]))) {
    const status = await visitor.peek('GET', path);
    assert.equal(await visitor.peek('HEAD', path), status, `HEAD ${path} answers as GET`);
    assert.ok(status < 500, `GET ${path} gave ${status}`);
  }

  assert.deepEqual(await dumpTables(world.read), before, 'looking at pages changes no row');
}

/** Every row of every table as text, by table. */
export async function dumpTables(read: Read): Promise<ReadonlyMap<string, string>> {
  const dump = new Map<string, string>();
  for (const name of Object.keys(WATCH) as TableName[]) {
    const rows = await (read as Transaction<Schema>).selectFrom(name).selectAll().execute();
    dump.set(
      name,
      rows
        .map((row) => JSON.stringify(row))
        .sort()
        .join('\n'),
    );
  }
  return dump;
}
