import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aBrowser, addMember } from '../../tests/support/a-browser.ts';
import { accountWorld, codeNow, giveCodes } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { byCommand } from '../audit/actor.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { narrowAccount, newLogAfter } from './apply-restore.ts';

const OLD = { epoch: 0, base: 0, size: 100, root: 'r' };
const BY = byCommand('root');
const CODES = Array.from({ length: 10 }, (_, index) => `0123-4567-89ab-cde${index}`);

test('a new log is named after its time and goes on where the old one ended', () => {
  assert.deepEqual(newLogAfter(OLD, new Map(), 5_000), { epoch: 5_000, base: 100, knownSize: 100 });
});

test('entries that were signed and are lost keep their places', () => {
  assert.deepEqual(newLogAfter(OLD, new Map([[0, 130]]), 5_000), { epoch: 5_000, base: 130, knownSize: 130 });
});

test('a backup of before an earlier restore goes on above that one too', () => {
  const sizes = new Map([
    [0, 130],
    [4_000, 20],
  ]);

  assert.deepEqual(newLogAfter(OLD, sizes, 5_000), { epoch: 5_000, base: 150, knownSize: 130 });
});

test('a clock that was put back names no log a second time', () => {
  assert.equal(newLogAfter({ ...OLD, epoch: 9_000 }, new Map([[12_000, 1]]), 5_000).epoch, 12_001);
});

onBothDatabases(
  'H8, invariant 19: after a restore no session, shown code or recovery code opens the account, and the next code does',
  async (database) => {
    const world = accountWorld(database);
    const ines = await addMember(world, 'ines');
    await giveCodes(world, ines, CODES);
    const before = aBrowser(world);
    await before.signIn('ines');
    await before.enterCode(await codeNow(world, ines));
    world.clock.advance({ minutes: 2 });

    await narrowAccount(world, BY, ines.accountId);

    const browser = aBrowser(world);
    await browser.signIn('ines');
    const shownCode = await browser.enterCode(await codeNow(world, ines));
    const recoveryCode = await browser.enterRecoveryCode(CODES[0] ?? '');
    world.clock.advance({ seconds: 30 });
    const nextCode = await browser.enterCode(await codeNow(world, ines));
    assert.equal((await before.caller()).kind, 'visitor');
    assert.deepEqual([shownCode.result, recoveryCode.result, nextCode.result], ['replayed', 'codes-rest', 'signed-in']);
    assert.deepEqual(await findStrayRows(database.read), []);
  },
);
