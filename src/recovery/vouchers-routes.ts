import { findWait } from '../accounts/find-policies.ts';
import { findTime } from '../audit/note-time.ts';
import type { Refusal } from '../base/refusal.ts';
import { findLiveKeys } from '../factors/judge-assertion.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading, World } from '../world.ts';
import { acceptVouching, changeNeeded, nameVoucher, removeVoucher } from './name-voucher.ts';
import { findRule, listVouchers, listWards } from './store.ts';
import { isOwnVoucher, neededNow } from './voucher.ts';
import { vouchersPage } from './vouchers-pages.ts';

const RULES = { who: 'publisher', limit: 'form', csrf: 'form', fresh: 'factors' } as const;

type Request = PageRequest<'publisher'>;

/** Naming people who vouch, and being named. */
export function vouchersRoutes(showPage: ShowPage): readonly Route[] {
  async function show(request: Request, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const content = vouchersPage({ ...(await findVouching(request, reading)), typed: await typedIn(request, reading), problem });
    return showPage(request, { title: 'People who vouch for you', content, hasErrors: problem !== undefined }, { status });
  }
  function deed(done: string, work: (world: World, request: FormRequest<'publisher'>) => Promise<void>) {
    return (request: FormRequest<'publisher'>, world: World): Promise<Answer> =>
      orFormAgain(
        async () => {
          await work(world, request);
          return redirect(`${paths.vouchers()}?done=${done}`);
        },
        (problem, status) => show(request, world, problem, status),
      );
  }
  const idOf = ({ params }: Request): string => params['id'] ?? '';
  return [
    get(paths.vouchers(), { who: 'publisher', limit: 'page', fresh: 'factors' }, (request, reading) => show(request, reading)),
    post(
      paths.vouchers(),
      RULES,
      deed('named', (world, request) => nameVoucher(world, request, request.field('username'))),
    ),
    post(
      paths.vouchersNeeded(),
      RULES,
      deed('needed', (world, request) => changeNeeded(world, request, request.field('needed'))),
    ),
    post(
      '/manage/account/vouchers/:id/accept/',
      RULES,
      deed('accepted', (world, request) => acceptVouching(world, request, idOf(request))),
    ),
    post(
      '/manage/account/vouchers/:id/remove/',
      RULES,
      deed('removed', (world, request) => removeVoucher(world, request, idOf(request))),
    ),
  ];
}

async function findVouching(request: Request, reading: Reading) {
  const { accountId } = request.caller;
  const { lived } = await findTime(reading);
  const rule = await findRule(reading.read, accountId);
  const needed = neededNow(rule, lived);
  const isOwn = (row: Parameters<typeof isOwnVoucher>[1]): boolean => isOwnVoucher(reading.keys, row);
  return {
    ...{ csrfToken: request.csrfToken, lived, needed, done: request.query.get('done') },
    waitMs: await findWait(reading),
    named: (await listVouchers(reading.read, accountId)).filter(isOwn),
    wards: (await listWards(reading.read, accountId)).filter(isOwn),
    nextNeeded: rule?.next_needed != null && rule.next_needed !== needed ? rule.next_needed : null,
    hasPasskey: (await findLiveKeys(reading, accountId)).some((key) => key.verifiesPerson),
  };
}

async function typedIn(request: Request, reading: Reading): Promise<{ username: string; needed: string }> {
  const field = 'field' in request ? (request as FormRequest<'publisher'>).field : (): string => '';
  const { lived } = await findTime(reading);
  const needed = neededNow(await findRule(reading.read, request.caller.accountId), lived);
  return { username: field('username'), needed: field('needed') || String(needed) };
}
