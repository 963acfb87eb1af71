import assert from 'node:assert/strict';
import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { ofAccount } from '../../src/audit/events/events.ts';
import { greetBrowser } from '../../src/sessions/greet-browser.ts';
import { type ABrowser, aBrowser, addMember } from '../support/a-browser.ts';
import { accountWorld, codeNow } from '../support/account-world.ts';
import { onBothDatabases } from '../support/on-both-databases.ts';
import { type Resident, type TestWorld, VISIT } from '../support/residents.ts';
import { times } from '../support/test-length.ts';

async function knownBrowser(world: TestWorld, { accountId, personId }: Resident): Promise<ABrowser> {
  const browser = aBrowser(world);
  await act(world, BY_SYSTEM, [], async (tx, now) => {
    const known = await greetBrowser(world, tx, { visit: VISIT, cookies: {} }, { accountId, personId, epoch: 1, now, makesKnown: true });
    browser.keep([known.cookie]);
    const details = { device: known.device };
    const event = { kind: 'session.browser-known', subjects: [ofAccount(accountId)], details, rows: known.changed } as const;
    return { result: undefined, events: [event] };
  });
  return browser;
}

onBothDatabases('B2, 15: strangers’ passwords by the thousand, and the owner signs in from a known browser at once', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  const owner = await knownBrowser(world, ines);
  const results = new Set<string>();
  for (let tries = 0; tries < times(150, 10_000); tries += 1) {
    // Long enough for every wait, and not so long in all that the browser is forgotten.
    world.clock.advance({ minutes: tries < 200 ? 61 : 1 });
    results.add((await aBrowser(world).signIn('ines', 'a stranger’s guess')).result);
  }

  const password = await owner.signIn('ines');
  const code = await owner.enterCode(await codeNow(world, ines));

  assert.deepEqual([...results].toSorted(), ['wait', 'wrong']);
  assert.deepEqual([password.result, code.result], ['half', 'signed-in']);
});

onBothDatabases('B2: strangers who know the password can not disable the app, nor keep a known browser from it', async (database) => {
  const world = accountWorld(database);
  const ines = await addMember(world, 'ines');
  const owner = await knownBrowser(world, ines);
  for (let tries = 0; tries < 120; tries += 1) {
    const thief = aBrowser(world);
    await thief.signIn('ines');
    await thief.enterCode('not a code');
    world.clock.advance({ minutes: 61 });
  }

  await owner.signIn('ines');
  const outcome = await owner.enterCode(await codeNow(world, ines));

  assert.equal(outcome.result, 'signed-in');
});
