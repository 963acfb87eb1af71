import type { RenewSession } from '../accounts/doors.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { hasMailbox } from '../web/guards.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading, World } from '../world.ts';
import { confirmMailbox, findMailboxLink, hasHandedLink, needsMailbox, refuseMailbox, sendMailboxLink } from './confirm-mailbox.ts';
import { stoppedPage } from './freeze-pages.ts';
import { mailboxEndedPage, mailboxOverPage, mailboxPage, type NewFactorView, newFactorPage } from './new-factor-pages.ts';

interface NewFactorDoors {
  readonly showPage: ShowPage;
  readonly renewSession: RenewSession;
}

const ALWAYS = { recovering: 'always', settingUp: 'always' } as const;

/** The way to a new factor past the mailbox: after a recovery code, or where a policy asks for one. */
export function newFactorRoutes(doors: NewFactorDoors): readonly Route[] {
  return [...askRoutes(doors), ...linkRoutes(doors)];
}

function askRoutes({ showPage, renewSession }: NewFactorDoors): readonly Route[] {
  async function show(request: PageRequest<'account'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const { caller, csrfToken } = request;
    const isConfirmed = hasMailbox(caller.session, reading.clock.now()) && caller.hasVerifiedAddress;
    if (!needsMailbox(caller) || isConfirmed) return redirect(paths.webauthnProvision());
    const asked = caller.session.strength === 'R' ? 'nothing' : caller.owes;
    const content = newFactorPage({ csrfToken, username: caller.username, asked, step: await stepOf(request, reading), problem });
    return showPage(
      request,
      {
        title: asked === 'nothing' ? 'Set up a new factor' : 'Set up a second factor',
        kind: 'gate',
        content,
        hasErrors: problem !== undefined,
      },
      { status },
    );
  }
  async function goOn(request: FormRequest<'account'>, world: World): Promise<Answer> {
    if (!needsMailbox(request.caller)) return redirect(paths.webauthnProvision());
    if (world.mailMode === 'off') return redirect(paths.webauthnProvision(), await confirmMailbox(world, renewSession, request));
    await sendMailboxLink(world, request);
    return redirect(`${paths.newFactor()}?done=sent`);
  }
  return [
    get(paths.newFactor(), { who: 'account', limit: 'page', ...ALWAYS }, (request, reading) => show(request, reading)),
    post(paths.newFactor(), { who: 'account', limit: 'mail', csrf: 'form', fresh: 'none', ...ALWAYS }, (request, world) =>
      orFormAgain(
        () => goOn(request, world),
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

async function stepOf(request: PageRequest<'account'>, reading: Reading): Promise<NewFactorView['step']> {
  if (reading.mailMode === 'off') return (await hasHandedLink(reading, request)) ? 'handed' : 'ask';
  return request.query.get('done') === 'sent' ? 'sent' : 'mail';
}

function linkRoutes({ showPage, renewSession }: NewFactorDoors): readonly Route[] {
  async function show(request: PageRequest<'anyone'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const origin = await findMailboxLink(reading, request.caller, request.cookies.link);
    if (origin === undefined) {
      const over = status === 200 ? 410 : status;
      return showPage(request, { title: 'This link is over', kind: 'gate', content: mailboxOverPage() }, { status: over });
    }
    const content = mailboxPage({ csrfToken: request.csrfToken, origin, isHere: origin.isHere, problem });
    return showPage(
      request,
      {
        title: origin.strength === 'R' ? 'Set up a new factor?' : 'Set up a second factor?',
        kind: 'gate',
        content,
        hasErrors: problem !== undefined,
      },
      { status },
    );
  }
  async function settle(request: FormRequest<'anyone'>, world: World): Promise<Answer> {
    const { caller, visit, cookies } = request;
    const deed = request.field('deed');
    if (deed === 'confirm' && caller.kind === 'account') {
      return redirect(paths.webauthnProvision(), await confirmMailbox(world, renewSession, { caller, visit, cookies }));
    }
    if (deed !== 'end' && deed !== 'freeze') return show(request, world);
    await refuseMailbox(world, visit, cookies.link, deed);
    const content = deed === 'freeze' ? stoppedPage() : mailboxEndedPage();
    return showPage(request, { title: 'Stopped', kind: 'gate', content }, { cookies: [{ name: 'link', value: undefined }] });
  }
  return [
    get(paths.confirmBrowser(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading)),
    post(paths.confirmBrowser(), { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        () => settle(request, world),
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}
