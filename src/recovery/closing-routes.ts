import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { closeAccount, closesOn, findSoleOwned } from './close-account.ts';
import { closePage, closingPage, keepOverPage, keepPage, keptPage } from './closing-pages.ts';
import { findKeepable, keepByLink } from './keep-account.ts';

/** Closing an account for good, and keeping it after all. */
export function closingRoutes(showPage: ShowPage): readonly Route[] {
  return [...closeRoutes(showPage), ...keepRoutes(showPage)];
}

function closeRoutes(showPage: ShowPage): readonly Route[] {
  async function show(
    request: PageRequest<'account'>,
    reading: Reading,
    { problem, status = 200, typed }: { problem?: Refusal; status?: number; typed?: string } = {},
  ): Promise<Answer> {
    const { csrfToken, caller } = request;
    const soleOwned = await findSoleOwned(reading, caller.accountId);
    const content = closePage({ csrfToken, username: caller.username, from: closesOn(reading), soleOwned, typed, problem });
    return showPage(request, { title: 'Close the account', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.closeAccount(), { who: 'account', limit: 'page', fresh: 'factors' }, (request, reading) => show(request, reading)),
    post(paths.closeAccount(), { who: 'account', limit: 'form', csrf: 'form', fresh: 'factors' }, (request, world) =>
      orFormAgain(
        async () => {
          await closeAccount(world, request, request.field('username'));
          const gone = { ...request, caller: { kind: 'visitor' } as const, csrfToken: '' };
          const page = { title: 'The account is being closed', kind: 'gate', content: closingPage(closesOn(world)) } as const;
          return showPage(gone as unknown as PageRequest, page, { cookies: [{ name: 'session', value: undefined }] });
        },
        (problem, status) => show(request, world, { problem, status, typed: request.field('username') }),
      ),
    ),
  ];
}

function keepRoutes(showPage: ShowPage): readonly Route[] {
  async function show(request: PageRequest<'anyone'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    if (request.query.get('done') === 'kept') return showPage(request, { title: 'The account stays', kind: 'gate', content: keptPage() });
    const keepable = await findKeepable(reading, request.cookies.link);
    if (keepable === undefined) {
      return showPage(
        request,
        { title: 'This link is over', kind: 'gate', content: keepOverPage() },
        { status: status === 200 ? 410 : status },
      );
    }
    const content = keepPage({ csrfToken: request.csrfToken, ...keepable, problem });
    return showPage(request, { title: 'Keep the account?', kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.keepAccount(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading)),
    post(paths.keepAccount(), { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          await keepByLink(world, request.visit, request.cookies.link);
          return redirect(`${paths.keepAccount()}?done=kept`, { cookies: [{ name: 'link', value: undefined }] });
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}
