import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ONCE, type OnceRule } from '../../src/audit/once.ts';
import { rows } from '../../src/audit/tables.ts';
import { accountWorld } from '../support/account-world.ts';
import { onBothDatabases } from '../support/on-both-databases.ts';
import { addResident } from '../support/residents.ts';
import { times } from '../support/test-length.ts';
import { RACES, race } from './races.ts';

const rules = Object.keys(ONCE) as OnceRule[];

test('law 2: every file that ONCE names is there', () => {
  for (const file of Object.values(ONCE)) assert.ok(existsSync(join(import.meta.dirname, '../../src', file)), file);
});

onBothDatabases('law 2: what may happen once happens once, for each rule of ONCE and fifty at once', async (database) => {
  const world = accountWorld(database);
  for (let round = 0; round < times(1, 20); round += 1) {
    for (const [place, rule] of rules.entries()) {
      const claim = await RACES[rule](world, `race-${round}-${place}`);
      assert.equal(await race(world, claim, 50), 1, rule);
    }
  }
});

onBothDatabases('law 2: a claim that looks first and writes then is found out by such a race', async (database) => {
  const world = accountWorld(database);
  const { accountId } = await addResident(world, 'ada');
  const free = async (): Promise<boolean> =>
    (await world.read.selectFrom('accounts').select('frozen_at').where('id', '=', accountId).executeTakeFirst())?.frozen_at === null;
  const looked = await Promise.all(Array.from({ length: 50 }, free));

  const winners = await race(
    world,
    async (tx, _now, racer) => {
      if (!looked[racer]) return undefined;
      await tx.updateTable('accounts').set({ frozen_at: racer }).where('id', '=', accountId).execute();
      return { kind: 'account.unfrozen', subjects: [], details: { by: 'operator', reason: 'a test' }, rows: rows('accounts', [accountId]) };
    },
    50,
  );

  assert.equal(winners, 50);
});
