import type { AppId } from '../base/brands.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { findTotpApps } from './check-totp-code.ts';
import type { FactorDoors } from './doors.ts';
import { renameFactorPage } from './key-pages.ts';
import { removePage } from './pages.ts';
import { NO_APP, removeTotp } from './remove-totp.ts';
import { renameTotp } from './rename-totp.ts';
import type { TotpApp } from './totp-app.ts';

type AppDoors = FactorDoors & { readonly showPage: ShowPage };

/** Renaming and removing authenticator apps. */
export function appRoutes(doors: AppDoors): readonly Route[] {
  return [...renameRoutes(doors), ...removeRoutes(doors)];
}

function renameRoutes(doors: AppDoors): readonly Route[] {
  const path = '/manage/account/totp/:id/rename/';
  async function show(request: PageRequest<'member'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const { id, name } = (await getApp(request, reading)).app;
    const content = renameFactorPage({ csrfToken: request.csrfToken, action: paths.totpRename(id), name, what: 'an app', problem });
    return doors.showPage(request, { title: 'Rename an app', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(path, { who: 'member', limit: 'page', fresh: 'action' }, (request, reading) => show(request, reading)),
    post(path, { who: 'member', limit: 'form', csrf: 'form', fresh: 'action' }, (request, world) =>
      orFormAgain(
        async () => {
          await renameTotp(world, request, idOf(request), request.field('name'));
          return redirect(`${paths.account()}?done=factor-renamed#two-factor`);
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

function removeRoutes(doors: AppDoors): readonly Route[] {
  const path = '/manage/account/totp/:id/remove/';
  return [
    get(path, { who: 'member', limit: 'page', fresh: 'factors' }, async (request, reading) => {
      const { app, isLast } = await getApp(request, reading);
      const content = removePage({ csrfToken: request.csrfToken, action: paths.totpRemove(app.id), name: app.name, isLast });
      return doors.showPage(request, { title: 'Remove an app', content });
    }),
    post(path, { who: 'member', limit: 'form', csrf: 'form', fresh: 'factors' }, async (request, world) => {
      const removed = await removeTotp(world, doors, request, idOf(request));
      return redirect(`${paths.account()}?done=factor-removed#two-factor`, removed);
    }),
  ];
}

function idOf({ params }: PageRequest): AppId {
  return (params['id'] ?? '') as AppId;
}

async function getApp(request: PageRequest<'member'>, reading: Reading): Promise<{ readonly app: TotpApp; readonly isLast: boolean }> {
  const apps = await findTotpApps(reading, request.caller.accountId);
  const app = apps.find(({ id }) => id === idOf(request));
  if (app === undefined) throw NO_APP;
  return { app, isLast: apps.length === 1 };
}
