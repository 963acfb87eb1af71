import type { AppId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { encodeBase32 } from '../protocols/base32.ts';
import { totpUri } from '../protocols/totp.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { findTotpApps } from './check-totp-code.ts';
import type { FactorDoors } from './doors.ts';
import { confirmCodes, findEnrolmentCodes, proveTotp } from './enrol-totp.ts';
import { codesPage, provisionPage, removePage } from './pages.ts';
import { removeTotp } from './remove-totp.ts';
import { proposedCodes, replaceCodes } from './replace-codes.ts';
import { shownSecret } from './shown-secret.ts';

/** Setting up and removing authenticator apps, recovery codes. */
export function factorRoutes(doors: FactorDoors & { readonly showPage: ShowPage }): readonly Route[] {
  return [...provisionRoutes(doors), ...codesRoutes(doors), ...removeRoutes(doors)];
}

function provisionRoutes(doors: FactorDoors & { readonly showPage: ShowPage }): readonly Route[] {
  function show(request: PageRequest<'member'>, reading: Reading, name: string, problem?: Refusal, status = 200): Answer {
    const secret = shownSecret(reading, request.caller);
    const uri = totpUri({ issuer: reading.settings.siteName, username: request.caller.username, secret });
    const content = provisionPage({ csrfToken: request.csrfToken, uri, secret: encodeBase32(secret), name, problem });
    return doors.showPage(request, { title: 'Add an authenticator app', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.totpProvision(), { who: 'member', limit: 'page', fresh: 'factors' }, async (request, reading) => show(request, reading, '')),
    post(paths.totpProvision(), { who: 'member', limit: 'form', csrf: 'form', fresh: 'factors' }, (request, world) =>
      orFormAgain(
        async () => {
          const proven = await proveTotp(world, doors, request, {
            code: request.field('totp_value'),
            name: request.field('name'),
          });
          return redirect(proven.next === 'codes' ? paths.recoveryCodes() : `${paths.account()}?done=factor-added#two-factor`, proven);
        },
        (problem, status) => show(request, world, request.field('name'), problem, status),
      ),
    ),
  ];
}

function codesRoutes(doors: FactorDoors & { readonly showPage: ShowPage }): readonly Route[] {
  async function show(request: PageRequest<'member'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const { caller } = request;
    const enrolling = await findEnrolmentCodes(reading, caller);
    if (enrolling === undefined && !caller.hasSecondFactor) return redirect(paths.totpProvision());
    const codes = enrolling ?? (await proposedCodes(reading, caller));
    const content = codesPage({
      ...{ csrfToken: request.csrfToken, codes, kind: enrolling === undefined ? 'replace' : 'first', problem },
      ...{ siteUrl: reading.settings.url, username: caller.username, now: reading.clock.now() },
    });
    return doors.showPage(request, { title: 'Your recovery codes', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.recoveryCodes(), { who: 'member', limit: 'page', fresh: 'factors' }, (request, reading) => show(request, reading)),
    post(paths.recoveryCodes(), { who: 'member', limit: 'form', csrf: 'form', fresh: 'factors' }, (request, world) =>
      orFormAgain(
        async () => {
          const typed = request.field('recovery_code_value');
          if ((await findEnrolmentCodes(world, request.caller)) !== undefined) {
            return redirect(`${paths.account()}?done=factor-added#two-factor`, await confirmCodes(world, doors, request, typed));
          }
          return redirect(`${paths.account()}?done=codes-replaced#two-factor`, await replaceCodes(world, doors, request, typed));
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

function removeRoutes(doors: FactorDoors & { readonly showPage: ShowPage }): readonly Route[] {
  return [
    get('/manage/account/totp/:id/remove/', { who: 'member', limit: 'page', fresh: 'factors' }, async (request, reading) => {
      const apps = await findTotpApps(reading, request.caller.accountId);
      const app = apps.find((candidate) => candidate.id === request.params['id']);
      if (app === undefined) throw new Refusal('not-found', 'factor.no-such-app', 'This account has no such authenticator app.');
      const content = removePage({
        csrfToken: request.csrfToken,
        action: paths.totpRemove(app.id),
        name: app.name,
        isLast: apps.length === 1,
      });
      return doors.showPage(request, { title: 'Remove an app', content });
    }),
    post('/manage/account/totp/:id/remove/', { who: 'member', limit: 'form', csrf: 'form', fresh: 'factors' }, async (request, world) => {
      const removed = await removeTotp(world, doors, request, (request.params['id'] ?? '') as AppId);
      return redirect(`${paths.account()}?done=factor-removed#two-factor`, removed);
    }),
  ];
}
