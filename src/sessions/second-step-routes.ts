import { findTotpApps } from '../factors/check-totp-code.ts';
import { isTotpClosed } from '../factors/find-demand.ts';
import { assertionOptions, findLiveKeys } from '../factors/judge-assertion.ts';
import { offersPasskeys } from '../factors/relying-party.ts';
import { paths } from '../paths.ts';
import { type Answer, jsonAnswer, redirect } from '../web/answer.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import type { FinishedSignIn } from './complete-sign-in.ts';
import type { ConfirmedSignIn } from './confirm-sign-in.ts';
import { finishWithKey, finishWithRecoveryCode, finishWithTotp, secondStepCeremony } from './finish-sign-in.ts';
import { type Asked, recoveryCodePage, refusedStatus, secondStepPage } from './pages.ts';
import type { NotSignedIn } from './refused-sign-in.ts';
import type { SessionDoors } from './sign-in-routes.ts';

/** The second step: a passkey or key, a code of an app, or a recovery code. */
export function secondStepRoutes(doors: SessionDoors): readonly Route[] {
  const rules = { who: 'half', limit: 'sign-in', csrf: 'form', fresh: 'none' } as const;
  const passkeyRules = { ...rules, limit: 'form' } as const;
  async function show(
    request: PageRequest<'half'>,
    reading: Reading,
    shown: { readonly refused?: NotSignedIn; readonly refusedWhat?: Asked } = {},
  ): Promise<Answer> {
    const { accountId } = request.caller;
    const hasKeys = offersPasskeys(reading.settings) && (await findLiveKeys(reading, accountId)).length > 0;
    const hasApps = !hasKeys || ((await findTotpApps(reading, accountId)).length > 0 && !(await isTotpClosed(reading, accountId)));
    const view = { csrfToken: request.csrfToken, now: reading.clock.now(), refused: undefined, hasKeys, hasApps };
    return gatePage(doors, request, 'Your second factor', { content: secondStepPage({ ...view, ...shown }), refused: shown.refused });
  }
  async function showCodes(request: PageRequest<'half'>, reading: Reading, refused?: NotSignedIn): Promise<Answer> {
    const content = recoveryCodePage({ csrfToken: request.csrfToken, refused, now: reading.clock.now() });
    return gatePage(doors, request, 'A recovery code', { content, refused });
  }
  return [
    get(paths.secondStep(), { who: 'half', limit: 'page' }, (request, reading) => show(request, reading)),
    post(paths.secondStep(), rules, async (request, world) => {
      const outcome = await finishWithTotp(world, doors, request, request.field('totp_value'));
      return finished(outcome, (refused) => show(request, world, { refused }));
    }),
    post(paths.secondStepPasskeyOptions(), passkeyRules, async (request, world) =>
      jsonAnswer(JSON.stringify(await assertionOptions(world, secondStepCeremony(request.caller), request.caller.accountId))),
    ),
    post(paths.secondStepPasskey(), passkeyRules, async (request, world) => {
      const outcome = await finishWithKey(world, doors, request, request.field('credential'));
      return finished(outcome, (refused) => show(request, world, { refused, refusedWhat: 'passkey' }));
    }),
    get(paths.recoveryCode(), { who: 'half', limit: 'page' }, (request, reading) => showCodes(request, reading)),
    post(paths.recoveryCode(), rules, async (request, world) => {
      const outcome = await finishWithRecoveryCode(world, doors, request, request.field('recovery_code_value'));
      return finished(outcome, (refused) => showCodes(request, world, refused));
    }),
  ];
}

function gatePage(
  doors: SessionDoors,
  request: PageRequest<'half'>,
  title: string,
  { content, refused }: { readonly content: ReturnType<typeof secondStepPage>; readonly refused: NotSignedIn | undefined },
): Answer {
  return doors.showPage(
    request,
    { title, kind: 'gate', content, hasErrors: refused !== undefined },
    { status: refused === undefined ? 200 : refusedStatus(refused) },
  );
}

async function finished(outcome: FinishedSignIn, again: (refused: NotSignedIn) => Promise<Answer>): Promise<Answer> {
  if (outcome.result === 'start-again') return redirect(paths.login(), { cookies: [{ name: 'half', value: undefined }] });
  if (outcome.result === 'held') return redirect(paths.waitForMailbox(), outcome);
  if (outcome.result !== 'signed-in') return again(outcome);
  return signedInAnswer(outcome);
}

/** To where the sign-in was going; first to the recovery codes that are owed. */
export function signedInAnswer(outcome: ConfirmedSignIn): Answer {
  const next = outcome.nextPath === '/' ? paths.account() : outcome.nextPath;
  return redirect(outcome.owedCodes > 0 ? paths.owedCodes(next) : next, outcome);
}
