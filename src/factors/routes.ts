import type { AppId } from '../base/brands.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { encodeBase32 } from '../protocols/base32.ts';
import { totpUri } from '../protocols/totp.ts';
import { type Answer, redirect } from '../web/answer.ts';
import type { AccountCaller } from '../web/caller.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import { safeNext } from '../web/safe-redirect.ts';
import type { Reading, World } from '../world.ts';
import { appRoutes } from './app-routes.ts';
import { findTotpApps } from './check-totp-code.ts';
import { type CodesPlace, codesFile } from './codes-file.ts';
import type { FactorDoors } from './doors.ts';
import { confirmCodes } from './enrol-factor.ts';
import { proveTotp } from './enrol-totp.ts';
import { afterProof } from './go-on.ts';
import { findHeldFactor } from './held-factor.ts';
import { keyRoutes } from './key-routes.ts';
import { findOwedCodes, keepOwedCodes } from './owed-codes.ts';
import { type CodesView, codesPage, owedCodesPage, provisionPage } from './pages.ts';
import { passkeysOnlyRoutes } from './passkeys-only-routes.ts';
import { countCodesLeft } from './recovery-codes.ts';
import { proposedCodes, replaceCodes } from './replace-codes.ts';
import { shownSecret } from './shown-secret.ts';

/** Setting up and removing authenticator apps, recovery codes. */
export function factorRoutes(doors: FactorDoors & { readonly showPage: ShowPage }): readonly Route[] {
  return [
    ...keyRoutes(doors),
    ...passkeysOnlyRoutes(doors),
    ...provisionRoutes(doors),
    ...codesRoutes(doors),
    ...owedRoutes(doors),
    ...appRoutes(doors),
  ];
}

interface ShownProvision {
  readonly name: string;
  /** Empty for none. */
  readonly replaces: string;
  readonly problem?: Refusal;
  readonly status?: number;
}

function provisionRoutes(doors: FactorDoors & { readonly showPage: ShowPage }): readonly Route[] {
  async function show(request: PageRequest<'member'>, reading: Reading, form: ShownProvision): Promise<Answer> {
    const { name, problem, status = 200 } = form;
    const apps = form.replaces === '' ? [] : await findTotpApps(reading, request.caller.accountId);
    const replacedApp = apps.find((app) => app.id === form.replaces);
    const secret = shownSecret(reading, request.caller);
    const uri = totpUri({ issuer: reading.settings.siteName, username: request.caller.username, secret });
    const replaces = request.caller.session.strength === 'R';
    const shown = { uri, secret: encodeBase32(secret), name, replaces, replacedApp, problem };
    const content = provisionPage({ csrfToken: request.csrfToken, ...shown });
    return doors.showPage(request, { title: 'Add an authenticator app', content, hasErrors: problem !== undefined }, { status });
  }
  async function prove(request: FormRequest<'member'>, world: World): Promise<Answer> {
    const replaced = request.field('replaces');
    const replaces = replaced === '' ? undefined : (replaced as AppId);
    const form = { code: request.field('totp_value'), name: request.field('name'), replaces };
    const proven = await proveTotp(world, doors, request, form);
    return redirect(afterProof(proven, 'app'), proven);
  }
  const rules = { who: 'member', fresh: 'factors', recovering: 'mailbox', settingUp: 'mailbox' } as const;
  return [
    get(paths.totpProvision(), { ...rules, limit: 'page' }, (request, reading) =>
      show(request, reading, { name: '', replaces: request.query.get('replaces') ?? '' }),
    ),
    post(paths.totpProvision(), { ...rules, limit: 'form', csrf: 'form' }, (request, world) =>
      orFormAgain(
        () => prove(request, world),
        (problem, status) => show(request, world, { name: request.field('name'), replaces: request.field('replaces'), problem, status }),
      ),
    ),
  ];
}

