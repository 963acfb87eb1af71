import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading, World } from '../world.ts';
import type { FactorDoors } from './doors.ts';
import { passkeysOnlyPage } from './key-pages.ts';
import { findPasskeysOnly } from './passkey-rule.ts';
import { findReliablePasskeys, keepPasskeysOnly, startPasskeysOnly, stopPasskeysOnly } from './passkeys-only.ts';

/** The switch of an account that nothing but its passkeys shall open (B14). */
export function passkeysOnlyRoutes(doors: FactorDoors & { readonly showPage: ShowPage }): readonly Route[] {
  async function show(request: PageRequest<'member'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const is = await findPasskeysOnly(reading, request.caller.accountId);
    const reliable = (await findReliablePasskeys(reading, request.caller)).length;
    const content = passkeysOnlyPage({ csrfToken: request.csrfToken, is, reliable, problem });
    return doors.showPage(request, { title: 'Passkeys only', content, hasErrors: problem !== undefined }, { status });
  }
  async function settle(request: FormRequest<'member'>, world: World): Promise<Answer> {
    const deed = request.field('deed');
    if (deed === 'on') return redirect(`${paths.account()}?done=passkeys-only#two-factor`, await startPasskeysOnly(world, doors, request));
    if (deed === 'off') {
      await stopPasskeysOnly(world, request);
      return redirect(`${paths.account()}?done=passkeys-only-leaves#two-factor`);
    }
    await keepPasskeysOnly(world, request);
    return redirect(`${paths.account()}?done=passkeys-only-kept#two-factor`);
  }
  return [
    get(paths.passkeysOnly(), { who: 'member', limit: 'page', fresh: 'factors' }, (request, reading) => show(request, reading)),
    post(paths.passkeysOnly(), { who: 'member', limit: 'form', csrf: 'form', fresh: 'factors' }, (request, world) =>
      orFormAgain(
        () => settle(request, world),
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}
