import assert from 'node:assert/strict';
import { accountWorld, givePassword, hasLink, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { addResident, type Resident, type TestWorld, VISIT } from '../../tests/support/residents.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { Secret } from '../base/secret.ts';
import { makeFindCaller } from '../sessions/find-caller.ts';
import { makeRenewSession, makeStartSession } from '../sessions/start-session.ts';
import { findTokens } from '../tokens/find-tokens.ts';
import { makeToken } from '../tokens/make-token.ts';
import { suspendTokens } from '../tokens/suspend-tokens.ts';
import type { CookieChange } from '../web/answer.ts';
import type { AccountCaller } from '../web/caller.ts';
import { changePassword } from './change-password.ts';
import { checkPassword } from './check-password.ts';

const OLD = 'lantern oboe gravel tuesday';
const NEW = 'rhubarb winter saddle ninety';

/** A resident whose password is `OLD`. */
async function resident(world: TestWorld, username: string): Promise<Resident> {
  const added = await addResident(world, username);
  await givePassword(world, added, OLD);
  return added;
}

function doorsOf(world: TestWorld): Parameters<typeof changePassword>[0] {
  return { world, renewSession: makeRenewSession(world), suspendRecentTokens: (tx, id, now) => suspendTokens(tx, id, now, 'recent') };
}

function change(
  world: TestWorld,
  caller: AccountCaller,
  [current, password]: readonly [current: string, password: string],
  doubtsTokens = true,
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const form = { current: new Secret(current), password, confirmation: password, doubtsTokens };
  return changePassword(doorsOf(world), VISIT, caller, form);
}

async function opens(world: TestWorld, { accountId, username }: Resident, password: string): Promise<string> {
  const attempt = { accountId, typedName: username, password: new Secret(password), pool: 'known', visit: VISIT } as const;
  return (await checkPassword(world, attempt)).result;
}

async function secondSession(world: TestWorld, { accountId, personId }: Resident): Promise<AccountCaller> {
  const cookie = await act(world, BY_SYSTEM, [], async (tx, now) => {
    const start = { accountId, personId, epoch: 1, now, visit: VISIT, strength: 'O', factors: ['password'], mailboxAt: null } as const;
    const session = await makeStartSession(world)(tx, start);
    const details = { session: session.handle, strength: 'O', factors: ['password'] };
    return {
      result: session.cookie,
      events: [{ kind: 'session.started', subjects: [ofAccount(accountId)], details, rows: session.changed }],
    };
  });
  const caller = await makeFindCaller(world)({ ...(cookie.value && { session: cookie.value }) }, VISIT);
  if (caller.kind !== 'account') throw new Error('not signed in');
  return caller;
}

onBothDatabases(
  '6.3.7: the new password counts, the old one does not, and every address is told with a link to stop it',
  async (database) => {
    const world = accountWorld(database);
    const ines = await resident(world, 'ines');

    await change(world, ines.caller, [OLD, NEW]);

    const [mail] = await readOutbox(world);
    assert.equal(await opens(world, ines, NEW), 'right');
    assert.equal(await opens(world, ines, OLD), 'wrong');
    assert.equal(mail?.kind, 'password-changed');
    assert.equal(mail && hasLink(mail), true);
    assert.deepEqual(await findStrayRows(database.read), []);
  },
);

onBothDatabases('B12: this browser goes on under a new id, its old id and all other sessions are over', async (database) => {
  const world = accountWorld(database);
  const ines = await resident(world, 'ines');
  const other = await secondSession(world, ines);

  const { cookies } = await change(world, ines.caller, [OLD, NEW]);

  const session = cookies.find((cookie) => cookie.name === 'session')?.value;
  const goesOn = await makeFindCaller(world)({ ...(session && { session }) }, VISIT);
  assert.equal(goesOn.kind, 'account');
  await assert.rejects(change(world, other, [NEW, OLD]), { code: 'session.ended' });
  await assert.rejects(change(world, ines.caller, [NEW, OLD]), { code: 'session.ended' });
  assert.equal(await opens(world, ines, NEW), 'right');
});

onBothDatabases('of two sessions that change the password at once, one does and the other is over', async (database) => {
  const world = accountWorld(database);
  const ines = await resident(world, 'ines');
  const other = await secondSession(world, ines);

  const outcomes = await Promise.allSettled([
    change(world, ines.caller, [OLD, NEW]),
    change(world, other, [OLD, 'thief chosen words of mine']),
  ]);

  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(refused.length, 1);
  // Whether the other one still knew the right password depends on when it was looked at; it is over either way.
  assert.match(refused[0]?.reason.code, /^(?:session\.ended|account\.wrong-password)$/);
});

onBothDatabases('6.2.3: a wrong current password changes nothing, is counted, and the sixth waits', async (database) => {
  const world = accountWorld(database);
  const ines = await resident(world, 'ines');
  for (let i = 0; i < 5; i += 1) {
    await assert.rejects(change(world, ines.caller, ['not my old password', NEW]), {
      code: 'account.wrong-password',
      field: 'password_current',
    });
  }

  await assert.rejects(change(world, ines.caller, [OLD, NEW]), { code: 'account.wait', field: 'password_current' });
});

onBothDatabases('B2: wrong passwords of strangers do not keep the owner from changing hers', async (database) => {
  const world = accountWorld(database);
  const ines = await resident(world, 'ines');
  const stranger = { accountId: ines.accountId, typedName: 'ines', password: new Secret('guess'), pool: 'stranger', visit: VISIT } as const;
  for (let i = 0; i < 20; i += 1) await checkPassword(world, stranger);

  await change(world, ines.caller, [OLD, NEW]);

  assert.equal(await opens(world, ines, NEW), 'right');
});

onBothDatabases('a new password made of the own address is refused', async (database) => {
  const world = accountWorld(database);
  const ines = await resident(world, 'ines');

  await assert.rejects(change(world, ines.caller, [OLD, 'example example ines 1']), { code: 'account.weak-password', field: 'password' });
});

onBothDatabases('B12: tokens of the last 30 days rest after a change, unless that was unticked', async (database) => {
  const world = accountWorld(database);
  const ines = await resident(world, 'ines');
  const tomasz = await resident(world, 'tomasz');
  for (const { caller } of [ines, tomasz]) await makeToken(world, VISIT, caller, { description: 'ci', scope: 'scope:user' });

  await change(world, ines.caller, [OLD, NEW]);
  await change(world, tomasz.caller, [OLD, NEW], false);

  const rest = async ({ accountId }: Resident): Promise<boolean> => (await findTokens(world, accountId))[0]?.suspendedAt !== null;
  assert.deepEqual([await rest(ines), await rest(tomasz)], [true, false]);
  assert.deepEqual(await findStrayRows(database.read), []);
});
