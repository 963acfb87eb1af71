import type { StartSession } from '../accounts/doors.ts';
import { act } from '../audit/act.ts';
import { byStranger } from '../audit/actor.ts';
import { ofAccount } from '../audit/events/events.ts';
import { recordRefusal } from '../audit/record-refusal.ts';
import type { AccountId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { referenceOf } from '../crypto/reference.ts';
import type { Ceremony } from '../factors/challenge.ts';
import { claimAssertion, judgeAssertion } from '../factors/judge-assertion.ts';
import type { Asserted } from '../factors/verify-ceremony.ts';
import { originOf } from '../web/by-caller.ts';
import type { Caller, CookieSecrets } from '../web/caller.ts';
import { csrfCookie } from '../web/csrf.ts';
import type { World } from '../world.ts';
import { endReplaced } from './end-sessions.ts';
import { greetBrowser } from './greet-browser.ts';
import { noteUse } from './note-use.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import type { Browser, SignedIn } from './sign-in.ts';
import { type AccountRow, findAccount } from './store.ts';
import { findNews, tellSignIn } from './tell-sign-in.ts';

/** The ceremony of a sign-in by passkey belongs to one browser: to the cookie that its forms are bound to. */
export function signInCeremony(world: Pick<World, 'keys'>, caller: Caller, cookies: CookieSecrets): Ceremony {
  const name = csrfCookie(caller);
  const cookie = cookies[name];
  return { kind: 'sign-in', binding: cookie === undefined ? '' : `${name}|${referenceOf(world.keys, 'pre', cookie)}` };
}

const GONE = new Refusal('conflict', 'sign-in.start-again', 'The account changed meanwhile. Sign in again.');
const LOST = new Refusal('conflict', 'sign-in.answered', 'That passkey has answered already. Try again.');

/**
 * Signs in by a passkey alone: it holds the account's name, and must have verified its person, so it is two factors (model rows 4
 * and 5). The browser is known from now on (B6). A wrong assertion counts against nobody (B3).
 */
export async function signInWithKey(
  world: World,
  doors: { readonly startSession: StartSession },
  browser: Browser & { readonly caller: Caller },
  text: string,
): Promise<SignedIn> {
  const judged = await judgeAssertion(world, signInCeremony(world, browser.caller, browser.cookies), { text });
  if (judged.result !== 'right') {
    await note(world, browser, judged.accountId, judged.result === 'cloned' ? 'cloned-key' : 'key');
    return { result: judged.result };
  }
  const { asserted } = judged;
  const account = await findAccount(world.read, asserted.key.accountId);
  const refused = refusalOf(asserted, account);
  if (refused !== undefined || account === undefined) {
    await note(world, browser, account?.id, refused?.result === 'frozen' ? 'frozen' : 'key');
    return refused ?? { result: 'wrong' };
  }
  return start(world, doors, browser, { account, asserted });
}

function refusalOf({ isPersonVerified }: Asserted, account: AccountRow | undefined): NotSignedIn | undefined {
  if (!isPersonVerified || account === undefined) return { result: 'wrong' };
  return account.frozen_at === null ? undefined : { result: 'frozen' };
}

async function start(
  world: World,
  doors: { readonly startSession: StartSession },
  { visit, cookies }: Browser,
  { account, asserted }: { readonly account: AccountRow; readonly asserted: Asserted },
): Promise<SignedIn> {
  const by = {
    actor: { kind: 'person', accountId: account.id, personId: account.person_id },
    origin: originOf(visit),
    credential: { kind: 'key', id: asserted.key.id },
  } as const;
  const news = await findNews(world, account, { visit, cookies });
  try {
    const signedIn: SignedIn = await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
      const current = await findAccount(tx, account.id);
      if (current?.auth_epoch !== account.auth_epoch || current.frozen_at !== null) throw GONE;
      const claimed = await claimAssertion(tx, asserted, now);
      if (claimed === undefined) throw LOST;
      const who = { accountId: account.id, personId: account.person_id, epoch: current.auth_epoch, now };
      const replaced = await endReplaced(world, tx, cookies.session, who);
      const proof = { strength: 'V', factors: [asserted.key.id] } as const;
      const started = await doors.startSession(tx, { ...who, visit, ...proof, mailboxAt: null });
      const known = await greetBrowser(world, tx, { visit, cookies }, { ...who, makesKnown: true });
      await tellSignIn(world, tx, news, { account, session: started.handle, shown: proof, visit, now });
      const rows = [...started.changed, ...claimed, ...known.changed, ...replaced];
      return {
        result: { result: 'signed-in', cookies: [started.cookie, known.cookie] },
        events: [
          { kind: 'session.started', subjects: [ofAccount(account.id)], details: { session: started.handle, ...proof }, rows },
          ...(started.events ?? []),
        ],
      };
    });
    noteUse(world, visit, account.person_id, { strength: 'V', factors: [asserted.key.id] });
    return signedIn;
  } catch (error) {
    if (error === GONE) return { result: 'start-again' };
    if (error === LOST) return { result: 'wrong' };
    throw error;
  }
}

async function note(
  world: World,
  { visit }: Browser,
  accountId: AccountId | undefined,
  what: 'key' | 'cloned-key' | 'frozen',
): Promise<void> {
  const by = byStranger(originOf(visit));
  if (accountId === undefined) await recordRefusal(world, by, { kind: 'refused.unknown-name', details: {} });
  else await recordRefusal(world, by, { kind: 'refused.sign-in', details: { what }, accountId });
}
