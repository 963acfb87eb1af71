import type { Html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, jsonAnswer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { askUnfreeze, findKept, findUnfreezable, keepFrozen, unfreezeFactorOptions } from './ask-unfreeze.ts';
import { requestLink } from './request-reset.ts';
import {
  confirmUnfreezePage,
  keepFrozenPage,
  keepOverPage,
  keptFrozenPage,
  unfreezeAskedPage,
  unfreezeOverPage,
  unfreezePage,
  unfreezeSentPage,
  unfrozenPage,
} from './unfreeze-pages.ts';
import { unfreezeOptions, unfreezeWithKey } from './unfreeze-with-key.ts';

const FORM = { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' } as const;
const LINK_GONE = { cookies: [{ name: 'link', value: undefined }] } as const;

type Request = PageRequest<'anyone'>;
type Gate = (request: Request, title: string, content: Html, more?: { problem?: Refusal | undefined; status?: number }) => Answer;

/** How an owner opens what she froze; nobody is signed in to a frozen account. */
export function unfreezeRoutes(showPage: ShowPage): readonly Route[] {
  const gate: Gate = (request, title, content, { problem, status = 200 } = {}) =>
    showPage(request, { title, kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  return [...beginRoutes(gate), ...confirmRoutes(gate), ...keepRoutes(gate)];
}

function beginRoutes(gate: Gate): readonly Route[] {
  async function show(
    request: Request,
    reading: Reading,
    { problem, status = 200, typed, username }: { problem?: Refusal; status?: number; typed?: string; username?: string } = {},
  ): Promise<Answer> {
    if (request.query.get('done') === 'open') return gate(request, 'The account is open again', unfrozenPage());
    const site = { offersPasskeys: offersPasskeys(reading.settings), mailIsOff: reading.mailMode === 'off' };
    const content = unfreezePage({ csrfToken: request.csrfToken, ...site, typed, username, problem });
    return gate(request, 'Lift a freeze', content, { problem, status });
  }
  return [
    get(paths.unfreeze(), { who: 'anyone', limit: 'page' }, (request, reading) => show(request, reading)),
    post(paths.unfreezeOptions(), FORM, async (request, world) => jsonAnswer(JSON.stringify(await unfreezeOptions(world, request)))),
    post(paths.unfreeze(), FORM, (request, world) =>
      orFormAgain(
        async () => {
          const password = { password: request.field('password'), confirmation: request.field('password_confirm') };
          const answer = { username: request.field('username').trim(), credential: request.field('credential') };
          await unfreezeWithKey(world, request, { ...answer, ...password });
          return redirect(`${paths.unfreeze()}?done=open`);
        },
        (problem, status) => show(request, world, { problem, status, username: request.field('username') }),
      ),
    ),
    post(paths.unfreezeLink(), { ...FORM, limit: 'mail' }, (request, world) =>
      orFormAgain(
        async () => {
          if (world.mailMode === 'off') return show(request, world);
          const typed = await requestLink(world, request.visit, request.field('username_or_email'), 'unfreeze');
          return gate(request, 'Look into your mailbox', unfreezeSentPage(typed));
        },
        (problem, status) => show(request, world, { problem, status, typed: request.field('username_or_email') }),
      ),
    ),
  ];
}

function confirmRoutes(gate: Gate): readonly Route[] {
  async function show(request: Request, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    if (request.query.get('done') === 'asked') return gate(request, 'Now it waits a day', unfreezeAskedPage());
    const unfreezing = await findUnfreezable(reading, request.cookies.link);
    const over = { status: status === 200 ? 410 : status };
    if (unfreezing === undefined) return gate(request, 'This link is over', unfreezeOverPage(), over);
    const content = confirmUnfreezePage({ csrfToken: request.csrfToken, ...unfreezing, problem });
    return gate(request, 'Lift the freeze', content, { problem, status });
  }
  return [
    get(paths.confirmUnfreeze(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading)),
    post(paths.confirmUnfreezeOptions(), FORM, async (request, world) =>
      jsonAnswer(JSON.stringify(await unfreezeFactorOptions(world, request.cookies.link))),
    ),
    post(paths.confirmUnfreeze(), { ...FORM, limit: 'sign-in' }, (request, world) =>
      orFormAgain(
        async () => {
          const factor = { credential: request.field('credential'), totpValue: request.field('totp_value') };
          await askUnfreeze(world, request.visit, request.cookies.link, { password: request.field('password'), ...factor });
          return redirect(`${paths.confirmUnfreeze()}?done=asked`, LINK_GONE);
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

function keepRoutes(gate: Gate): readonly Route[] {
  async function show(request: Request, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    if (request.query.get('done') === 'kept') return gate(request, 'It stays frozen', keptFrozenPage());
    const kept = await findKept(reading, request.cookies.link);
    if (kept === undefined) return gate(request, 'This link is over', keepOverPage(), { status: status === 200 ? 410 : status });
    return gate(request, 'Keep it frozen?', keepFrozenPage({ csrfToken: request.csrfToken, ...kept, problem }), { problem, status });
  }
  return [
    get(paths.keepFrozen(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading)),
    post(paths.keepFrozen(), FORM, (request, world) =>
      orFormAgain(
        async () => {
          await keepFrozen(world, request.visit, request.cookies.link);
          return redirect(`${paths.keepFrozen()}?done=kept`, LINK_GONE);
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}
