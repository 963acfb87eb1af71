import type { Html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import type { Answer } from '../web/answer.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import type { FindRecentHistory } from './doors.ts';
import { findStop, freezeAccount, freezeByLink } from './freeze-account.ts';
import { freezePage, frozenPage, stopOverPage, stopPage, stoppedPage } from './freeze-pages.ts';
import { SHOWN_MS } from './unfreeze-with-key.ts';

interface FreezeDoors {
  readonly showPage: ShowPage;
  readonly findRecentHistory: FindRecentHistory;
}

/** Whoever suspects a thief may press the brake, whatever else the session may not. */
const FREEZING = { recovering: 'always', settingUp: 'always' } as const;

/** The brake, from the account page and from a notice. */
export function freezeRoutes({ showPage, findRecentHistory }: FreezeDoors): readonly Route[] {
  const historyOf = (reading: Reading, { accountId }: AccountCaller): Promise<Html> =>
    findRecentHistory(reading, { accountId, since: reading.clock.now() - SHOWN_MS });
  return [
    ...stopRoutes(showPage),
    get(paths.freeze(), { who: 'account', limit: 'page', settingUp: 'always' }, async (request, reading) => {
      const history = await historyOf(reading, request.caller);
      const content = freezePage({ csrfToken: request.csrfToken, username: request.caller.username, history });
      return showPage(request, { title: 'Freeze the account', content });
    }),
    // No step-up: whoever suspects a thief must be faster than one. A session alone only takes rights away here (C9).
    post(paths.freeze(), { who: 'account', limit: 'form', csrf: 'form', fresh: 'none', ...FREEZING }, async (request, world) => {
      const { caller, visit } = request;
      await freezeAccount(world, byCaller(caller, visit), caller.accountId, { by: 'owner', reason: 'the button on its page' });
      const gone = { ...request, caller: { kind: 'visitor' } as const, csrfToken: '' };
      return showPage(
        gone as unknown as PageRequest,
        { title: 'Frozen', content: frozenPage({ username: caller.username, history: await historyOf(world, caller) }) },
        { cookies: [{ name: 'session', value: undefined }] },
      );
    }),
  ];
}

/** Behind a notice's "this was not me": needs no session, takes rights away and gives none (A5). */
function stopRoutes(showPage: ShowPage): readonly Route[] {
  async function show(request: PageRequest<'anyone'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const stop = await findStop(reading, request.cookies.link);
    if (stop === undefined) {
      return showPage(
        request,
        { title: 'This link is over', kind: 'gate', content: stopOverPage() },
        { status: status === 200 ? 410 : status },
      );
    }
    const content = stopPage({ csrfToken: request.csrfToken, username: stop.username, problem });
    return showPage(request, { title: 'Was this you?', kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.notMe(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading)),
    post(paths.notMe(), { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          await freezeByLink(world, request.visit, request.cookies.link);
          return showPage(
            request,
            { title: 'Frozen', kind: 'gate', content: stoppedPage() },
            { cookies: [{ name: 'link', value: undefined }] },
          );
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}
