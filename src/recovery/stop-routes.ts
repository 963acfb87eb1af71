import { findWait } from '../accounts/find-policies.ts';
import type { Refusal } from '../base/refusal.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, jsonAnswer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { stopEverything, stopOptions } from './stop-everything.ts';
import { stopEverythingPage, stoppedEverythingPage } from './stop-pages.ts';

const RULES = { who: 'anyone', limit: 'sign-in', csrf: 'form', fresh: 'none' } as const;

/** For who was thrown out of her account: what was removed still stops everything (B18). */
export function stopRoutes(showPage: ShowPage): readonly Route[] {
  async function show(request: PageRequest<'anyone'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const shown = { title: 'Thrown out?', kind: 'gate', hasErrors: problem !== undefined } as const;
    if (request.query.get('done') === 'stopped') return showPage(request, { ...shown, content: stoppedEverythingPage() });
    const username = 'field' in request ? (request.field as (name: string) => string)('username') : '';
    const view = { csrfToken: request.csrfToken, offersPasskeys: offersPasskeys(reading.settings), username };
    const content = stopEverythingPage({ ...view, waitMs: await findWait(reading), problem });
    return showPage(request, { ...shown, content }, { status });
  }
  return [
    get(paths.stopEverything(), { who: 'anyone', limit: 'page' }, (request, reading) => show(request, reading)),
    post(paths.stopEverythingOptions(), { ...RULES, limit: 'form' }, async (request, world) =>
      jsonAnswer(JSON.stringify(await stopOptions(world, request))),
    ),
    post(paths.stopEverything(), RULES, (request, world) =>
      orFormAgain(
        async () => {
          const typed = { username: request.field('username'), totpValue: request.field('totp_value') };
          await stopEverything(world, request, { ...typed, credential: request.field('credential') });
          return redirect(`${paths.stopEverything()}?done=stopped`);
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}
