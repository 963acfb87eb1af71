import type { TokenId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { findProjectsOf } from '../roles/find-roles.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading, World } from '../world.ts';
import { deleteToken } from './delete-token.ts';
import { NO_SUCH_TOKEN } from './end-token.ts';
import { findToken, findTokens } from './find-tokens.ts';
import { makeToken } from './make-token.ts';
import { deleteTokenPage, newTokenPage, type TokenForm, tokenMadePage } from './pages.ts';
import { reviewPage } from './review-page.ts';
import { deleteSuspended, resumeTokens } from './review-tokens.ts';

export interface TokenDoors {
  readonly showPage: ShowPage;
}

/** Pages and forms of API tokens. */
export function tokenRoutes({ showPage }: TokenDoors): readonly Route[] {
  const one = { who: 'account', limit: 'form', csrf: 'form', fresh: 'action' } as const;
  return [
    get(paths.token(), { who: 'publisher', limit: 'page', fresh: 'action' }, async (request, reading) =>
      showForm(showPage, request, reading),
    ),
    post(paths.token(), { who: 'publisher', limit: 'form', csrf: 'form', fresh: 'action' }, (request, world) =>
      make(showPage, request, world),
    ),
    get('/manage/account/token/:id/delete/', { who: 'account', limit: 'page', fresh: 'action' }, (request, reading) =>
      askDelete(showPage, request, reading),
    ),
    post('/manage/account/token/:id/delete/', one, async (request, world) => {
      await deleteToken(world, request.visit, request.caller, idOf(request));
      return redirect(`${paths.account()}?done=token-deleted#api-tokens`);
    }),
    post('/manage/account/token/:id/resume/', { ...one, who: 'publisher' }, async (request, world) => {
      await resumeTokens(world, request.visit, request.caller, [idOf(request)]);
      return redirect(`${paths.account()}?done=token-resumed#api-tokens`);
    }),
    ...reviewRoutes(showPage),
  ];
}

/** Suspended tokens, one by one and all: hers, or away with them. */
function reviewRoutes(showPage: ShowPage): readonly Route[] {
  const rules = { limit: 'form', csrf: 'form', fresh: 'action' } as const;
  const seenIn = (request: Pick<FormRequest, 'field'>): readonly TokenId[] => request.field('tokens').split(' ') as TokenId[];
  return [
    get(paths.suspendedTokens(), { who: 'account', limit: 'page' }, async (request, reading) => {
      const tokens = (await findTokens(reading, request.caller.accountId)).filter(({ suspendedAt }) => suspendedAt !== null);
      const done = request.query.get('done');
      const content = reviewPage({ csrfToken: request.csrfToken, tokens, now: reading.clock.now(), done });
      return showPage(request, { title: 'Suspended tokens', content });
    }),
    post(paths.suspendedTokens('resume'), { who: 'publisher', ...rules }, async (request, world) => {
      await resumeTokens(world, request.visit, request.caller, seenIn(request));
      return redirect(`${paths.suspendedTokens()}?done=resumed`);
    }),
    post(paths.suspendedTokens('delete'), { who: 'account', ...rules }, async (request, world) => {
      await deleteSuspended(world, request.visit, request.caller, seenIn(request));
      return redirect(`${paths.suspendedTokens()}?done=deleted`);
    }),
  ];
}

function idOf(request: PageRequest): TokenId {
  return (request.params['id'] ?? '') as TokenId;
}

async function showForm(
  showPage: ShowPage,
  request: PageRequest<'publisher'>,
  reading: Reading,
  filled: Pick<TokenForm, 'description' | 'scope' | 'error'> = {},
): Promise<Answer> {
  const projects = await findProjectsOf(reading, request.caller.accountId);
  const content = newTokenPage({ csrfToken: request.csrfToken, projects: projects.map((held) => held.project.name), ...filled });
  const isWrong = filled.error !== undefined;
  return showPage(request, { title: 'Create a token', content, hasErrors: isWrong }, isWrong ? { status: 400 } : {});
}

async function make(showPage: ShowPage, request: FormRequest<'publisher'>, world: World): Promise<Answer> {
  const form = { description: request.field('description'), scope: request.field('token_scope') };
  try {
    const made = await makeToken(world, request.visit, request.caller, form);
    const content = tokenMadePage(made, { origin: world.settings.url, isMailed: world.mailMode !== 'off' });
    return showPage(request, { title: 'Your new token', content });
  } catch (error) {
    if (!(error instanceof Refusal) || error.field === undefined) throw error;
    return showForm(showPage, request, world, { ...form, error: { field: error.field, todo: error.message } });
  }
}

async function askDelete(showPage: ShowPage, request: PageRequest<'account'>, reading: Reading): Promise<Answer> {
  const token = await findToken(reading, request.caller.accountId, idOf(request));
  if (token === undefined) throw new Refusal('not-found', 'token.not-found', NO_SUCH_TOKEN);
  return showPage(request, { title: 'Delete a token', content: deleteTokenPage(token, request.csrfToken, reading.clock.now()) });
}
