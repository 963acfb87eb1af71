import { findKeptOut, findStandings } from '../access/find-standings.ts';
import { findComingPolicies, findPolicies } from '../accounts/find-policies.ts';
import { Refusal } from '../base/refusal.ts';
import { readReason } from '../layout/reason.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { byCaller } from '../web/by-caller.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading, World } from '../world.ts';
import { type Decided, decidePolicy, withdrawPolicy } from './decide-policy.ts';
import { beginsOnADay, choicesOf, parseDay, parsePolicyName } from './policy.ts';
import { type PolicyProblem, type PolicyView, policyPage } from './policy-page.ts';
import { type PreviewView, previewPage } from './preview-page.ts';
import { recordLook } from './record-look.ts';
import { listPendingPolicies } from './store.ts';

const RULES = { who: 'operator', limit: 'form', csrf: 'form', fresh: 'action' } as const;

const DONE: Readonly<Record<Decided, string>> = {
  changed: `${paths.adminPolicies()}?done=changed`,
  comes: `${paths.adminPolicies()}?done=comes`,
  waits: `${paths.adminPolicies()}?done=waits`,
};

/** @throws Refusal `admin.no-policy`, `admin.bad-policy`, `admin.bad-day` */
async function findPreview(request: FormRequest<'operator'>, world: World): Promise<PreviewView> {
  const name = parsePolicyName(request.params['name'] ?? '');
  if (name === undefined || !beginsOnADay(name)) throw new Refusal('not-found', 'admin.no-policy', 'There is no such policy.');
  const [value, day] = [request.field('value'), request.field('from')];
  if (!choicesOf(name).includes(value)) throw new Refusal('invalid', 'admin.bad-policy', 'Choose one of the values.', { field: 'value' });
  const from = parseDay(day, world.clock.now());
  const standings = await findStandings(world);
  const keptOut = findKeptOut(standings, { ...(await findPolicies(world)), [name]: value });
  return { csrfToken: request.csrfToken, name, value, day, from, keptOut, accounts: standings.length };
}

type Show = (
  request: PageRequest<'operator'>,
  reading: Reading,
  more: Partial<Pick<PolicyView, 'done' | 'problem'>>,
  status?: number,
) => Promise<Answer>;

/** The policies of the site: looking, trying out, changing, withdrawing. */
export function policyRoutes(showPage: ShowPage): readonly Route[] {
  const show: Show = async (request, reading, more, status = 200) => {
    const content = policyPage({
      ...{ csrfToken: request.csrfToken, policies: await findPolicies(reading), pinned: reading.settings.pinned },
      ...{ pending: await listPendingPolicies(reading.read), coming: await findComingPolicies(reading) },
      ...{ done: undefined, problem: undefined, ...more },
    });
    return showPage(request, { title: 'Policies', content, hasErrors: more.problem !== undefined }, { status });
  };
  return [
    get(paths.adminPolicies(), { who: 'operator', limit: 'page' }, (request, reading) =>
      show(request, reading, { done: request.query.get('done') }),
    ),
    ...changeRoutes(showPage, show),
    post('/admin/policies/:name/withdraw/', RULES, (request, world) =>
      orFormAgain(
        async () => {
          await withdrawPolicy(world, request.visit, request.caller, { name: nameOf(request), reason: readReason(request) });
          return redirect(`${paths.adminPolicies()}?done=withdrawn`);
        },
        (refusal, status) => show(request, world, { problem: problemOf(request, refusal) }, status),
      ),
    ),
  ];
}

function changeRoutes(showPage: ShowPage, show: Show): readonly Route[] {
  async function preview(request: FormRequest<'operator'>, world: World, problem?: Refusal, status = 200): Promise<Answer> {
    const view = await findPreview(request, world);
    await recordLook(world, byCaller(request.caller, request.visit, 'operator'), 'factors');
    const page = {
      title: 'Whom it keeps out',
      content: previewPage({ ...view, problem, reason: request.field('reason') }),
      hasErrors: problem !== undefined,
    };
    return showPage(request, page, { status });
  }
  return [
    post('/admin/policies/:name/preview/', RULES, (request, world) =>
      orFormAgain(
        () => preview(request, world),
        (refusal, status) => show(request, world, { problem: problemOf(request, refusal) }, status),
      ),
    ),
    post('/admin/policies/:name/', RULES, (request, world) =>
      orFormAgain(
        async () => {
          const from = parseDay(request.field('from'), world.clock.now());
          const decision = { name: nameOf(request), value: request.field('value'), from, reason: readReason(request) };
          const decided = await decidePolicy(world, request.visit, request.caller, decision);
          return redirect(DONE[decided]);
        },
        (refusal, status) =>
          isPreviewed(request, refusal)
            ? preview(request, world, refusal, status)
            : show(request, world, { problem: problemOf(request, refusal) }, status),
      ),
    ),
  ];
}

function nameOf(request: PageRequest): string {
  return request.params['name'] ?? '';
}

function problemOf(request: FormRequest<'operator'>, refusal: Refusal): PolicyProblem {
  const typed = { value: request.field('value'), from: request.field('from'), reason: request.field('reason') };
  return { policy: nameOf(request), refusal, typed };
}

/** The form stands on the page of the dry run, and what it tries out is possible at all. */
function isPreviewed(request: FormRequest<'operator'>, { code }: Refusal): boolean {
  const name = parsePolicyName(nameOf(request));
  return name !== undefined && beginsOnADay(name) && code !== 'admin.bad-policy' && code !== 'admin.bad-day';
}
