import type { StartSession } from '../accounts/doors.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { confirmSignIn, findWaitingSignIn } from '../sessions/confirm-sign-in.ts';
import { signedInAnswer } from '../sessions/second-step-routes.ts';
import type { Answer } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading, World } from '../world.ts';
import { confirmSignInPage, signInLinkOverPage, signInStoppedPage } from './confirm-sign-in-pages.ts';
import { stoppedPage } from './freeze-pages.ts';
import { refuseSignIn } from './refuse-sign-in.ts';

interface Doors {
  readonly showPage: ShowPage;
  readonly startSession: StartSession;
}

/** Behind the link that is mailed when a browser is new. A sign-in that waits may look at it, anybody may stop it. */
export function confirmSignInRoutes(doors: Doors): readonly Route[] {
  const { showPage } = doors;
  async function show(request: PageRequest<'anyone'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const waiting = await findWaitingSignIn(reading, request.caller, request.cookies.link);
    if (waiting === undefined) {
      const over = status === 200 ? 410 : status;
      return showPage(request, { title: 'This link is over', kind: 'gate', content: signInLinkOverPage() }, { status: over });
    }
    const content = confirmSignInPage({ csrfToken: request.csrfToken, waiting, problem });
    const title = waiting.isHere ? 'Sign in here?' : 'Was this you?';
    return showPage(request, { title, kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  }
  async function settle(request: FormRequest<'anyone'>, world: World): Promise<Answer> {
    const { caller, visit, cookies } = request;
    const deed = request.field('deed');
    if (deed === 'confirm' && caller.kind === 'held') return signedInAnswer(await confirmSignIn(world, doors, { caller, visit, cookies }));
    if (deed !== 'end' && deed !== 'freeze') return show(request, world);
    await refuseSignIn(world, visit, cookies.link, deed);
    const content = deed === 'freeze' ? stoppedPage() : signInStoppedPage();
    return showPage(request, { title: 'Stopped', kind: 'gate', content }, { cookies: [{ name: 'link', value: undefined }] });
  }
  return [
    get(paths.confirmSignIn(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading)),
    post(paths.confirmSignIn(), { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        () => settle(request, world),
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}
