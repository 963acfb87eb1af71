import { passwordPlace } from '../../src/accounts/check-password.ts';
import { createAccount } from '../../src/accounts/create-account.ts';
import { parseEmailAddress } from '../../src/accounts/email-address.ts';
import { parseUsername } from '../../src/accounts/username.ts';
import { act } from '../../src/audit/act.ts';
import { BY_SYSTEM } from '../../src/audit/actor.ts';
import { insertPerson } from '../../src/audit/data-keys.ts';
import { type Event, ofAccount, ofProject } from '../../src/audit/events/events.ts';
import { makeSeenBook, type SeenBook } from '../../src/audit/seen-book.ts';
import { rows } from '../../src/audit/tables.ts';
import type { Write } from '../../src/audit/write.ts';
import type { AccountId, AppId, Millis, PersonId, ProjectId } from '../../src/base/brands.ts';
import { utf8 } from '../../src/base/bytes.ts';
import { systemRandomBytes } from '../../src/crypto/random-bytes.ts';
import { newId } from '../../src/crypto/reference.ts';
import { seal } from '../../src/crypto/seal.ts';
import { insertApp, setNeedsSecondFactor } from '../../src/factors/store.ts';
import { newAppRow } from '../../src/factors/totp-app.ts';
import { parseProjectName, ultranormalized } from '../../src/python/project-name.ts';
import { grantFirstOwner } from '../../src/roles/grant-first-owner.ts';
import { makeFindCaller } from '../../src/sessions/find-caller.ts';
import { makeStartSession } from '../../src/sessions/start-session.ts';
import type { AccountCaller, Caller } from '../../src/web/caller.ts';
import { cookieName } from '../../src/web/cookies.ts';
import type { Visit } from '../../src/web/visit.ts';
import type { Database, World } from '../../src/world.ts';
import { type TestClock, testClock } from './test-clock.ts';
import { TEST_KEYS } from './test-keys.ts';

export interface TestWorld extends World {
  readonly clock: TestClock;
  readonly seen: SeenBook;
}

/** What use cases that touch no file, mail server or sandbox need of the world, on a real database. */
export function databaseWorld(database: Database): TestWorld {
  const clock = testClock();
  const settings = { url: 'http://localhost:8765', siteName: 'Keyhouse', maxProjectBytes: 1 << 30, releaseOpenDays: 14, pinned: {} };
  const world = {
    clock,
    settings,
    keys: TEST_KEYS,
    read: database.read,
    database,
    mailMode: 'folder',
    random: { bytes: systemRandomBytes },
  };
  return { ...world, seen: makeSeenBook(world as unknown as World) } as unknown as TestWorld;
}

export const VISIT: Visit = {
  address: '203.0.113.40',
  network: '203.0.113.0/24',
  userAgent: 'twine/7.0.0 CPython/3.14',
  requestId: '0123456789abcdef',
};

export interface Resident {
  readonly accountId: AccountId;
  readonly personId: PersonId;
  readonly username: string;
  /** A signed-in browser of hers. */
  readonly caller: AccountCaller;
  /** Its `Cookie` header. */
  readonly cookie: string;
}

export interface ResidentWishes {
  readonly hasSecondFactor?: boolean;
}

/** An account with a confirmed address, a second factor unless not wished, and a session. */
export async function addResident(world: World, username: string, { hasSecondFactor = true }: ResidentWishes = {}): Promise<Resident> {
  const settled = await act(world, BY_SYSTEM, [], async (tx, now) => {
    const account = await makeAccount(world, tx, now, username);
    const factor = hasSecondFactor ? [await makeFactor(world, tx, now, account.accountId)] : [];
    const strength = hasSecondFactor ? ('O' as const) : ('P' as const);
    const start = { accountId: account.accountId, personId: account.personId, epoch: 1, now, visit: VISIT, mailboxAt: null };
    const session = await makeStartSession(world)(tx, { ...start, strength, factors: ['password'] });
    const started: Event = {
      kind: 'session.started',
      subjects: [ofAccount(account.accountId)],
      details: { session: session.handle, strength, factors: ['password'] },
      rows: session.changed,
    };
    return { result: { ...account, cookie: session.cookie.value }, events: [account.event, ...factor, started] };
  });
  const caller: Caller = await makeFindCaller(world)({ ...(settled.cookie && { session: settled.cookie }) }, VISIT);
  if (caller.kind !== 'account') throw new Error('the session does not open the account');
  const cookie = `${cookieName('main', 'session')}=${settled.cookie?.reveal()}`;
  return { accountId: settled.accountId, personId: settled.personId, username, caller, cookie };
}

async function makeAccount(
  world: World,
  tx: Write,
  now: Millis,
  name: string,
): Promise<{ accountId: AccountId; personId: PersonId; event: Event }> {
  const { id: personId } = await insertPerson(world, tx, now);
  const accountId = newId<AccountId>(world.random);
  const address = parseEmailAddress(`${name}@example.org`);
  const username = parseUsername(name);
  const passwordSealed = seal(world, 'seal/password', passwordPlace(accountId), utf8('opens nothing'));
  const created = await createAccount(world, tx, now, { accountId, personId, username, name, address, passwordSealed, vouchedBy: null });
  const event: Event = {
    kind: 'account.created',
    subjects: [ofAccount(accountId)],
    details: {},
    personal: { username, address },
    about: personId,
    rows: created.changed,
  };
  return { accountId, personId, event };
}

async function makeFactor(world: World, tx: Write, now: Millis, accountId: AccountId): Promise<Event> {
  const id = newId<AppId>(world.random);
  await insertApp(tx, newAppRow(world, { id, accountId, name: 'Phone', secret: world.random.bytes(20), lastStep: 0, madeAt: now }));
  await setNeedsSecondFactor(tx, accountId, now);
  const changed = [...rows('totp_apps', [id]), ...rows('accounts', [accountId])];
  return { kind: 'factor.totp-added', subjects: [ofAccount(accountId)], details: { app: id, name: 'Phone' }, rows: changed };
}

/** A project of hers without any release. */
export async function addProject(world: World, owner: Resident, text: string): Promise<ProjectId> {
  const { name, display } = parseProjectName(text);
  return act(world, BY_SYSTEM, [], async (tx, now) => {
    const id = newId<ProjectId>(world.random);
    const times = { made_at: now, version: 1, changed_at: now };
    await tx
      .insertInto('projects')
      .values({ id, name, display_name: display, ultra_name: ultranormalized(name), ...times })
      .execute();
    const subjects = [ofAccount(owner.accountId), ofProject(id)];
    const created: Event = { kind: 'project.created', subjects, details: { project: id, name }, rows: rows('projects', [id]) };
    return { result: id, events: [created, await grantFirstOwner(world, tx, { projectId: id, accountId: owner.accountId, now })] };
  });
}

/** Freezes an account as an operator does. */
export async function freeze(world: World, { accountId }: Resident): Promise<void> {
  await act(world, BY_SYSTEM, [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await tx.updateTable('accounts').set({ frozen_at: now, frozen_by: 'operator' }).where('id', '=', accountId).execute();
    const details = { by: 'operator', reason: 'a test' } as const;
    return {
      result: undefined,
      events: [{ kind: 'account.frozen', subjects: [ofAccount(accountId)], details, rows: rows('accounts', [accountId]) }],
    };
  });
}

/** The header with which twine sends a token. */
export function basic(token: string, username = '__token__'): string {
  return `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`;
}
