import type { RenewSession, StartSession } from '../accounts/doors.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, jsonAnswer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { closingRoutes } from './closing-routes.ts';
import { confirmSignInRoutes } from './confirm-sign-in-routes.ts';
import { disownRoutes } from './disown-routes.ts';
import type { FindRecentHistory } from './doors.ts';
import { freezeRoutes } from './freeze-routes.ts';
import { newFactorRoutes } from './new-factor-routes.ts';
import { requestPage, resetDonePage, resetOverPage, resetPage, sentPage } from './pages.ts';
import { practiceRoutes } from './practice-routes.ts';
import { recoverRoutes } from './recover-routes.ts';
import { requestLink } from './request-reset.ts';
import { readResetForm } from './reset-form.ts';
import { findReset, resetOptions, resetPassword } from './reset-password.ts';
import { stopRoutes } from './stop-routes.ts';
import { undoRoutes } from './undo-routes.ts';
import { unfreezeRoutes } from './unfreeze-routes.ts';
import { vouchRoutes } from './vouch-routes.ts';
import { vouchersRoutes } from './vouchers-routes.ts';

/** Forgotten passwords, lost apps, and the brake. */
export function recoveryRoutes(doors: {
  readonly showPage: ShowPage;
  readonly renewSession: RenewSession;
  readonly startSession: StartSession;
  readonly findRecentHistory: FindRecentHistory;
}): readonly Route[] {
  const { showPage } = doors;
  return [
    ...requestRoutes(showPage),
    ...resetRoutes(showPage),
    ...newFactorRoutes(doors),
    ...confirmSignInRoutes(doors),
    ...vouchersRoutes(showPage),
    ...recoverRoutes(showPage),
    ...vouchRoutes(showPage),
    ...practiceRoutes(showPage),
    ...freezeRoutes(doors),
    ...unfreezeRoutes(showPage),
    ...closingRoutes(showPage),
    ...undoRoutes(showPage),
    ...stopRoutes(showPage),
    ...disownRoutes(showPage),
  ];
}

function requestRoutes(showPage: ShowPage): readonly Route[] {
  function show(
    request: PageRequest<'anyone'>,
    { mailMode }: Reading,
    more: { problem?: Refusal; status?: number; typed?: string } = {},
  ): Answer {
    const { problem, status = 200, typed } = more;
    const content = requestPage({ csrfToken: request.csrfToken, mailIsOff: mailMode === 'off', typed, problem });
    return showPage(request, { title: 'Reset your password', kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.requestPasswordReset(), { who: 'anyone', limit: 'page' }, async (request, reading) => show(request, reading)),
    post(paths.requestPasswordReset(), { who: 'anyone', limit: 'mail', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          if (world.mailMode === 'off') return show(request, world);
          const typed = await requestLink(world, request.visit, request.field('username_or_email'));
          return showPage(request, { title: 'Look into your mailbox', kind: 'gate', content: sentPage(typed) });
        },
        (problem, status) => show(request, world, { problem, status, typed: request.field('username_or_email') }),
      ),
    ),
  ];
}

function resetRoutes(showPage: ShowPage): readonly Route[] {
  const title = 'Set a new password';
  async function show(request: PageRequest<'anyone'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const reset = await findReset(reading, request.cookies.link);
    if (reset === undefined && request.query.get('done') === 'set')
      return showPage(request, { title: 'The password is set', kind: 'gate', content: resetDonePage(reading.mailMode === 'off') });
    if (reset === undefined)
      return showPage(request, { title, kind: 'gate', content: resetOverPage() }, { status: status === 200 ? 410 : status });
    return showPage(
      request,
      {
        title,
        kind: 'gate',
        content: resetPage({ csrfToken: request.csrfToken, ...reset, lostApp: lostAppOf(request, reading), problem }),
        hasErrors: problem !== undefined,
      },
      { status },
    );
  }
  return [
    get(paths.resetPassword(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading)),
    post(paths.resetPasskeyOptions(), { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, async (request, world) =>
      jsonAnswer(JSON.stringify(await resetOptions(world, request.cookies.link))),
    ),
    post(paths.resetPassword(), { who: 'anyone', limit: 'sign-in', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          await resetPassword(world, request.visit, request.cookies.link, readResetForm(request));
          return redirect(`${paths.resetPassword()}?done=set`, { cookies: [{ name: 'link', value: undefined }] });
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

/** Where no mail is, an operator's link also leads on to a new factor, for who signed in with a recovery code. */
function lostAppOf({ caller }: PageRequest<'anyone'>, { mailMode }: Reading): boolean {
  return mailMode === 'off' && caller.kind === 'account' && caller.session.strength === 'R';
}
