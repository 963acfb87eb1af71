import assert from 'node:assert/strict';
import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { ofAccount } from '../../src/audit/events/events.ts';
import { LIMITS } from '../../src/limits/limits.ts';
import { spendLimit } from '../../src/limits/spend-limit.ts';
import { greetBrowser } from '../../src/sessions/greet-browser.ts';
import { cookieName } from '../../src/web/cookies.ts';
import { addMember, PASSWORD } from '../support/a-browser.ts';
import { codeNow } from '../support/account-world.ts';
import { onBothDatabases } from '../support/on-both-databases.ts';
import { type Resident, type TestWorld, VISIT } from '../support/residents.ts';
import { startSite } from '../support/start-site.ts';

async function deviceOf(world: TestWorld, { accountId, personId }: Resident): Promise<string> {
  return act(world, BY_SYSTEM, [], async (tx, now) => {
    const known = await greetBrowser(world, tx, { visit: VISIT, cookies: {} }, { accountId, personId, epoch: 1, now, makesKnown: true });
    const details = { device: known.device };
    const event = { kind: 'session.browser-known', subjects: [ofAccount(accountId)], details, rows: known.changed } as const;
    return { result: known.cookie.value?.reveal() ?? '', events: [event] };
  });
}

onBothDatabases(
  'B15, 16, 6.3.1: when junk has used up all sign-ins of the site, a stranger waits; a known browser signs in, an open session steps up',
  async (database, t) => {
    const { world, visitor } = await startSite(database, t);
    const ines = await addMember(world, 'ines');
    const device = await deviceOf(world, ines);
    await spendLimit(world, 'sign-in-site', '');
    await database.transaction((tx) => tx.updateTable('limit_counters').set({ spent: LIMITS['sign-in-site'].most }).execute());
    const stranger = visitor();
    const known = visitor();
    known.keep(`${cookieName('main', 'device')}=${device}`);

    await stranger.open('/account/login/');
    await stranger.send('/account/login/', { username: 'ines', password: PASSWORD });
    await known.open('/account/login/');
    await known.send('/account/login/', { username: 'ines', password: PASSWORD });
    await known.send('/account/two-factor/', { totp_value: await codeNow(world, ines) });

    assert.deepEqual([stranger.status, known.status, known.path], [429, 200, '/manage/account/']);

    world.clock.advance({ minutes: 1 });
    const signedIn = visitor();
    signedIn.keep(ines.cookie);
    await signedIn.open('/account/reauthenticate/');
    await signedIn.send('/account/reauthenticate/', { password: PASSWORD, totp_value: await codeNow(world, ines) });
    assert.deepEqual([signedIn.status, signedIn.path], [200, '/manage/account/']);
  },
);
