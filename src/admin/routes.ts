import type { StartSession } from '../accounts/doors.ts';
import type { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import { readReason } from '../layout/reason.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { lacksContact } from '../settings/lacks-contact.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { byCaller } from '../web/by-caller.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading, World } from '../world.ts';
import { adoptionRoutes } from './adoption-routes.ts';
import { arrivalRoutes } from './arrival-routes.ts';
import { confirmClock } from './confirm-clock.ts';
import { invite } from './invite.ts';
import { adminPage, type InviteView, invitePage } from './pages.ts';
import { policyRoutes } from './policy-routes.ts';
import { findRecentEvents } from './recent-events.ts';
import { recordLook } from './record-look.ts';
import { recoveriesRoutes } from './recoveries-routes.ts';
import { findUntakenMails, listAccounts } from './store.ts';
import { userRoutes } from './user-routes.ts';

interface AdminDoors {
  readonly showPage: ShowPage;
  readonly startSession: StartSession;
}

/** The first operator, invitations, and the operators' pages. */
export function adminRoutes(doors: AdminDoors): readonly Route[] {
  const { showPage } = doors;
  return [
    ...arrivalRoutes(doors),
    ...overviewRoutes(showPage),
    ...inviteRoutes(showPage),
    ...userRoutes(showPage),
    ...policyRoutes(showPage),
    ...adoptionRoutes(showPage),
    ...recoveriesRoutes(showPage),
  ];
}

function overviewRoutes(showPage: ShowPage): readonly Route[] {
  async function show(
    request: PageRequest<'operator'>,
    reading: Reading,
    { isOpen = false, problem, typed = '', status = 200 }: { isOpen?: boolean; problem?: Refusal; typed?: string; status?: number } = {},
  ): Promise<Answer> {
    const content = adminPage({
      ...{
        csrfToken: request.csrfToken,
        isOpen,
        mailIsOff: reading.mailMode === 'off',
        untakenMails: await findUntakenMails(reading.read),
        lacksContact: lacksContact(reading.settings),
        clockIsSuspect: reading.clock.isSuspect(),
      },
      ...{ accounts: await listAccounts(reading.read), events: await findRecentEvents(reading, { isOpen }) },
      ...{ done: request.query.get('done'), problem, typed },
    });
    return showPage(request, { title: 'Operators', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.admin(), { who: 'operator', limit: 'page' }, (request, reading) => show(request, reading)),
    post(paths.adminEvents(), { who: 'operator', limit: 'form', csrf: 'form', fresh: 'action' }, async (request, world) => {
      await recordLook(world, byCaller(request.caller, request.visit, 'operator'));
      return show(request, world, { isOpen: true });
    }),
    // No step-up: its code is just what a suspect clock refuses. The password is asked for in the form.
    post(paths.adminClock(), { who: 'operator', limit: 'sign-in', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          const proof = { password: new Secret(request.field('password')), reason: readReason(request) };
          await confirmClock(world, request.visit, request.caller, proof);
          return redirect(`${paths.admin()}?done=time-confirmed`);
        },
        (problem, status) => show(request, world, { problem, typed: request.field('reason'), status }),
      ),
    ),
  ];
}

function inviteRoutes(showPage: ShowPage): readonly Route[] {
  const title = 'Invite somebody';
  function show(request: PageRequest<'operator'>, reading: Reading, more: Partial<InviteView> & { status?: number }): Answer {
    const { status = 200, ...view } = more;
    const base = { csrfToken: request.csrfToken, mailIsOff: reading.mailMode === 'off', link: undefined, problem: undefined };
    const hasErrors = view.problem !== undefined;
    return showPage(request, { title, hasErrors, content: invitePage({ ...base, ...view }) }, { status });
  }
  const typedIn = (request: FormRequest): NonNullable<InviteView['typed']> => ({
    email: request.field('email'),
    reason: request.field('reason'),
  });
  async function inviteFrom(request: FormRequest<'operator'>, world: World): Promise<Answer> {
    const by = byCaller(request.caller, request.visit, 'operator');
    const link = await invite(world, by, request.field('email'), readReason(request));
    return show(request, world, { link: `${world.settings.url}${paths.invitation()}?token=${link.reveal()}` });
  }
  return [
    get(paths.adminInvite(), { who: 'operator', limit: 'page', fresh: 'action' }, async (request, reading) => show(request, reading, {})),
    post(paths.adminInvite(), { who: 'operator', limit: 'form', csrf: 'form', fresh: 'action' }, (request, world) =>
      orFormAgain(
        () => inviteFrom(request, world),
        (problem: Refusal, status) => show(request, world, { problem, status, typed: typedIn(request) }),
      ),
    ),
  ];
}
