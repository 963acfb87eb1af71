import { findWait } from '../accounts/find-policies.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import { type Answer, jsonAnswer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { endPractice } from './end-practice.ts';
import { findVouching } from './find-vouching.ts';
import { PRACTICE_BAND, practiceOverPage, practicePage, practiceVouchPage, type Run } from './practice-pages.ts';
import { findPractice, listUndelivered } from './practice-store.ts';
import { practiceCode } from './recovery.ts';
import { findCounting, startPractice } from './start-practice.ts';
import { listVouches } from './store.ts';
import { vouchFor, vouchOptions } from './vouch-for-recovery.ts';

type Request = PageRequest<'publisher'>;

/** A recovery rehearsed (C5): for the owner and for who vouches, on pages of their own. */
export function practiceRoutes(showPage: ShowPage): readonly Route[] {
  return [...ownerRoutes(showPage), ...wordRoutes(showPage)];
}

function ownerRoutes(showPage: ShowPage): readonly Route[] {
  async function show(request: Request, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const { caller, csrfToken } = request;
    const practice = await findPractice(reading.read, caller.accountId);
    const run = practice && (await findRun(reading, practice));
    const counting = (await findCounting(reading, caller.accountId)).length;
    const content = practicePage({ csrfToken, run, counting, waitMs: await findWait(reading), problem });
    const shown = { title: 'Practice', content, bands: [PRACTICE_BAND], hasErrors: problem !== undefined };
    return showPage(request, shown, { status });
  }
  return [
    get(paths.practice(), { who: 'publisher', limit: 'page' }, (request, reading) => show(request, reading)),
    post(paths.practice(), { who: 'publisher', limit: 'form', csrf: 'form', fresh: 'factors' }, (request, world) =>
      orFormAgain(
        async () => {
          await startPractice(world, request);
          return redirect(paths.practice());
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
    // No step-up: it only ends what opens nothing.
    post(paths.practiceEnd(), { who: 'publisher', limit: 'form', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          await endPractice(world, request);
          return redirect(`${paths.practice()}?done=ended`);
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

/** How far a practice run has come: who counts now, and who vouched in it. */
async function findRun(reading: Reading, practice: RecoveriesTable): Promise<Run> {
  const { id, account_id, state, asked_at, needed } = practice;
  const vouches = await listVouches(reading.read, id);
  const counting = await findCounting(reading, account_id);
  const waiting = await listUndelivered(
    reading.read,
    'practice-vouch',
    counting.map(({ voucher_id }) => voucher_id),
  );
  const own = await listUndelivered(reading.read, 'practice-begun', [account_id]);
  const sent = own.size > 0 ? 'waits' : 'delivered';
  const people = counting.map(({ username, voucher_id }) => ({
    username,
    vouchedAt: vouches.find((vouch) => vouch.account_id === voucher_id)?.made_at,
    isMailWaiting: waiting.has(voucher_id),
  }));
  return {
    ...{ state: state === 'requested' ? 'running' : 'over', begunAt: asked_at, needed, people, vouched: vouches.length },
    ...{ code: practiceCode(reading.keys, practice), url: `${reading.settings.url}${paths.practiceVouch(id)}` },
    ownMail: reading.mailMode === 'off' ? 'off' : sent,
  };
}

function wordRoutes(showPage: ShowPage): readonly Route[] {
  const path = '/account/practice/:id/';
  const whichOf = ({ params }: PageRequest) => ({ id: params['id'] ?? '', isPractice: true });
  async function show(request: Request, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const vouching = await findVouching(reading, request.caller, whichOf(request));
    const isDone = request.query.get('done') === 'vouched' || vouching?.hasVouched === true;
    const shown = { title: 'Practice', kind: 'gate', bands: [PRACTICE_BAND] } as const;
    if (vouching === undefined || isDone) {
      const over = status === 200 && !isDone ? 410 : status;
      return showPage(request, { ...shown, content: practiceOverPage(isDone) }, { status: over });
    }
    const typed = 'field' in request ? (request as FormRequest<'publisher'>).field('voice_code') : '';
    const content = practiceVouchPage({ csrfToken: request.csrfToken, vouching, typed, problem });
    return showPage(request, { ...shown, content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(path, { who: 'publisher', limit: 'page' }, (request, reading) => show(request, reading)),
    post(`${path}options/`, { who: 'publisher', limit: 'form', csrf: 'form', fresh: 'none' }, async (request, world) =>
      jsonAnswer(JSON.stringify(await vouchOptions(world, request, whichOf(request)))),
    ),
    // No step-up: the passkey over the statement is one, and nothing hangs on it.
    post(path, { who: 'publisher', limit: 'form', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          const form = { voiceCode: request.field('voice_code'), credential: request.field('credential'), reason: '' };
          await vouchFor(world, request, whichOf(request), form);
          return redirect(`${paths.practiceVouch(request.params['id'] ?? '')}?done=vouched`);
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}
