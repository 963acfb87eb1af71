import assert from 'node:assert/strict';
import { type ABrowser, aBrowser, addMember, stateOf } from '../../tests/support/a-browser.ts';
import { accountWorld, codeNow, giveCodes, hasLink, readOutbox } from '../../tests/support/account-world.ts';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import { freeze, type Resident, type TestWorld } from '../../tests/support/residents.ts';
import { times } from '../../tests/support/test-length.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { act } from '../audit/act.ts';
import { BY_SYSTEM } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { finishWithRecoveryCode, finishWithTotp } from './finish-sign-in.ts';
import { makeStartSession } from './start-session.ts';

const CODE = '0123-4567-89ab-cdef';
const OTHER_CODE = '0123-4567-89ab-cdeg';

async function halfWay(world: TestWorld, { username }: Resident): Promise<ABrowser> {
  const browser = aBrowser(world);
  await browser.signIn(username);
  return browser;
}

/** Fifty browsers, one after the other: right passwords at once are guesses too until they are looked at. */
async function halvesOf(world: TestWorld, person: Resident): Promise<readonly ABrowser[]> {
  const halves: ABrowser[] = [];
  for (let i = 0; i < 50; i += 1) halves.push(await halfWay(world, person));
  return halves;
}

async function raise(world: TestWorld, { accountId }: Resident): Promise<void> {
  await act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx) => {
    const { changed } = await raiseEpoch(tx, accountId);
    const event = { kind: 'account.password-changed', subjects: [ofAccount(accountId)], details: { how: 'reset' } } as const;
    return { result: undefined, events: [{ ...event, rows: changed }] };
  });
}

onBothDatabases('password and code sign in; the half state is used up and its cookie goes', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  const browser = await halfWay(world, ines);

  const outcome = await browser.enterCode(await codeNow(world, ines));

  assert.equal(outcome.result, 'signed-in');
  assert.equal(await stateOf(browser), 'O');
  assert.deepEqual(Object.keys(browser.cookies), ['session', 'device']);
  assert.deepEqual(await database.read.selectFrom('half_sessions').selectAll().execute(), []);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('B16: a half state ends after five minutes, with a change of the account, and with a freeze', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  const late = await halfWay(world, ines);
  world.clock.advance({ minutes: 5 });
  const changed = await halfWay(world, ines);
  await raise(world, ines);
  const frozen = await halfWay(world, ines);
  await freeze(world, ines);

  assert.deepEqual([await stateOf(late), await stateOf(changed), await stateOf(frozen)], ['visitor', 'visitor', 'visitor']);
});

onBothDatabases(
  'B16: what changed the account after the half state was seen keeps it from finishing, and the code stays unused',
  async (database) => {
    const world = accountWorld(database);
    const ines = await addMember(world, 'ines');
    const seen = await (await halfWay(world, ines)).half();
    await raise(world, ines);
    const code = await codeNow(world, ines);

    const outcome = await finishWithTotp(world, { startSession: makeStartSession(world) }, seen, code);

    const again = await halfWay(world, ines);
    assert.deepEqual(outcome, { result: 'start-again' });
    assert.equal((await again.enterCode(code)).result, 'signed-in');
  },
);

onBothDatabases('B16: begun as one, it can not be finished as another', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  const maya = await addMember(world, 'maya');
  const half = await (await halfWay(world, ines)).half();
  const mixed = { ...half, caller: { ...half.caller, accountId: maya.accountId } };

  const outcome = await finishWithTotp(world, { startSession: makeStartSession(world) }, mixed, await codeNow(world, maya));

  assert.deepEqual(outcome, { result: 'start-again' });
});

onBothDatabases('one code from fifty browsers at once opens one session', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  const halves = await halvesOf(world, ines);
  const code = await codeNow(world, ines);

  const outcomes = await Promise.all(halves.map((browser) => browser.enterCode(code)));

  assert.equal(outcomes.filter(({ result }) => result === 'signed-in').length, 1);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('one half state finished fifty times at once, with different proofs, opens one session', async (database) => {
  const world = accountWorld(database);
  for (let round = 0; round < times(2, 10); round += 1) {
    const person = await addMember(world, `person${round}`);
    await giveCodes(world, person, [CODE, OTHER_CODE]);
    const half = await (await halfWay(world, person)).half();
    const doors = { startSession: makeStartSession(world) };
    const code = await codeNow(world, person);

    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        index % 2 === 0 ? finishWithTotp(world, doors, half, code) : finishWithRecoveryCode(world, doors, half, CODE),
      ),
    );

    assert.equal(outcomes.filter(({ result }) => result === 'held').length, 1);
  }
});

