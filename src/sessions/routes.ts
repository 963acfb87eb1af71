import { findPolicies } from '../accounts/find-policies.ts';
import { keepBooks } from '../audit/act.ts';
import { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, type CookieChange, redirect } from '../web/answer.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import { safeNext } from '../web/safe-redirect.ts';
import type { Reading, World } from '../world.ts';
import { endOne, endOthers, signOut } from './end-sessions.ts';
import { type FinishedSignIn, finishWithRecoveryCode, finishWithTotp } from './finish-sign-in.ts';
import { recoveryCodePage, refusedStatus, secondStepPage, signInPage, signOutPage, stepUpPage } from './pages.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import { type SignInDoors, signIn } from './sign-in.ts';
import { stepUp } from './step-up.ts';
import { dropHalf } from './store.ts';

type SessionDoors = SignInDoors & { readonly showPage: ShowPage };

/** Signing in and out, the second step, step-up, the list of sessions. */
export function sessionRoutes(doors: SessionDoors): readonly Route[] {
  return [...signInRoutes(doors), ...secondStepRoutes(doors), ...stepUpRoutes(doors), ...endRoutes(doors)];
}

function signInRoutes(doors: SessionDoors): readonly Route[] {
  async function show(
    request: PageRequest,
    reading: Reading,
    values: { username: string; next: string },
    refused?: NotSignedIn,
  ): Promise<Answer> {
    const { registration } = await findPolicies(reading);
    const hint = values.username.includes('@') ? 'Your user name, not your mail address.' : undefined;
    const content = signInPage({
      csrfToken: request.csrfToken,
      refused,
      now: reading.clock.now(),
      canRegister: registration === 'open',
      hint,
      hasNewApp: refused === undefined && request.query.get('done') === 'new-app',
      ...values,
    });
    return doors.showPage(
      request,
      { title: 'Sign in', kind: 'gate', content, hasErrors: refused !== undefined },
      { status: refused === undefined ? 200 : refusedStatus(refused) },
    );
  }
  return [
    get('/account/login/', { who: 'anyone', limit: 'page' }, async (request, reading) => {
      const next = safeNext(request.query.get('next'));
      if (request.caller.kind === 'account') return redirect(next);
      return show(request, reading, { username: '', next });
    }),
    post('/account/login/', { who: 'anyone', limit: 'sign-in', csrf: 'form', fresh: 'none' }, async (request, world) => {
      const username = request.field('username').trim();
      const next = safeNext(request.field('next'));
      const form = { username, password: new Secret(request.field('password')), nextPath: next };
      const outcome = await signIn(world, doors, request, form);
      if (outcome.result === 'signed-in')
        return redirect(next === '/' ? paths.account() : next, { cookies: [...outcome.cookies, { name: 'half', value: undefined }] });
      if (outcome.result === 'half') return redirect(paths.secondStep(), outcome);
      return show(request, world, { username, next }, outcome);
    }),
  ];
}

function secondStepRoutes(doors: SessionDoors): readonly Route[] {
  const rules = { who: 'half', limit: 'sign-in', csrf: 'form', fresh: 'none' } as const;
  const show = (request: PageRequest<'half'>, reading: Reading, refused?: NotSignedIn): Answer => {
    const content = secondStepPage({ csrfToken: request.csrfToken, refused, now: reading.clock.now() });
    return doors.showPage(
      request,
      { title: 'Your second factor', kind: 'gate', content, hasErrors: refused !== undefined },
      { status: refused === undefined ? 200 : refusedStatus(refused) },
    );
  };
  const showCodes = (request: PageRequest<'half'>, reading: Reading, refused?: NotSignedIn): Answer => {
    const content = recoveryCodePage({ csrfToken: request.csrfToken, refused, now: reading.clock.now() });
    return doors.showPage(
      request,
      { title: 'A recovery code', kind: 'gate', content, hasErrors: refused !== undefined },
      { status: refused === undefined ? 200 : refusedStatus(refused) },
    );
  };
  return [
    get(paths.secondStep(), { who: 'half', limit: 'page' }, async (request, reading) => show(request, reading)),
    post(paths.secondStep(), rules, async (request, world) => {
      const outcome = await finishWithTotp(world, doors, request, request.field('totp_value'));
      return finished(outcome, (refused) => show(request, world, refused));
    }),
    get(paths.recoveryCode(), { who: 'half', limit: 'page' }, async (request, reading) => showCodes(request, reading)),
    post(paths.recoveryCode(), rules, async (request, world) => {
      const outcome = await finishWithRecoveryCode(world, doors, request, request.field('recovery_code_value'));
      return finished(outcome, (refused) => showCodes(request, world, refused));
    }),
  ];
}

