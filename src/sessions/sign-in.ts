import { checkPassword } from '../accounts/check-password.ts';
import type { RenewSession, StartSession } from '../accounts/doors.ts';
import { usernameKey } from '../accounts/username.ts';
import { act, keepBooks } from '../audit/act.ts';
import { byStranger } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import { MINUTE } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { newSecret, referenceOf } from '../crypto/reference.ts';
import { isPasskeysOnly } from '../factors/passkey-rule.ts';
import type { CookieChange } from '../web/answer.ts';
import { originOf } from '../web/by-caller.ts';
import type { CookieSecrets } from '../web/caller.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { findPool } from './devices.ts';
import { endReplaced } from './end-sessions.ts';
import { type FoundSession, findLiveSession } from './find-caller.ts';
import { greetBrowser } from './greet-browser.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import { resumeSession } from './resume-session.ts';
import { type AccountRow, findAccount, findAccountByKey, insertHalf } from './store.ts';
import { findNews, tellSignIn } from './tell-sign-in.ts';

/** How long a half state lives (design 6). */
export const HALF_MS: number = 5 * MINUTE;

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

/** A browser that signs in: nobody yet. */
export interface Browser {
  readonly visit: Visit;
  readonly cookies: CookieSecrets;
}

/**
 * The password step. Names that do not exist cost the same time and get the same answer (law 8). A right password opens the
 * account only while it needs no second factor; else it opens the second step in this browser for five minutes. A session of this
 * browser that merely rests is resumed by the password (63B 2.2.3).
 */
export async function signIn(world: World, doors: SignInDoors, browser: Browser, form: SignInForm): Promise<SignedIn> {
  const { visit, cookies } = browser;
  const account = await findAccountByKey(world.read, usernameKey(form.username));
  const pool = await findPool(world, cookies.device, account);
  // Where only passkeys open the account its password is not even looked at: the answer is that for a name that nobody has (B14).
  const isClosed = account !== undefined && (await isPasskeysOnly(world, account.id));
  const accountId = isClosed ? undefined : account?.id;
  const checked = await checkPassword(world, { accountId, typedName: form.username, password: form.password, pool, visit });
  const note = (what: NotedRefusal, answer: NotSignedIn) => noted(world, visit, account, { what, answer });
  if (checked.result === 'wait') return note('waiting', { result: 'wait', until: checked.until });
  if (account === undefined || isClosed || checked.result !== 'right')
    return note(isClosed ? 'passkeys-only' : 'password', { result: 'wrong' });
  if (account.frozen_at !== null) return note('frozen', { result: 'frozen' });

  if (account.needs_second_factor_at === null) return startWithPassword(world, doors, browser, account);
  const resting = await findResting(world, cookies.session, account);
  if (resting !== undefined) return resumeSession(world, doors, browser, resting);
  return startHalf(world, account, pool, form.nextPath);
}

type NotedRefusal = 'password' | 'passkeys-only' | 'waiting' | 'frozen';

async function noted(
  world: World,
  visit: Visit,
  account: AccountRow | undefined,
  { what, answer }: { readonly what: NotedRefusal; readonly answer: NotSignedIn },
): Promise<NotSignedIn> {
  const by = byStranger(originOf(visit));
  // A typed name that nobody has is never stored: some people type their password there (H10).
  if (account === undefined) await recordRefusal(world, by, { kind: 'refused.unknown-name', details: {} });
  else await recordRefusal(world, by, { kind: 'refused.sign-in', details: { what }, accountId: account.id });
  return answer;
}

const GONE = new Refusal('conflict', 'sign-in.start-again', 'The account changed meanwhile. Sign in again.');

/** Only in the epoch in which the password was looked at: what changed the account since may have given it a second factor. */
async function startWithPassword(world: World, doors: SignInDoors, { visit, cookies }: Browser, account: AccountRow): Promise<SignedIn> {
  const by = {
    actor: { kind: 'person', accountId: account.id, personId: account.person_id },
    origin: originOf(visit),
    credential: { kind: 'password', id: '' },
  } as const;
  const news = await findNews(world, account, { visit, cookies });
  try {
    return await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
      const current = await findAccount(tx, account.id);
      if (current?.auth_epoch !== account.auth_epoch || current.frozen_at !== null) throw GONE;
      const who = { accountId: account.id, personId: account.person_id, epoch: current.auth_epoch, now };
      const replaced = await endReplaced(world, tx, cookies.session, who);
      const started = await doors.startSession(tx, {
        ...{ ...who, visit },
        ...{ strength: 'P', factors: ['password'], mailboxAt: null },
      });
      const browser = await greetBrowser(world, tx, { visit, cookies }, { ...who, makesKnown: false });
      const shown = { strength: 'P', factors: ['password'] } as const;
      await tellSignIn(world, tx, news, { account, session: started.handle, shown, visit, now });
      const details = { session: started.handle, ...shown };
      const rows = [...started.changed, ...browser.changed, ...replaced];
      return {
        result: { result: 'signed-in', cookies: [started.cookie, browser.cookie] },
        events: [{ kind: 'session.started', subjects: [ofAccount(account.id)], details, rows }, ...(started.events ?? [])],
      };
    });
  } catch (error) {
    if (error === GONE) return { result: 'start-again' };
    throw error;
  }
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
