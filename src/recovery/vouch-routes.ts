import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, jsonAnswer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { findVouching } from './find-vouching.ts';
import { findRunning, objectTo, stopRecovery } from './stop-recovery.ts';
import { vouchFor, vouchOptions } from './vouch-for-recovery.ts';
import { objectionOverPage, objectionPage, vouchOverPage, vouchPage } from './vouch-pages.ts';

/** Vouching for somebody who lost everything, and the owner's ways to stop it. */
export function vouchRoutes(showPage: ShowPage): readonly Route[] {
  return [...wordRoutes(showPage), ...objectionRoutes(showPage)];
}

function wordRoutes(showPage: ShowPage): readonly Route[] {
  const path = '/account/vouch/:id/';
  const idOf = ({ params }: PageRequest): string => params['id'] ?? '';
  const whichOf = (request: PageRequest) => ({ id: idOf(request), isPractice: false });
  async function show(request: PageRequest<'publisher'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const vouching = await findVouching(reading, request.caller, whichOf(request));
    const isDone = request.query.get('done') === 'vouched' || vouching?.hasVouched === true;
    if (vouching === undefined || isDone) {
      const over = status === 200 && !isDone ? 410 : status;
      return showPage(request, { title: 'Vouch', kind: 'gate', content: vouchOverPage(isDone) }, { status: over });
    }
    const field = 'field' in request ? (request as FormRequest<'publisher'>).field : (): string => '';
    const typed = { voiceCode: field('voice_code'), reason: field('reason') };
    const content = vouchPage({ csrfToken: request.csrfToken, vouching, typed, problem });
    return showPage(
      request,
      { title: `Vouch for ${vouching.username}?`, kind: 'gate', content, hasErrors: problem !== undefined },
      { status },
    );
  }
  return [
    get(path, { who: 'publisher', limit: 'page' }, (request, reading) => show(request, reading)),
    post(`${path}options/`, { who: 'publisher', limit: 'form', csrf: 'form', fresh: 'none' }, async (request, world) =>
      jsonAnswer(JSON.stringify(await vouchOptions(world, request, whichOf(request)))),
    ),
    // No step-up: the passkey over the statement is one, and more.
    post(path, { who: 'publisher', limit: 'form', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          const form = { voiceCode: request.field('voice_code'), credential: request.field('credential'), reason: request.field('reason') };
          await vouchFor(world, request, whichOf(request), form);
          return redirect(`${paths.vouch(idOf(request))}?done=vouched`);
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

function objectionRoutes(showPage: ShowPage): readonly Route[] {
  async function show(request: PageRequest, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const asking = request as PageRequest<'anyone'>;
    const running = await findRunning(reading, asking);
    const done = request.query.get('done');
    const title = 'Was this you?';
    if (running === undefined || running.recoveries.length === 0 || done !== undefined) {
      const content = objectionOverPage(done === 'stopped' || done === 'objected' ? done : 'nothing');
      return showPage(request, { title, kind: 'gate', content }, { status });
    }
    const content = objectionPage({ csrfToken: request.csrfToken, running, problem });
    return showPage(request, { title, kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.objection(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading)),
    post(paths.objection(), { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          await objectTo(world, request);
          return redirect(`${paths.objection()}?done=objected`, { cookies: [{ name: 'link', value: undefined }] });
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
    post(paths.objectionStop(), { who: 'publisher', limit: 'form', csrf: 'form', fresh: 'factors' }, (request, world) =>
      orFormAgain(
        async () => {
          await stopRecovery(world, request);
          return redirect(`${paths.objection()}?done=stopped`);
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}
