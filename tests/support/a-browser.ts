import { Secret } from '../../src/base/secret.ts';
import type { FinishedSignIn } from '../../src/sessions/complete-sign-in.ts';
import { confirmSignIn } from '../../src/sessions/confirm-sign-in.ts';
import { makeFindCaller } from '../../src/sessions/find-caller.ts';
import { finishWithRecoveryCode, finishWithTotp } from '../../src/sessions/finish-sign-in.ts';
import { type SignedIn, signIn } from '../../src/sessions/sign-in.ts';
import { makeRenewSession, makeStartSession } from '../../src/sessions/start-session.ts';
import { type SteppedUp, stepUp } from '../../src/sessions/step-up.ts';
import type { CookieChange } from '../../src/web/answer.ts';
import type { Asking } from '../../src/web/asking.ts';
import type { AccountCaller, Caller, CookieName, CookieSecrets, HalfCaller } from '../../src/web/caller.ts';
import { givePassword, linkIn, readOutbox } from './account-world.ts';
import { addResident, type Resident, type ResidentWishes, type TestWorld, VISIT } from './residents.ts';

export const PASSWORD = 'lantern oboe gravel tuesday';

/** A resident who signs in with `PASSWORD`. */
export async function addMember(world: TestWorld, username: string, wishes: ResidentWishes = {}): Promise<Resident> {
  const member = await addResident(world, username, wishes);
  await givePassword(world, member, PASSWORD);
  return member;
}

/** A browser that keeps cookies and calls the use cases themselves. */
export interface ABrowser {
  readonly cookies: CookieSecrets;
  keep(changes: readonly CookieChange[]): void;
  caller(): Promise<Caller>;
  /** What a use case is handed; throws unless signed in. */
  asking(): Promise<Asking>;
  half(): Promise<Asking<HalfCaller>>;
  signIn(username: string, password?: string): Promise<SignedIn>;
  enterCode(code: string): Promise<FinishedSignIn>;
  enterRecoveryCode(code: string): Promise<FinishedSignIn>;
  stepUp(code: string, password?: string): Promise<SteppedUp>;
}

/** A browser with the cookies given: none, or those that another one has. */
export function aBrowser(world: TestWorld, has: CookieSecrets = {}): ABrowser {
  const kept = new Map(Object.entries(has)) as Map<CookieName, Secret>;
  const doors = { startSession: makeStartSession(world), renewSession: makeRenewSession(world) };
  const cookies = (): CookieSecrets => Object.fromEntries(kept);
  function keep(changes: readonly CookieChange[]): void {
    for (const { name, value } of changes) {
      if (value === undefined) kept.delete(name);
      else kept.set(name, value);
    }
  }
  const caller = (): Promise<Caller> => makeFindCaller(world)(cookies(), VISIT);
  async function keeping<T extends object>(done: Promise<T>): Promise<T> {
    const outcome = await done;
    if ('cookies' in outcome) keep(outcome.cookies as readonly CookieChange[]);
    return outcome;
  }
  /** A browser that is new goes through the mailbox at once; what it was mailed is gone from the outbox. */
  async function throughMailbox(outcome: FinishedSignIn): Promise<FinishedSignIn> {
    const held = await caller();
    if (outcome.result !== 'held' || held.kind !== 'held') return outcome;
    keep([{ name: 'link', value: linkIn((await readOutbox(world)).findLast(({ kind }) => kind === 'sign-in')) }]);
    await world.database.transaction((tx) => tx.deleteFrom('outbox').where('kind', '=', 'sign-in').execute());
    const confirmed = await confirmSignIn(world, doors, { caller: held, visit: VISIT, cookies: cookies() });
    keep(confirmed.cookies);
    await world.database.transaction((tx) => tx.deleteFrom('outbox').where('kind', '=', 'signed-in').execute());
    return { result: 'signed-in', ...confirmed };
  }
  async function half(): Promise<Asking<HalfCaller>> {
    return { caller: halfOf(await caller()), visit: VISIT, cookies: cookies() };
  }
  async function asking(): Promise<Asking> {
    return { caller: signedIn(await caller()), visit: VISIT, cookies: cookies() };
  }
  return {
    ...{ keep, caller, asking, half },
    get cookies() {
      return cookies();
    },
    signIn: (username, password = PASSWORD) =>
      keeping(signIn(world, doors, { visit: VISIT, cookies: cookies() }, { username, password: new Secret(password), nextPath: '/' })),
    enterCode: async (code) => throughMailbox(await keeping(finishWithTotp(world, doors, await half(), code))),
    enterRecoveryCode: async (code) => throughMailbox(await keeping(finishWithRecoveryCode(world, doors, await half(), code))),
    stepUp: async (totpValue, password = PASSWORD) =>
      keeping(stepUp(world, doors.renewSession, await asking(), { password: new Secret(password), totpValue })),
  };
}

function signedIn(caller: Caller): AccountCaller {
  if (caller.kind !== 'account') throw new Error(`not signed in, but ${caller.kind}`);
  return caller;
}

function halfOf(caller: Caller): HalfCaller {
  if (caller.kind !== 'half') throw new Error(`not half signed in, but ${caller.kind}`);
  return caller;
}

/** Whether the browser is signed in, half way, or nobody. */
export async function stateOf(browser: ABrowser): Promise<string> {
  const caller = await browser.caller();
  return caller.kind === 'account' ? caller.session.strength : caller.kind;
}
