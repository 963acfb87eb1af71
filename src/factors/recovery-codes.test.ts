import assert from 'node:assert/strict';
import { accountWorld, giveCodes } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, type TestWorld } from '../../tests/support/residents.ts';
import { Secret } from '../base/secret.ts';
import { judgeRecoveryCode } from './recovery-codes.ts';

const CODES = Array.from({ length: 10 }, (_, index) => `0123-4567-89ab-cde${index}`);

async function judge(world: TestWorld, accountId: Parameters<typeof judgeRecoveryCode>[1], text: string): Promise<string> {
  return (await judgeRecoveryCode(world, accountId, text, 'a network')).result;
}

onBothDatabases('B10: a guess against ten codes costs one slow hash, and a text that is no code none', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  await giveCodes(world, ines, CODES);
  let hashes = 0;
  const { slowHash } = world;
  const counted = {
    ...world,
    slowHash: {
      hash: (...asked: Parameters<typeof slowHash.hash>) => {
        hashes += 1;
        return slowHash.hash(...asked);
      },
    },
  } as TestWorld;

  assert.equal(await judge(counted, ines.accountId, CODES[7] ?? ''), 'right');
  assert.equal(await judge(counted, ines.accountId, '9999-9999-9999-9999'), 'wrong');
  assert.equal(hashes, 2);
  assert.equal(await judge(counted, ines.accountId, 'not a code'), 'wrong');
  assert.equal(hashes, 2);
});

onBothDatabases('codes open also after a new master key was put in front, until they are replaced', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  await giveCodes(world, ines, CODES);
  const [first] = world.keys.masters;
  const masters = [{ version: 2, key: new Secret(new Uint8Array(32).fill(9)) }, first] as const;
  const rotated = { ...world, keys: { ...world.keys, masters } } as TestWorld;

  assert.equal(await judge(rotated, ines.accountId, CODES[0] ?? ''), 'right');
});

onBothDatabases('a list copied by hand to another account opens nothing there', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const maya = await addResident(world, 'maya');
  await giveCodes(world, maya, CODES);
  await database.transaction(async (tx) => {
    await tx.updateTable('recovery_lists').set({ account_id: ines.accountId }).execute();
    await tx.updateTable('recovery_codes').set({ account_id: ines.accountId }).execute();
  });

  assert.equal(await judge(world, ines.accountId, CODES[0] ?? ''), 'wrong');
});
