import type { Refusal } from '../base/refusal.ts';
import { paths } from '../paths.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import { waitPage } from './hold-pages.ts';
import { sendSignInLink } from './hold-sign-in.ts';
import type { SessionDoors } from './sign-in-routes.ts';

/** The page of a browser that waits for the account's mailbox. */
export function holdRoutes({ showPage }: Pick<SessionDoors, 'showPage'>): readonly Route[] {
  function show(request: PageRequest<'held'>, problem?: Refusal, status = 200): Answer {
    const wasSentAgain = problem === undefined && request.query.get('done') === 'sent';
    const content = waitPage({ csrfToken: request.csrfToken, wasSentAgain, problem });
    return showPage(request, { title: 'Look into your mailbox', kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.waitForMailbox(), { who: 'held', limit: 'page' }, async (request) => show(request)),
    post(paths.waitForMailbox(), { who: 'held', limit: 'mail', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          await sendSignInLink(world, request);
          return redirect(`${paths.waitForMailbox()}?done=sent`);
        },
        async (problem, status) => show(request, problem, status),
      ),
    ),
  ];
}
