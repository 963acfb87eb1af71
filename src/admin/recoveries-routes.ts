import { readReason } from '../layout/reason.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { findOpenRecoveries } from '../recovery/find-open-recoveries.ts';
import { withdrawRecovery } from '../recovery/withdraw-recovery.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { type RecoveriesView, recoveriesPage } from './recoveries-page.ts';

/** Every open recovery, and the brake on each. Agreeing has a page of its own, with the passkey over the statement. */
export function recoveriesRoutes(showPage: ShowPage): readonly Route[] {
  async function show(
    request: PageRequest<'operator'>,
    reading: Reading,
    problem?: RecoveriesView['problem'],
    status = 200,
  ): Promise<Answer> {
    const open = await findOpenRecoveries(reading, request.caller);
    const content = recoveriesPage({ ...open, csrfToken: request.csrfToken, done: request.query.get('done'), problem });
    return showPage(request, { title: 'Recoveries', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.adminRecoveries(), { who: 'operator', limit: 'page' }, (request, reading) => show(request, reading)),
    post('/admin/recoveries/:id/stop/', { who: 'operator', limit: 'form', csrf: 'form', fresh: 'action' }, (request, world) => {
      const id = request.params['id'] ?? '';
      return orFormAgain(
        async () => {
          await withdrawRecovery(world, request, { id, reason: readReason(request) });
          return redirect(`${paths.adminRecoveries()}?done=stopped`);
        },
        ({ message, field }, status) => show(request, world, { id, message, field, reason: request.field('reason') }, status),
      );
    }),
  ];
}
