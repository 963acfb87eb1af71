import { findWait } from '../accounts/find-policies.ts';
import { findTime } from '../audit/note-time.ts';
import { HOUR } from '../base/brands.ts';
import type { Refusal } from '../base/refusal.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import { anewOptions, offeredTo } from '../factors/swap-factors.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { encodeBase32 } from '../protocols/base32.ts';
import { totpUri } from '../protocols/totp.ts';
import { type Answer, jsonAnswer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { askRecovery, findLinkedAccount } from './ask-recovery.ts';
import { type Claiming, completeRecovery, findClaiming } from './complete-recovery.ts';
import { claimPage, recoverAskPage, recoverStartPage, recoverTakeOverPage, recoverTakePage, recoverWaitPage } from './recover-pages.ts';
import { voiceCode } from './recovery.ts';
import { listVouches } from './store.ts';
import { findLinkedStart, takeStarted } from './take-started.ts';

type Request = PageRequest<'anyone'>;

const TITLE = 'Everything is lost?';

/** Asking for an account of which everything is lost, waiting, and the new start; all in one browser. */
export function recoverRoutes(showPage: ShowPage): readonly Route[] {
  const show = shower(showPage);
  return [...askRoutes(show), ...takeRoutes(showPage), ...claimRoutes(show)];
}

type Show = (request: Request, reading: Reading, problem?: Refusal, status?: number) => Promise<Answer>;

/** The one page of it: what it shows hangs on the link and the claimant's secret that this browser holds. */
function shower(showPage: ShowPage): Show {
  async function show(request: Request, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const { cookies, csrfToken } = request;
    const linked = await findLinkedAccount(reading, cookies.link);
    const waitMs = await findWait(reading);
    const shown = { hasErrors: problem !== undefined, title: TITLE } as const;
    if (linked !== undefined && linked.needs_second_factor_at !== null) {
      const content = recoverAskPage({ csrfToken, username: linked.username, waitMs, problem });
      return showPage(request, { ...shown, kind: 'gate', content }, { status });
    }
    const claiming = await findClaiming(reading, cookies.claim);
    if (claiming === undefined) return showPage(request, { ...shown, kind: 'gate', content: recoverStartPage({ waitMs }) }, { status });
    if (claiming.recovery.state === 'ready') return showClaim(request, reading, { claiming, problem, status });
    return showPage(request, { ...shown, kind: 'gate', content: recoverWaitPage(await waitOf(reading, claiming)) }, { status });
  }
  async function showClaim(
    request: Request,
    reading: Reading,
    shown: { claiming: Claiming; problem: Refusal | undefined; status: number },
  ) {
    const { claimant } = shown.claiming;
    const { totp, codes } = offeredTo(reading, claimant);
    const uri = totpUri({ issuer: reading.settings.siteName, username: claimant.username, secret: totp });
    const content = claimPage({
      ...{ csrfToken: request.csrfToken, username: claimant.username, uri, secret: encodeBase32(totp), codes },
      ...{ offersPasskeys: offersPasskeys(reading.settings), problem: shown.problem },
    });
    return showPage(request, { title: 'Begin anew', content, hasErrors: shown.problem !== undefined }, { status: shown.status });
  }
  return show;
}

function askRoutes(show: Show): readonly Route[] {
  return [
    get(paths.recover(), { who: 'anyone', limit: 'page' }, (request, reading) => show(request, reading)),
    post(paths.recover(), { who: 'anyone', limit: 'sign-in', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          const form = { password: request.field('password'), recoveryCodeValue: request.field('recovery_code_value') };
          return redirect(paths.recover(), await askRecovery(world, request.visit, request.cookies.link, form));
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

/** Behind the link that an operator handed over. */
function takeRoutes(showPage: ShowPage): readonly Route[] {
  async function show(request: Request, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const started = await findLinkedStart(reading, request.cookies.link);
    const shown = { title: TITLE, kind: 'gate', hasErrors: problem !== undefined } as const;
    if (started === undefined)
      return showPage(request, { ...shown, content: recoverTakeOverPage() }, { status: status === 200 ? 410 : status });
    const view = { csrfToken: request.csrfToken, username: started.account.username, waitMs: await findWait(reading), problem };
    return showPage(request, { ...shown, content: recoverTakePage(view) }, { status });
  }
  return [
    get(paths.recoverStart(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading)),
    post(paths.recoverStart(), { who: 'anyone', limit: 'sign-in', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => redirect(paths.recover(), await takeStarted(world, request.visit, request.cookies.link)),
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

function claimRoutes(show: Show): readonly Route[] {
  return [
    post(paths.recoverOptions(), { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, async (request, world) => {
      const claiming = await findClaiming(world, request.cookies.claim);
      if (claiming?.recovery.state !== 'ready') return jsonAnswer('{}', { status: 410 });
      return jsonAnswer(JSON.stringify(await anewOptions(world, claiming.claimant)));
    }),
    post(paths.recoverClaim(), { who: 'anyone', limit: 'sign-in', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          await completeRecovery(world, request.visit, request.cookies.claim, {
            ...{ password: request.field('password'), confirmation: request.field('password_confirm') },
            ...{ credential: request.field('credential'), totpValue: request.field('totp_value') },
            recoveryCodeValue: request.field('recovery_code_value'),
          });
          return redirect(paths.recover());
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

async function waitOf(reading: Reading, { recovery, account, claimant }: Claiming) {
  const vouches = await listVouches(reading.read, recovery.id);
  const count = (as: string): number => vouches.filter(({ kind }) => kind === as).length;
  const { lived } = await findTime(reading);
  return {
    ...{ username: account.username, recovery, voice: voiceCode(reading.keys, claimant.secret, account.id) },
    vouched: { vouchers: count('voucher'), operators: count('operator') },
    waitMs: await findWait(reading),
    hoursLeft: Math.max(1, Math.ceil(((recovery.ripens_at_lived_ms ?? lived) - lived) / HOUR)),
  };
}
