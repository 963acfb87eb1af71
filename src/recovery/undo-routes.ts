import type { Html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, jsonAnswer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { readResetForm } from './reset-form.ts';
import { findRestoring, restoreAddresses, restoreOptions } from './restore-addresses.ts';
import { findUndo, undoAddresses } from './undo-addresses.ts';
import { restoredPage, restorePage, undonePage, undoOverPage, undoPage } from './undo-pages.ts';

const FORM = { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' } as const;
const LINK_GONE = { cookies: [{ name: 'link', value: undefined }] } as const;

/** Behind the links that old addresses get when an account's addresses are changed: no session is needed, none comes of it. */
export function undoRoutes(showPage: ShowPage): readonly Route[] {
  const gate = (request: PageRequest, title: string, content: Html, status = 200): Promise<Answer> | Answer =>
    showPage(request, { title, kind: 'gate', content }, { status });

  async function showUndo(request: PageRequest<'anyone'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    if (request.query.get('done') === 'held') return gate(request, 'The change is held', undonePage());
    const undo = await findUndo(reading, request.cookies.link);
    if (undo === undefined) return gate(request, 'This link is over', undoOverPage(), status === 200 ? 410 : status);
    return gate(request, 'Undo the change of addresses', undoPage({ csrfToken: request.csrfToken, ...undo, problem }), status);
  }

  async function showRestore(request: PageRequest<'anyone'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    if (request.query.get('done') === 'back') return gate(request, 'The old addresses are back', restoredPage());
    const restoring = await findRestoring(reading, request.cookies.link);
    if (restoring === undefined) return gate(request, 'This link is over', undoOverPage(), status === 200 ? 410 : status);
    const content = restorePage({ csrfToken: request.csrfToken, ...restoring, problem });
    const page = { title: 'Put the old addresses back', kind: 'gate', content, hasErrors: problem !== undefined } as const;
    return showPage(request, page, { status });
  }

  return [
    get(paths.undoAddresses(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => showUndo(request, reading)),
    post(paths.undoAddresses(), FORM, (request, world) =>
      orFormAgain(
        async () => {
          await undoAddresses(world, request.visit, request.cookies.link);
          return redirect(`${paths.undoAddresses()}?done=held`, LINK_GONE);
        },
        (problem, status) => showUndo(request, world, problem, status),
      ),
    ),
    get(paths.restoreAddresses(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => showRestore(request, reading)),
    post(paths.restoreAddressesPasskeyOptions(), FORM, async (request, world) =>
      jsonAnswer(JSON.stringify(await restoreOptions(world, request.cookies.link))),
    ),
    post(paths.restoreAddresses(), { ...FORM, limit: 'sign-in' }, (request, world) =>
      orFormAgain(
        async () => {
          await restoreAddresses(world, request.visit, request.cookies.link, readResetForm(request));
          return redirect(`${paths.restoreAddresses()}?done=back`, LINK_GONE);
        },
        (problem, status) => showRestore(request, world, problem, status),
      ),
    ),
  ];
}
