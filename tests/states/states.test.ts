import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { EVENTS } from '../../src/audit/events/events.ts';
import { listTransitions } from '../../src/audit/states/states.ts';
import { findUnlisted, type Happened } from '../support/check-states.ts';
import { idsOf, readNamedTests } from '../yardstick/titles.ts';

const ON_BOTH = ['story', 'onBothDatabases', 'attack'];

test('rows 1 to 44 of the security model are there, each once', () => {
  assert.deepEqual(
    listTransitions()
      .filter(({ row }) => /^\d+$/.test(row))
      .map(({ row }) => Number(row)),
    Array.from({ length: 44 }, (_, n) => n + 1),
  );
});

test('each row is walked against the running program, on both databases, by a test that is named after it', () => {
  const named = readNamedTests(join(import.meta.dirname, '..', '..')).filter(({ by }) => ON_BOTH.includes(by));
  const walked = new Set(named.flatMap(({ title }) => idsOf(title)));

  assert.deepEqual(
    listTransitions()
      .filter(({ row }) => !walked.has(`row ${Number.parseInt(row, 10)}`))
      .map(({ row, event }) => `row ${row}: ${event}`),
    [],
  );
});

test('whatever changes the state of an account, a recovery or a policy is recorded by a row', () => {
  const recorded = new Set<string>(listTransitions().flatMap(({ records }) => records));
  const moves =
    /^(?:account\.(?:created|password-|addresses-|frozen|unfrozen|clos|kept)|recovery\.(?:started|withdrawn|asked|vouched|objected|stopped|warned|told|ready|expired|completed)|site\.policy-)/;

  assert.deepEqual(
    Object.keys(EVENTS).filter((kind) => moves.test(kind) && !recorded.has(kind)),
    [],
  );
});

const entry = (kind: string, details: Happened['details'] = {}): Happened => ({ kind, details, accounts: ['ada'] });
const BORN = entry('account.created');

const IMPOSSIBLE: Readonly<Record<string, readonly Happened[]>> = {
  'a password that changes while the account is frozen': [
    BORN,
    entry('account.frozen', { by: 'owner' }),
    entry('account.password-changed', { how: 'settings' }),
  ],
  'an owner who lifts an operator’s freeze': [
    BORN,
    entry('account.frozen', { by: 'operator' }),
    entry('account.unfrozen', { by: 'owner', how: 'passkey' }),
  ],
  'a freeze that is lifted twice': [
    BORN,
    entry('account.frozen', { by: 'owner' }),
    entry('account.unfrozen', { by: 'operator' }),
    entry('account.unfrozen', { by: 'operator' }),
  ],
  'a recovery that is ready without its wait': [entry('recovery.asked', { recovery: 'r' }), entry('recovery.ready', { recovery: 'r' })],
  'a recovery that was stopped and goes on': [
    entry('recovery.asked', { recovery: 'r' }),
    entry('recovery.stopped', { recovery: 'r' }),
    entry('recovery.completed', { recovery: 'r' }),
  ],
  'a recovery that is claimed twice': [
    entry('recovery.asked', { recovery: 'r' }),
    entry('recovery.vouched', { recovery: 'r', word: 1, of: 1 }),
    entry('recovery.ready', { recovery: 'r' }),
    entry('recovery.completed', { recovery: 'r' }),
    entry('recovery.completed', { recovery: 'r' }),
  ],
  'addresses that are put back without a dispute': [BORN, entry('account.addresses-restored')],
  'an erasure that nobody asked for': [BORN, entry('account.closed')],
  'a policy that is withdrawn where nothing waits': [entry('site.policy-withdrawn', { policy: 'wait' })],
};

for (const [what, entries] of Object.entries(IMPOSSIBLE)) {
  test(`no row of the table has ${what}`, () => {
    assert.equal(findUnlisted(entries).length, 1);
    assert.deepEqual(findUnlisted(entries.slice(0, -1)), []);
  });
}
