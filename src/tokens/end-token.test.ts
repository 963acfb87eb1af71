import assert from 'node:assert/strict';
import { accountWorld, emptyOutbox, linkIn, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { freezeByLink } from '../recovery/freeze-account.ts';
import { deleteToken } from './delete-token.ts';
import { makeToken } from './make-token.ts';
import { resumeTokens } from './review-tokens.ts';
import { revokeToken } from './revoke-token.ts';
import { suspendTokens } from './suspend-tokens.ts';

const OPERATORS_VISIT = { ...VISIT, address: '198.51.100.9', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0' };

function make(world: TestWorld, { caller }: Resident): ReturnType<typeof makeToken> {
  return makeToken(world, VISIT, caller, { description: 'ci', scope: 'scope:user' });
}

async function suspend(world: TestWorld, { accountId }: Resident): Promise<void> {
  await act(world, BY_SYSTEM, [], async (tx, now) => ({
    result: undefined,
    events: [
      {
        kind: 'account.password-changed',
        subjects: [ofAccount(accountId)],
        details: { how: 'reset' },
        rows: await suspendTokens(tx, accountId, now, 'all'),
      },
    ],
  }));
}

async function isFrozen(world: TestWorld, { accountId }: Resident): Promise<boolean> {
  const row = await world.read.selectFrom('accounts').select('frozen_at').where('id', '=', accountId).executeTakeFirstOrThrow();
  return row.frozen_at !== null;
}

onBothDatabases('the notice of a new token says what it may do, and its link stops whoever made it', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');

  await make(world, ines);
  const [mail] = await readOutbox(world);
  await freezeByLink(world, VISIT, linkIn(mail));

  assert.equal(mail?.kind, 'token-made');
  assert.match(mail?.text ?? '', /“ci”/);
  assert.match(mail?.text ?? '', /May upload files of all your projects, also later ones/);
  assert.equal(await isFrozen(world, ines), true);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('the notice of a deleted token carries such a link too', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const { id } = await make(world, ines);
  await emptyOutbox(world);

  await deleteToken(world, VISIT, ines.caller, id);
  const [mail] = await readOutbox(world);
  await freezeByLink(world, VISIT, linkIn(mail));

  assert.equal(mail?.kind, 'token-deleted');
  assert.equal(await isFrozen(world, ines), true);
});

onBothDatabases('waking a suspended token is told, with such a link', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const { id } = await make(world, ines);
  await suspend(world, ines);
  await emptyOutbox(world);

  await resumeTokens(world, VISIT, ines.caller, [id]);
  const [mail] = await readOutbox(world);
  await freezeByLink(world, VISIT, linkIn(mail));

  assert.equal(mail?.kind, 'token-resumed');
  assert.equal(await isFrozen(world, ines), true);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('when an operator ends a token its owner reads the reason, and not where the operator works', async (database) => {
  const world = accountWorld(database);
  const ines = await addResident(world, 'ines');
  const opal = await addResident(world, 'opal');
  const { id } = await make(world, ines);
  await emptyOutbox(world);

  await revokeToken(world, OPERATORS_VISIT, opal.caller, { id, reason: 'seen in a public repository' });

  const [mail] = await readOutbox(world);
  assert.equal(mail?.to, 'ines@example.org');
  assert.match(mail?.text ?? '', /An operator deleted the token “ci”/);
  assert.match(mail?.text ?? '', /seen in a public repository/);
  assert.doesNotMatch(mail?.text ?? '', /198\.51\.100\.9|Firefox/);
});
