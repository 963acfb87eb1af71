import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { disownedPage, disownOverPage, disownPage } from './disown-pages.ts';
import { disownSignIn, findDisowned } from './disown-sign-in.ts';

/** Behind a mail about a sign-in: needs no session, takes rights away and gives none (A5). */
export function disownRoutes(showPage: ShowPage): readonly Route[] {
  async function show(request: PageRequest<'anyone'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    if (request.query.get('done') === 'ended')
      return showPage(request, { title: 'Every session has ended', kind: 'gate', content: disownedPage() });
    const found = await findDisowned(reading, request.cookies.link);
    if (found === undefined) {
      const over = status === 200 ? 410 : status;
      return showPage(request, { title: 'This link is over', kind: 'gate', content: disownOverPage() }, { status: over });
    }
    const content = disownPage({ csrfToken: request.csrfToken, ...found, problem });
    return showPage(request, { title: 'Was this you?', kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.endSession(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading)),
    post(paths.endSession(), { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          await disownSignIn(world, request.visit, request.cookies.link);
          return redirect(`${paths.endSession()}?done=ended`, { cookies: [{ name: 'link', value: undefined }] });
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}
