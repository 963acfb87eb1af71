import assert from 'node:assert/strict';
import { accountWorld, emptyOutbox, hasLink, linkIn, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { addAddress } from '../accounts/change-addresses.ts';
import { byCommand } from '../audit/actor.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import type { Secret } from '../base/secret.ts';
import { byCaller } from '../web/by-caller.ts';
import { findStop, freezeAccount, freezeByLink } from './freeze-account.ts';
import { unfreezeAccount } from './lift-freeze.ts';
import { makeResetLink } from './make-reset-link.ts';
import { findReset } from './reset-password.ts';

const OPERATOR = byCommand('root');

async function stateOf(world: TestWorld, { accountId }: Resident): Promise<{ frozen_by: string | null; auth_epoch: number } | undefined> {
  const row = await world.read.selectFrom('accounts').select(['frozen_by', 'auth_epoch']).where('id', '=', accountId).executeTakeFirst();
  return row && { ...row };
}

/** The link in the newest notice. */
async function stopLink(world: TestWorld, who: Resident): Promise<Secret> {
  await addAddress(world, VISIT, who.caller, 'another@example.org');
  const link = linkIn((await readOutbox(world)).find((mail) => mail.kind === 'address-added'));
  await emptyOutbox(world);
  return link;
}

onBothDatabases(
  '7.4.5: an operator freezes with a reason; sessions end, addresses are told, and lifting brings none of it back',
  async (database) => {
    const world = accountWorld(database);
    const ines = await addResident(world, 'ines');

    await freezeAccount(world, OPERATOR, ines.accountId, { by: 'operator', reason: 'a leaked laptop' });
    const frozen = await stateOf(world, ines);
    await unfreezeAccount(world, OPERATOR, ines.accountId, 'the laptop was found');

    const mails = await readOutbox(world);
    assert.deepEqual(frozen, { frozen_by: 'operator', auth_epoch: 2 });
    assert.deepEqual(await stateOf(world, ines), { frozen_by: null, auth_epoch: 2 });
    assert.deepEqual(mails.map((mail) => mail.kind).toSorted(), ['frozen', 'unfrozen']);
    assert.deepEqual(await findStrayRows(database.read), []);
  },
);

onBothDatabases("C9: the owner freezes with a session alone, and the presser's session ends too", async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');

  await freezeAccount(world, byCaller(ines.caller, VISIT), ines.accountId, { by: 'owner', reason: 'from the account page' });

  await assert.rejects(addAddress(world, VISIT, ines.caller, 'another@example.org'), { code: 'session.ended' });
  assert.deepEqual(await stateOf(world, ines), { frozen_by: 'owner', auth_epoch: 2 });
});

onBothDatabases('A5: the link of a notice freezes without a session, once, and gives nothing', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const link = await stopLink(world, ines);

  const shown = await findStop(world, link);
  await freezeByLink(world, VISIT, link);

  const [mail] = await readOutbox(world);
  assert.deepEqual(shown, { username: 'ines' });
  assert.deepEqual(await stateOf(world, ines), { frozen_by: 'owner', auth_epoch: 2 });
  assert.equal(mail && hasLink(mail), false);
  assert.equal(await findStop(world, link), undefined);
  await assert.rejects(freezeByLink(world, VISIT, link), { code: 'recovery.link-over' });
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('a thief who changes the password does not kill the link that stops him', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const link = await stopLink(world, ines);
  await database.transaction((tx) => tx.updateTable('accounts').set({ auth_epoch: 7 }).where('id', '=', ines.accountId).execute());

  await freezeByLink(world, VISIT, link);

  assert.equal((await stateOf(world, ines))?.frozen_by, 'owner');
});

onBothDatabases('a newer notice replaces the link of an older one; after three days it is over', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const older = await stopLink(world, ines);
  await addAddress(world, VISIT, ines.caller, 'third@example.org');
  const newer = linkIn((await readOutbox(world)).find((mail) => mail.kind === 'address-added'));

  const found = [await findStop(world, older), await findStop(world, newer)];
  world.clock.advance({ hours: 72 });

  assert.deepEqual(found, [undefined, { username: 'ines' }]);
  await assert.rejects(freezeByLink(world, VISIT, newer), { code: 'recovery.link-over' });
});

onBothDatabases('freezing twice, lifting what is not frozen, and unknown accounts are refused in words', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const why = { by: 'operator', reason: 'a test' } as const;

  await assert.rejects(unfreezeAccount(world, OPERATOR, ines.accountId, 'a test'), { code: 'recovery.not-frozen' });
  await freezeAccount(world, OPERATOR, ines.accountId, why);
  await assert.rejects(freezeAccount(world, OPERATOR, ines.accountId, why), { code: 'recovery.already-frozen' });
  await assert.rejects(freezeAccount(world, OPERATOR, 'nobody' as typeof ines.accountId, why), { code: 'recovery.no-account' });
});

onBothDatabases(
  "an operator's link sets the password as a mailed one does, is told to the owner, and opens no frozen account",
  async (database) => {
    const world = accountWorld(database);
    const ines = await addResident(world, 'ines');

    const link = await makeResetLink(world, OPERATOR, ines.accountId, 'lost the mailbox');
    const [mail] = await readOutbox(world);
    const found = await findReset(world, link);
    await freezeAccount(world, OPERATOR, ines.accountId, { by: 'operator', reason: 'a test' });

    assert.deepEqual(found, { username: 'ines', needsFactor: true, hasKeys: false, hasApps: true, isPasskeysOnly: false });
    assert.match(mail?.text ?? '', /Reason: lost the mailbox/);
    assert.equal(mail?.text.includes(link.reveal()), false);
    await assert.rejects(makeResetLink(world, OPERATOR, ines.accountId, 'again'), { code: 'recovery.frozen' });
  },
);
