import { findPolicies } from '../accounts/find-policies.ts';
import { findTime } from '../audit/note-time.ts';
import type { KeyId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { spanText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import { waitMs } from '../settings/policies.ts';
import { type Answer, jsonAnswer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { findTotpApps } from './check-totp-code.ts';
import type { FactorDoors } from './doors.ts';
import { newKeyOptions, proveKey } from './enrol-key.ts';
import { findKeys } from './find-keys.ts';
import { afterProof } from './go-on.ts';
import { findHeldFactor } from './held-factor.ts';
import { findLiveKeys } from './judge-assertion.ts';
import { addFactorPage, removeKeyPage, renameFactorPage } from './key-pages.ts';
import { offersPasskeys } from './relying-party.ts';
import { isShownByOld, keepKey, removeKey, renameKey } from './remove-key.ts';
import type { WebauthnKey } from './webauthn-key.ts';

type KeyDoors = FactorDoors & { readonly showPage: ShowPage };

/** Adding, renaming and removing passkeys and security keys. */
export function keyRoutes(doors: KeyDoors): readonly Route[] {
  return [...addRoutes(doors), ...renameRoutes(doors), ...removeRoutes(doors)];
}

function addRoutes(doors: KeyDoors): readonly Route[] {
  async function show(
    request: PageRequest<'member'>,
    reading: Reading,
    asked: { name: string; problem?: Refusal; status?: number },
  ): Promise<Answer> {
    const { caller, csrfToken } = request;
    const { name, problem, status = 200 } = asked;
    const held = await findHeldFactor(reading, caller);
    const content = addFactorPage({
      ...{ csrfToken, name, problem, offersPasskeys: offersPasskeys(reading.settings) },
      ...{ standsInsteadOfCodes: held?.factor.kind === 'key', isFirst: !caller.needsSecondFactor, isAsked: caller.owes === 'passkey' },
      replaces: caller.session.strength === 'R',
    });
    return doors.showPage(request, { title: 'Add a second factor', kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  }
  const rules = { who: 'member', fresh: 'factors', recovering: 'mailbox', settingUp: 'mailbox' } as const;
  return [
    get(paths.webauthnProvision(), { ...rules, limit: 'page' }, (request, reading) => show(request, reading, { name: '' })),
    post(paths.webauthnOptions(), { ...rules, limit: 'form', csrf: 'form' }, async (request, world) =>
      jsonAnswer(JSON.stringify(await newKeyOptions(world, request))),
    ),
    post(paths.webauthnProvision(), { ...rules, limit: 'form', csrf: 'form' }, (request, world) =>
      orFormAgain(
        async () => {
          const form = { credential: request.field('credential'), name: request.field('name') };
          const proven = await proveKey(world, doors, request, form);
          return redirect(afterProof(proven, 'passkey'), proven);
        },
        (problem, status) => show(request, world, { name: request.field('name'), problem, status }),
      ),
    ),
  ];
}

function renameRoutes(doors: KeyDoors): readonly Route[] {
  const path = '/manage/account/passkeys/:id/rename/';
  async function show(request: PageRequest<'member'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const { id, name } = await getKey(request, reading);
    const action = paths.key(id, 'rename');
    const content = renameFactorPage({ csrfToken: request.csrfToken, action, name, what: 'a passkey', problem });
    return doors.showPage(request, { title: 'Rename a passkey', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(path, { who: 'member', limit: 'page', fresh: 'action' }, (request, reading) => show(request, reading)),
    post(path, { who: 'member', limit: 'form', csrf: 'form', fresh: 'action' }, (request, world) =>
      orFormAgain(
        async () => {
          await renameKey(world, request, idOf(request), request.field('name'));
          return redirect(`${paths.account()}?done=factor-renamed#two-factor`);
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

function removeRoutes(doors: KeyDoors): readonly Route[] {
  const rules = { who: 'member', limit: 'form', csrf: 'form', fresh: 'factors' } as const;
  return [
    get('/manage/account/passkeys/:id/remove/', { who: 'member', limit: 'page', fresh: 'factors' }, async (request, reading) => {
      const { accountId } = request.caller;
      const key = await getKey(request, reading);
      const keys = await findLiveKeys(reading, accountId);
      const apps = await findTotpApps(reading, accountId);
      const { lived } = await findTime(reading);
      const content = removeKeyPage({
        ...{ csrfToken: request.csrfToken, key, goesNow: isShownByOld(request.caller, keys, lived) },
        isLast: keys.length === 1 && apps.length === 0,
        wait: spanText(waitMs(await findPolicies(reading))),
      });
      return doors.showPage(request, { title: 'Remove a passkey', content });
    }),
    post('/manage/account/passkeys/:id/remove/', rules, async (request, world) => {
      const removed = await removeKey(world, doors, request, idOf(request));
      if (removed.leaves === 'later') return redirect(`${paths.account()}?done=factor-leaves#two-factor`, removed);
      return redirect(`${paths.account()}?done=factor-removed#two-factor`, removed);
    }),
    post('/manage/account/passkeys/:id/keep/', rules, async (request, world) => {
      await keepKey(world, request, idOf(request));
      return redirect(`${paths.account()}?done=factor-kept#two-factor`);
    }),
  ];
}

function idOf({ params }: PageRequest): KeyId {
  return (params['id'] ?? '') as KeyId;
}

async function getKey(request: PageRequest<'member'>, reading: Reading): Promise<WebauthnKey> {
  const key = (await findKeys(reading, request.caller.accountId)).find(({ id }) => id === idOf(request));
  if (key === undefined) throw new Refusal('not-found', 'factor.no-such-key', 'This account has no such passkey.');
  return key;
}
