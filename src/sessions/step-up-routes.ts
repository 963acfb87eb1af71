import { hasPassword } from '../accounts/has-password.ts';
import { Secret } from '../base/secret.ts';
import { findTotpApps } from '../factors/check-totp-code.ts';
import { isTotpClosed } from '../factors/find-demand.ts';
import { assertionOptions, findLiveKeys } from '../factors/judge-assertion.ts';
import { isPasskeysOnly } from '../factors/passkey-rule.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import { paths } from '../paths.ts';
import { type Answer, jsonAnswer, redirect } from '../web/answer.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import { safeNext } from '../web/safe-redirect.ts';
import type { Reading } from '../world.ts';
import { type Asked, refusedStatus, stepUpPage } from './pages.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import type { SessionDoors } from './sign-in-routes.ts';
import { type SteppedUp, stepUp, stepUpCeremony, stepUpWithKey } from './step-up.ts';

interface Shown {
  readonly next: string;
  readonly refused?: NotSignedIn;
  readonly refusedWhat?: Asked;
}

/** Confirming that it is still the person, before what changes who gets in. */
export function stepUpRoutes(doors: SessionDoors): readonly Route[] {
  const rules = { who: 'account', limit: 'form', csrf: 'form', fresh: 'none', settingUp: 'always' } as const;
  const show = (request: PageRequest<'account'>, reading: Reading, shown: Shown) => showStepUp(doors, request, reading, shown);
  return [
    get(paths.reauthenticate(), { who: 'account', limit: 'page', settingUp: 'always' }, async (request, reading) => {
      // A recovery code never steps up (B5): such a session signs in anew.
      if (request.caller.session.strength === 'R') return redirect(`${paths.account()}?needs=sign-in`);
      return show(request, reading, { next: safeNext(request.query.get('next')) });
    }),
    post(paths.reauthenticate(), rules, async (request, world) => {
      const next = safeNext(request.field('next'));
      const form = { password: new Secret(request.field('password')), totpValue: request.field('totp_value') };
      return answered(await stepUp(world, doors.renewSession, request, form), next, (refused) => show(request, world, { next, refused }));
    }),
    post(paths.reauthenticatePasskeyOptions(), rules, async (request, world) =>
      jsonAnswer(JSON.stringify(await assertionOptions(world, stepUpCeremony(request.caller), request.caller.accountId))),
    ),
    post(paths.reauthenticatePasskey(), rules, async (request, world) => {
      const next = safeNext(request.field('next'));
      const form = { credential: request.field('credential'), password: new Secret(request.field('password')) };
      const outcome = await stepUpWithKey(world, doors.renewSession, request, form);
      return answered(outcome, next, (refused) => show(request, world, { next, refused, refusedWhat: 'passkey' }));
    }),
  ];
}

async function answered(outcome: SteppedUp, next: string, again: (refused: NotSignedIn) => Promise<Answer>): Promise<Answer> {
  return outcome.result === 'stepped-up' ? redirect(next === '/' ? paths.account() : next, outcome) : again(outcome);
}

async function showStepUp(doors: SessionDoors, request: PageRequest<'account'>, reading: Reading, shown: Shown): Promise<Answer> {
  const { accountId, username, needsSecondFactor } = request.caller;
  const { refused } = shown;
  const keys = offersPasskeys(reading.settings) ? await findLiveKeys(reading, accountId) : [];
  const content = stepUpPage({
    csrfToken: request.csrfToken,
    now: reading.clock.now(),
    ...{ username, needsSecondFactor, hasKeys: keys.length > 0, keyNeedsPassword: keys.every((key) => !key.verifiesPerson) },
    hasPassword: (await hasPassword(reading.read, accountId)) && !(await isPasskeysOnly(reading, accountId)),
    hasApps: keys.length === 0 || ((await findTotpApps(reading, accountId)).length > 0 && !(await isTotpClosed(reading, accountId))),
    refused: undefined,
    ...shown,
  });
  return doors.showPage(
    request,
    { title: 'Confirm it is you', kind: 'gate', content, hasErrors: refused !== undefined },
    { status: refused === undefined ? 200 : refusedStatus(refused) },
  );
}
