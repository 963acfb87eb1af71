import { checkPassword } from '../accounts/check-password.ts';
import type { RenewSession, StartSession } from '../accounts/doors.ts';
import { usernameKey } from '../accounts/username.ts';
import { act, keepBooks } from '../audit/act.ts';
import { byStranger } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { MINUTE } from '../base/brands.ts';
import type { Secret } from '../base/secret.ts';
import { newSecret, referenceOf } from '../crypto/reference.ts';
import type { CookieChange } from '../web/answer.ts';
import { originOf } from '../web/by-caller.ts';
import type { CookieSecrets } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { findPool } from './devices.ts';
import { type FoundSession, findLiveSession } from './find-caller.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import { resumeSession } from './resume-session.ts';
import { type AccountRow, findAccountByKey, insertHalf } from './store.ts';

/** How long a half state lives (design 6). */
const HALF_MS = 5 * MINUTE;

export interface SignInDoors {
  readonly startSession: StartSession;
  readonly renewSession: RenewSession;
}

export type SignedIn =
  | { readonly result: 'signed-in'; readonly cookies: readonly CookieChange[] }
  /** The password was right; the second step follows. */
  | { readonly result: 'half'; readonly cookies: readonly CookieChange[] }
  | NotSignedIn;

export interface SignInForm {
  readonly username: string;
  readonly password: Secret;
  /** Where to go afterwards; already checked to be a path of this site. */
  readonly nextPath: string;
}

/**
 * The password step. Names that do not exist cost the same time and get the same answer (law 8). A right password opens the
 * account only while it needs no second factor; else it opens the second step in this browser for five minutes. A session of this
 * browser that merely rests is resumed by the password (63B 2.2.3).
 */
export async function signIn(world: World, doors: SignInDoors, visit: Visit, cookies: CookieSecrets, form: SignInForm): Promise<SignedIn> {
  const account = await findAccountByKey(world.read, usernameKey(form.username));
  const pool = await findPool(world, cookies.device, account);
  const checked = await checkPassword(world, { accountId: account?.id, typedName: form.username, password: form.password, pool, visit });
  if (checked.result === 'wait') return noted(world, visit, account, 'waiting', { result: 'wait', until: checked.until });
  if (account === undefined || checked.result !== 'right') return noted(world, visit, account, 'password', { result: 'wrong' });
  if (account.frozen_at !== null) return noted(world, visit, account, 'frozen', { result: 'frozen' });

  if (account.needs_second_factor_at === null) return startWithPassword(world, doors, visit, account);
  const resting = await findResting(world, cookies.session, account);
  if (resting !== undefined) return resumeSession(world, doors, visit, resting);
  return startHalf(world, account, pool, form.nextPath);
}

async function noted(
  world: World,
  visit: Visit,
  account: AccountRow | undefined,
  what: 'password' | 'waiting' | 'frozen',
  answer: NotSignedIn,
): Promise<NotSignedIn> {
  const by = byStranger(originOf(visit));
  // A typed name that nobody has is never stored: some people type their password there (H10).
  if (account === undefined) await recordRefusal(world, by, { kind: 'refused.unknown-name', details: {} });
  else await recordRefusal(world, by, { kind: 'refused.sign-in', details: { what }, accountId: account.id });
  return answer;
}

async function startWithPassword(world: World, doors: SignInDoors, visit: Visit, account: AccountRow): Promise<SignedIn> {
  const by = {
    actor: { kind: 'person', accountId: account.id, personId: account.person_id },
    origin: originOf(visit),
    credential: { kind: 'password', id: '' },
  } as const;
  return act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
    const started = await doors.startSession(tx, {
      ...{ accountId: account.id, personId: account.person_id, epoch: account.auth_epoch, now, visit },
      ...{ strength: 'P', factors: ['password'], mailboxAt: null },
    });
    const details = { session: started.handle, strength: 'P', factors: ['password'] };
    return {
      result: { result: 'signed-in', cookies: [started.cookie] },
      events: [{ kind: 'session.started', subjects: [ofAccount(account.id)], details, rows: started.changed }],
    };
  });
}

async function startHalf(world: World, account: AccountRow, pool: 'known' | 'stranger', nextPath: string): Promise<SignedIn> {
  const secret = newSecret(world.random);
  const now = world.clock.now();
  await keepBooks(world, (tx) =>
    insertHalf(tx, {
      ...{ id: referenceOf(world.keys, 'half', secret), account_id: account.id, registration_id: null, epoch: account.auth_epoch },
      ...{ pool, next_path: nextPath, started_at: now, dies_at: now + HALF_MS },
    }),
  );
  return { result: 'half', cookies: [{ name: 'half', value: secret }] };
}

/** This browser's session of the same account that rests since an hour, if it was opened by two factors. */
async function findResting(world: World, cookie: Secret | undefined, account: AccountRow): Promise<FoundSession | undefined> {
  const found = await findLiveSession(world, cookie);
  const isResting = found?.account.id === account.id && found.state === 'idle' && found.row.strength !== 'R';
  return isResting ? found : undefined;
}
