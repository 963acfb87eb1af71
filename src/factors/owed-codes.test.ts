import assert from 'node:assert/strict';
import { aBrowser, addMember } from '../../tests/support/a-browser.ts';
import { accountWorld, codeNow, giveCodes, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import type { TestWorld } from '../../tests/support/residents.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { findOwedCodes, keepOwedCodes } from './owed-codes.ts';
import { countCodesLeft } from './recovery-codes.ts';

const CODES = Array.from({ length: 10 }, (_, index) => `0123-4567-89ab-cde${index}`);

/** Ines used a code, and is signed in fully again. */
async function afterUse(world: TestWorld) {
  const ines = await addMember(world, 'ines');
  await giveCodes(world, ines, CODES);
  const recovering = aBrowser(world);
  await recovering.signIn('ines');
  await recovering.enterRecoveryCode(CODES[3] ?? '');
  const browser = aBrowser(world);
  await browser.signIn('ines');
  const outcome = await browser.enterCode(await codeNow(world, ines));
  return { ines, browser, outcome };
}

onBothDatabases('B8: the first full session after a used code shows a new one, which counts once it is kept', async (database) => {
  const world = accountWorld(database);
  const { ines, browser, outcome } = await afterUse(world);
  const asking = await browser.asking();
  const owed = await findOwedCodes(world, asking.caller);
  const again = await findOwedCodes(world, asking.caller);

  await keepOwedCodes(world, asking);

  const other = aBrowser(world);
  await other.signIn('ines');
  assert.equal(outcome.result === 'signed-in' && outcome.owedCodes, 1);
  assert.equal(owed?.codes.length, 1);
  assert.deepEqual(again, owed);
  assert.equal((await countCodesLeft(world, ines.accountId))?.left, 10);
  assert.equal(await findOwedCodes(world, asking.caller), undefined);
  assert.equal((await other.enterRecoveryCode(owed?.codes[0] ?? '')).result, 'signed-in');
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('a shown code opens nothing before it is kept, and addresses are told when it is', async (database) => {
  const world = accountWorld(database);
  const { browser } = await afterUse(world);
  const asking = await browser.asking();
  const owed = await findOwedCodes(world, asking.caller);
  const other = aBrowser(world);
  await other.signIn('ines');

  assert.deepEqual(await other.enterRecoveryCode(owed?.codes[0] ?? ''), { result: 'wrong' });
  await keepOwedCodes(world, asking);
  assert.deepEqual((await readOutbox(world)).map((mail) => mail.kind).toSorted(), ['code-used', 'codes-issued', 'step-refused']);
});

onBothDatabases('of fifty at once one gives the codes out', async (database) => {
  const world = accountWorld(database);
  const { ines, browser } = await afterUse(world);
  const asking = await browser.asking();

  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => keepOwedCodes(world, asking)));

  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.equal((await countCodesLeft(world, ines.accountId))?.left, 10);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('a code used between showing and keeping makes other ones owed', async (database) => {
  const world = accountWorld(database);
  const { browser } = await afterUse(world);
  const { caller } = await browser.asking();
  const one = await findOwedCodes(world, caller);
  const other = aBrowser(world);
  await other.signIn('ines');
  await other.enterRecoveryCode(CODES[4] ?? '');

  const two = await findOwedCodes(world, caller);

  assert.deepEqual([one?.codes.length, two?.codes.length], [1, 2]);
});
