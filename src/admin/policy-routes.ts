import { findPolicies } from '../accounts/find-policies.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { decidePolicy, withdrawPolicy } from './decide-policy.ts';
import { type PolicyView, policyPage } from './policy-page.ts';
import { readReason } from './reason.ts';
import { listPendingPolicies } from './store.ts';

const RULES = { who: 'operator', limit: 'form', csrf: 'form', fresh: 'action' } as const;

/** The policies of the site: looking, changing, withdrawing. */
export function policyRoutes(showPage: ShowPage): readonly Route[] {
  async function show(
    request: PageRequest<'operator'>,
    reading: Reading,
    more: Partial<Pick<PolicyView, 'done' | 'problem'>>,
    status = 200,
  ): Promise<Answer> {
    const content = policyPage({
      ...{ csrfToken: request.csrfToken, policies: await findPolicies(reading), pinned: reading.settings.pinned },
      ...{ pending: await listPendingPolicies(reading.read), done: undefined, problem: undefined, ...more },
    });
    return showPage(request, { title: 'Policies', content, hasErrors: more.problem !== undefined }, { status });
  }
  const nameOf = (request: PageRequest): string => request.params['name'] ?? '';
  return [
    get(paths.adminPolicies(), { who: 'operator', limit: 'page' }, (request, reading) =>
      show(request, reading, { done: request.query.get('done') }),
    ),
    post('/admin/policies/:name/', RULES, (request, world) =>
      orFormAgain(
        async () => {
          const decision = { name: nameOf(request), value: request.field('value'), reason: readReason(request) };
          const decided = await decidePolicy(world, request.visit, request.caller, decision);
          return redirect(decided === 'changed' ? `${paths.adminPolicies()}?done=changed` : `${paths.adminPolicies()}?done=waits`);
        },
        (refusal, status) => show(request, world, { problem: { policy: nameOf(request), refusal } }, status),
      ),
    ),
    post('/admin/policies/:name/withdraw/', RULES, (request, world) =>
      orFormAgain(
        async () => {
          await withdrawPolicy(world, request.visit, request.caller, { name: nameOf(request), reason: readReason(request) });
          return redirect(`${paths.adminPolicies()}?done=withdrawn`);
        },
        (refusal, status) => show(request, world, { problem: { policy: nameOf(request), refusal } }, status),
      ),
    ),
  ];
}