onBothDatabases('one recovery code from fifty browsers at once opens one session', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  await giveCodes(world, ines, [CODE, OTHER_CODE]);
  const halves = await halvesOf(world, ines);

  const outcomes = await Promise.all(halves.map((browser) => browser.enterRecoveryCode(CODE)));

  assert.equal(outcomes.filter(({ result }) => result === 'signed-in').length, 1);
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases('B8: a used recovery code opens a session of strength R, is in the trail, and every address is told', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  await giveCodes(world, ines, [CODE, OTHER_CODE]);
  const browser = await halfWay(world, ines);

  await browser.enterRecoveryCode(CODE);

  const [mail] = await readOutbox(world);
  const used = await database.read.selectFrom('entries').select('body').where('kind', '=', 'factor.code-used').execute();
  assert.equal(await stateOf(browser), 'R');
  assert.deepEqual([mail?.kind, mail && hasLink(mail)], ['code-used', true]);
  assert.equal((JSON.parse(used[0]?.body ?? '{}') as { details: { left: number } }).details.left, 1);
  assert.deepEqual(await (await halfWay(world, ines)).enterRecoveryCode(CODE), { result: 'wrong' });
  assert.deepEqual(await findStrayRows(database.read), []);
});

onBothDatabases(
  'B1: after a hundred wrong codes the app opens nothing, the account still needs a second factor, a recovery code opens',
  async (database) => {
    const world = accountWorld(database);
    const ines = await addMember(world, 'ines');
    await giveCodes(world, ines, [CODE]);
    const known = { ...(await (await halfWay(world, ines)).half()) };
    const half = { ...known, caller: { ...known.caller, pool: 'known' as const } };
    const doors = { startSession: makeStartSession(world) };
    for (let i = 0; i < 100; i += 1) {
      await finishWithTotp(world, doors, half, '000000x');
      world.clock.advance({ hours: 1 });
    }

    const browser = await halfWay(world, ines);
    const byApp = await browser.enterCode(await codeNow(world, ines));
    const byCode = await browser.enterRecoveryCode(CODE);

    assert.equal(byApp.result, 'wait');
    assert.equal(byCode.result, 'signed-in');
  },
);

onBothDatabases('a session that rests with a recovery code ends when its browser signs in anew', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  await giveCodes(world, ines, [CODE, OTHER_CODE]);
  const browser = await halfWay(world, ines);
  await browser.enterRecoveryCode(CODE);
  world.clock.advance({ minutes: 61 });

  await browser.signIn('ines');
  await browser.enterCode(await codeNow(world, ines));

  const live = await database.read.selectFrom('sessions').select('strength').where('ended_at', 'is', null).execute();
  assert.equal(await stateOf(browser), 'O');
  // The resident's first browser, and this one.
  assert.deepEqual(
    live.map((row) => row.strength),
    ['O', 'O'],
  );
});

onBothDatabases(
  'a used code as the hundredth guess disables the app too, and the owner gets back with a recovery code',
  async (database) => {
    const world = accountWorld(database);
    const ines = await addMember(world, 'ines');
    const code = await codeNow(world, ines);
    await (await halfWay(world, ines)).enterCode(code);
    const spent = { authenticator: `totp:${ines.accountId}`, failures: 99, waits_until_at: 0 };
    await database.transaction((tx) =>
      tx.updateTable('guesses').set(spent).where('pool', '=', 'known').where('authenticator', '=', spent.authenticator).execute(),
    );
    const browser = await halfWay(world, ines);

    const outcome = await browser.enterCode(code);

    const apps = await database.read.selectFrom('totp_apps').select('disabled_at').execute();
    assert.deepEqual(outcome, { result: 'replayed' });
    assert.deepEqual(
      apps.map((app) => app.disabled_at),
      [world.clock.now()],
    );
  },
);
