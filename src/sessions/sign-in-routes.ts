import { findPolicies } from '../accounts/find-policies.ts';
import { Secret } from '../base/secret.ts';
import { assertionOptions } from '../factors/judge-assertion.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, jsonAnswer, redirect } from '../web/answer.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import { safeNext } from '../web/safe-redirect.ts';
import type { Reading } from '../world.ts';
import { type Asked, refusedStatus, signInPage } from './pages.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import { type SignedIn, type SignInDoors, signIn } from './sign-in.ts';
import { signInCeremony, signInWithKey } from './sign-in-with-key.ts';

export type SessionDoors = SignInDoors & { readonly showPage: ShowPage };

interface Shown {
  readonly username: string;
  readonly next: string;
  readonly refused?: NotSignedIn;
  readonly refusedWhat?: Asked;
}

/** The first step: a password, or a passkey which needs no second one. */
export function signInRoutes(doors: SessionDoors): readonly Route[] {
  const rules = { who: 'anyone', limit: 'sign-in', csrf: 'form', fresh: 'none' } as const;
  // A flood of junk sign-ins must not keep a passkey out (B15).
  const passkeyRules = { ...rules, limit: 'form' } as const;
  const show = (request: PageRequest, reading: Reading, shown: Shown) => showSignIn(doors, request, reading, shown);
  return [
    get('/account/login/', { who: 'anyone', limit: 'page' }, async (request, reading) => {
      const next = safeNext(request.query.get('next'));
      if (request.caller.kind === 'account') return redirect(next);
      return show(request, reading, { username: '', next });
    }),
    post('/account/login/', rules, async (request, world) => {
      const username = request.field('username').trim();
      const next = safeNext(request.field('next'));
      const form = { username, password: new Secret(request.field('password')), nextPath: next };
      const outcome = await signIn(world, doors, request, form);
      return answered(outcome, next) ?? show(request, world, { username, next, ...refusalIn(outcome) });
    }),
    post(paths.loginPasskeyOptions(), passkeyRules, async (request, world) =>
      jsonAnswer(JSON.stringify(await assertionOptions(world, signInCeremony(world, request.caller, request.cookies)))),
    ),
    post(paths.loginPasskey(), passkeyRules, async (request, world) => {
      const next = safeNext(request.field('next'));
      const outcome = await signInWithKey(world, doors, request, request.field('credential'));
      return answered(outcome, next) ?? show(request, world, { username: '', next, refusedWhat: 'passkey', ...refusalIn(outcome) });
    }),
  ];
}

function answered(outcome: SignedIn, next: string): Answer | undefined {
  if (outcome.result === 'half') return redirect(paths.secondStep(), outcome);
  if (outcome.result !== 'signed-in') return undefined;
  return redirect(next === '/' ? paths.account() : next, { cookies: [...outcome.cookies, { name: 'half', value: undefined }] });
}

function refusalIn(outcome: SignedIn): { readonly refused?: NotSignedIn } {
  return outcome.result === 'signed-in' || outcome.result === 'half' ? {} : { refused: outcome };
}

async function showSignIn(doors: SessionDoors, request: PageRequest, reading: Reading, shown: Shown): Promise<Answer> {
  const { refused, username } = shown;
  const { registration } = await findPolicies(reading);
  const content = signInPage({
    csrfToken: request.csrfToken,
    now: reading.clock.now(),
    offersPasskeys: offersPasskeys(reading.settings),
    canRegister: registration === 'open',
    mailIsOff: reading.mailMode === 'off',
    hint: username.includes('@') ? 'Your user name, not your mail address.' : undefined,
    newFactor: refused === undefined ? newFactorIn(request.query.get('done')) : undefined,
    refused: undefined,
    ...shown,
  });
  return doors.showPage(
    request,
    { title: 'Sign in', kind: 'gate', content, hasErrors: refused !== undefined },
    { status: refused === undefined ? 200 : refusedStatus(refused) },
  );
}

function newFactorIn(done: string | undefined): 'app' | 'passkey' | undefined {
  if (done === 'new-app') return 'app';
  return done === 'new-passkey' ? 'passkey' : undefined;
}