function codesRoutes(doors: FactorDoors & { readonly showPage: ShowPage }): readonly Route[] {
  async function show(request: PageRequest<'member'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const shown = await findShownCodes(reading, request.caller);
    if (shown === undefined) return redirect(paths.totpProvision());
    const content = codesPage({ csrfToken: request.csrfToken, ...shown, ...placeOf(request, reading), problem });
    return doors.showPage(request, { title: 'Your recovery codes', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.recoveryCodes(), { who: 'member', limit: 'page', fresh: 'factors', settingUp: 'mailbox' }, (request, reading) =>
      show(request, reading),
    ),
    get(paths.recoveryCodesFile(), { who: 'member', limit: 'page', fresh: 'factors', settingUp: 'mailbox' }, async (request, reading) => {
      const shown = await findShownCodes(reading, request.caller);
      return shown === undefined ? redirect(paths.totpProvision()) : codesFile(placeOf(request, reading), shown.codes);
    }),
    post(paths.recoveryCodes(), { who: 'member', limit: 'form', csrf: 'form', fresh: 'factors', settingUp: 'mailbox' }, (request, world) =>
      orFormAgain(
        async () => {
          const typed = request.field('recovery_code_value');
          if ((await findHeldFactor(world, request.caller)) !== undefined) {
            return redirect(`${paths.account()}?done=factor-added#two-factor`, await confirmCodes(world, doors, request, typed));
          }
          return redirect(`${paths.account()}?done=codes-replaced#two-factor`, await replaceCodes(world, doors, request, typed));
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

/** The codes that come with the first factor, or in place of older ones; undefined where there is no factor that they could stand in for. */
async function findShownCodes(reading: Reading, caller: AccountCaller): Promise<Pick<CodesView, 'codes' | 'kind'> | undefined> {
  const enrolling = await findHeldFactor(reading, caller);
  if (enrolling !== undefined) return { codes: enrolling.codes, kind: 'first' };
  return caller.hasSecondFactor ? { codes: await proposedCodes(reading, caller), kind: 'replace' } : undefined;
}

function placeOf({ caller }: PageRequest<'member'>, { settings, clock }: Reading): CodesPlace {
  return { siteUrl: settings.url, username: caller.username, now: clock.now() };
}

function owedRoutes(doors: { readonly showPage: ShowPage }): readonly Route[] {
  async function show(
    request: PageRequest<'member'>,
    reading: Reading,
    asked: { next: string; problem?: Refusal; status?: number },
  ): Promise<Answer> {
    const { caller, csrfToken } = request;
    const { problem, status = 200 } = asked;
    const next = backTo(asked.next);
    const owed = caller.hasSecondFactor ? await findOwedCodes(reading, caller) : undefined;
    // After a restore nobody knows which codes were used: all are replaced (H8).
    if ((await countCodesLeft(reading, caller.accountId))?.isSuspended) return redirect(paths.recoveryCodes());
    if (owed === undefined) return redirect(next);
    const content = owedCodesPage({ csrfToken, codes: owed.codes, next, problem });
    return doors.showPage(request, { title: 'New recovery codes', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.owedCodes(), { who: 'member', limit: 'page', fresh: 'factors' }, (request, reading) =>
      show(request, reading, { next: request.query.get('next') ?? '' }),
    ),
    get(paths.owedCodesFile(), { who: 'member', limit: 'page', fresh: 'factors' }, async (request, reading) => {
      const owed = request.caller.hasSecondFactor ? await findOwedCodes(reading, request.caller) : undefined;
      return owed === undefined ? redirect(paths.account()) : codesFile(placeOf(request, reading), owed.codes);
    }),
    post(paths.owedCodes(), { who: 'member', limit: 'form', csrf: 'form', fresh: 'factors' }, (request, world) => {
      const next = request.field('next');
      return orFormAgain(
        async () => {
          await keepOwedCodes(world, request);
          return redirect(backTo(next));
        },
        (problem, status) => show(request, world, { next, problem, status }),
      );
    }),
  ];
}

function backTo(next: string): string {
  const safe = safeNext(next);
  return safe === '/' ? paths.account() : safe;
}