function finished(outcome: FinishedSignIn, again: (refused: NotSignedIn) => Answer): Answer {
  if (outcome.result === 'start-again') return redirect(paths.login(), { cookies: [{ name: 'half', value: undefined }] });
  if (outcome.result !== 'signed-in') return again(outcome);
  const next = outcome.nextPath === '/' ? paths.account() : outcome.nextPath;
  return redirect(outcome.owedCodes > 0 ? paths.owedCodes(next) : next, outcome);
}

function stepUpRoutes(doors: SessionDoors): readonly Route[] {
  const show = (request: PageRequest<'account'>, reading: Reading, next: string, refused?: NotSignedIn): Answer => {
    const { username, needsSecondFactor } = request.caller;
    const content = stepUpPage({
      csrfToken: request.csrfToken,
      username,
      next,
      needsCode: needsSecondFactor,
      refused,
      now: reading.clock.now(),
    });
    return doors.showPage(
      request,
      { title: 'Confirm it is you', kind: 'gate', content, hasErrors: refused !== undefined },
      { status: refused === undefined ? 200 : refusedStatus(refused) },
    );
  };
  return [
    get(paths.reauthenticate(), { who: 'account', limit: 'page' }, async (request, reading) => {
      // A recovery code never steps up (B5): such a session signs in anew.
      if (request.caller.session.strength === 'R') return redirect(`${paths.account()}?needs=sign-in`);
      return show(request, reading, safeNext(request.query.get('next')));
    }),
    // Not the limits of signing in: junk from strangers must not keep somebody out who is signed in already (B15).
    post(paths.reauthenticate(), { who: 'account', limit: 'form', csrf: 'form', fresh: 'none' }, async (request, world) => {
      const next = safeNext(request.field('next'));
      const form = { password: new Secret(request.field('password')), totpValue: request.field('totp_value') };
      const outcome = await stepUp(world, doors.renewSession, request, form);
      return outcome.result === 'stepped-up'
        ? redirect(next === '/' ? paths.account() : next, outcome)
        : show(request, world, next, outcome);
    }),
  ];
}

/** Logging out also empties what the browser kept of us (yardstick 14.3.1). */
const GONE: readonly CookieChange[] = [
  { name: 'session', value: undefined },
  { name: 'half', value: undefined },
  { name: 'link', value: undefined },
];

function endRoutes(doors: SessionDoors): readonly Route[] {
  // A stolen cookie must not throw the owner out (yardstick 7.5.2); to be rid of a thief at once there is the freeze.
  const rules = { who: 'account', limit: 'form', csrf: 'form', fresh: 'action' } as const;
  return [
    get(paths.logout(), { who: 'anyone', limit: 'page' }, async (request) => {
      if (request.caller.kind === 'visitor') return redirect(paths.front());
      return doors.showPage(request, { title: 'Sign out', kind: 'gate', content: signOutPage({ csrfToken: request.csrfToken }) });
    }),
    post(paths.logout(), { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, async (request, world) => {
      await leave(world, request);
      return redirect(paths.front(), { cookies: GONE, headers: { 'clear-site-data': '"cache", "storage"' } });
    }),
    post(paths.otherSessions(), rules, async (request, world) => {
      await endOthers(world, request);
      return redirect(`${paths.account()}?done=sessions-ended#sessions`);
    }),
    post('/manage/account/sessions/:handle/end/', rules, async (request, world) => {
      await endOne(world, request, request.params['handle'] ?? '');
      return redirect(`${paths.account()}?done=session-ended#sessions`);
    }),
  ];
}

async function leave(world: World, request: FormRequest<'anyone'>): Promise<void> {
  const { caller, visit, cookies } = request;
  if (caller.kind === 'half' || caller.kind === 'pending') await keepBooks(world, (tx) => dropHalf(tx, caller.halfId));
  if (caller.kind !== 'account') return;
  await signOut(world, { caller, visit, cookies }).catch((error: unknown) => {
    // Ended in another window meanwhile: that is what was wanted.
    if (!(error instanceof Refusal)) throw error;
  });
}
