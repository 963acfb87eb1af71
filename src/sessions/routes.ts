import { keepBooks } from '../audit/act.ts';
import { Refusal } from '../base/refusal.ts';
import { paths } from '../paths.ts';
import { type CookieChange, redirect } from '../web/answer.ts';
import { type FormRequest, get, post, type Route } from '../web/route.ts';
import type { World } from '../world.ts';
import { endOne, endOthers, signOut } from './end-sessions.ts';
import { forgetBrowsers } from './forget-browsers.ts';
import { holdRoutes } from './hold-routes.ts';
import { signOutPage } from './pages.ts';
import { secondStepRoutes } from './second-step-routes.ts';
import { type SessionDoors, signInRoutes } from './sign-in-routes.ts';
import { stepUpRoutes } from './step-up-routes.ts';
import { dropHalf, dropHold } from './store.ts';

/** Signing in and out, the second step, step-up, the list of sessions. */
export function sessionRoutes(doors: SessionDoors): readonly Route[] {
  return [...signInRoutes(doors), ...secondStepRoutes(doors), ...holdRoutes(doors), ...stepUpRoutes(doors), ...endRoutes(doors)];
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
    post(paths.knownBrowsers(), rules, async (request, world) => {
      await forgetBrowsers(world, request);
      return redirect(`${paths.account()}?done=browsers-forgotten#known-browsers`);
    }),
    post('/manage/account/browsers/:id/forget/', rules, async (request, world) => {
      await forgetBrowsers(world, request, request.params['id'] ?? '');
      return redirect(`${paths.account()}?done=browser-forgotten#known-browsers`);
    }),
  ];
}

async function leave(world: World, request: FormRequest<'anyone'>): Promise<void> {
  const { caller, visit, cookies } = request;
  if (caller.kind === 'half' || caller.kind === 'pending') await keepBooks(world, (tx) => dropHalf(tx, caller.halfId));
  if (caller.kind === 'held') await keepBooks(world, (tx) => dropHold(tx, caller));
  if (caller.kind !== 'account') return;
  await signOut(world, { caller, visit, cookies }).catch((error: unknown) => {
    // Ended in another window meanwhile: that is what was wanted.
    if (!(error instanceof Refusal)) throw error;
  });
}
