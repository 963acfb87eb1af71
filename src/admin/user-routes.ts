import { type AccountAddress, findAddresses } from '../accounts/find-addresses.ts';
import { usernameKey } from '../accounts/username.ts';
import { vouchForAddress } from '../accounts/vouch-for-address.ts';
import type { EmailId, TokenId } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { readReason } from '../layout/reason.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { freezeAccount } from '../recovery/freeze-account.ts';
import { findClosingOf, holdErasure } from '../recovery/hold-erasure.ts';
import { unfreezeAccount } from '../recovery/lift-freeze.ts';
import { makeResetLink } from '../recovery/make-reset-link.ts';
import { startRecovery } from '../recovery/start-recovery.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import { findTokens } from '../tokens/find-tokens.ts';
import { revokeToken } from '../tokens/revoke-token.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { byCaller } from '../web/by-caller.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading, World } from '../world.ts';
import { recordLook } from './record-look.ts';
import { findAccountByKey } from './store.ts';
import { userPage } from './user-page.ts';

const RULES = { who: 'operator', limit: 'form', csrf: 'form', fresh: 'action' } as const;

/** One account as operators see it. */
export function userRoutes(showPage: ShowPage): readonly Route[] {
  return [
    get('/admin/users/:username/', { who: 'operator', limit: 'page' }, (request, reading) =>
      showUser(showPage, request, reading, { username: nameOf(request), done: request.query.get('done') }),
    ),
    ...freezeRoutes(showPage),
    ...holdRoutes(showPage),
    ...addressRoutes(showPage),
    post('/admin/users/:username/reset-link/', RULES, (request, world) =>
      onUser(showPage, request, world, async (account, reason) => {
        if (world.mailMode === 'smtp') throw mailWorks();
        const link = await makeResetLink(world, byCaller(request.caller, request.visit, 'operator'), account.id, reason);
        const whole = `${world.settings.url}${paths.resetPassword()}?token=${link.reveal()}`;
        return showUser(showPage, request, world, { username: account.username, link: whole });
      }),
    ),
    post('/admin/users/:username/start-recovery/', RULES, (request, world) =>
      onUser(showPage, request, world, async (account, reason) => {
        const link = await startRecovery(world, byCaller(request.caller, request.visit, 'operator'), account.id, reason);
        const recoveryLink = `${world.settings.url}${paths.recoverStart()}?token=${link.reveal()}`;
        return showUser(showPage, request, world, { username: account.username, recoveryLink });
      }),
    ),
    post('/admin/tokens/:id/revoke/', RULES, (request, world) =>
      onUser(showPage, request, world, async (account, reason) => {
        await revokeToken(world, request.visit, request.caller, { id: (request.params['id'] ?? '') as TokenId, reason });
        return redirect(`${paths.adminUser(account.username)}?done=token-revoked`);
      }),
    ),
  ];
}

function freezeRoutes(showPage: ShowPage): readonly Route[] {
  return [
    post('/admin/users/:username/freeze/', RULES, (request, world) =>
      onUser(showPage, request, world, async (account, reason) => {
        await freezeAccount(world, byCaller(request.caller, request.visit, 'operator'), account.id, { by: 'operator', reason });
        return redirect(`${paths.adminUser(account.username)}?done=frozen`);
      }),
    ),
    post('/admin/users/:username/unfreeze/', RULES, (request, world) =>
      onUser(showPage, request, world, async (account, reason) => {
        await unfreezeAccount(world, byCaller(request.caller, request.visit, 'operator'), account.id, reason);
        return redirect(`${paths.adminUser(account.username)}?done=unfrozen`);
      }),
    ),
  ];
}

/** The erasure of an account that is being closed waits, where two operators say so. */
function holdRoutes(showPage: ShowPage): readonly Route[] {
  return [
    post('/admin/users/:username/hold-erasure/', RULES, (request, world) =>
      onUser(showPage, request, world, async (account, reason) => {
        await holdErasure(world, request, account.id, reason);
        return redirect(`${paths.adminUser(account.username)}?done=erasure-held`);
      }),
    ),
  ];
}

function addressRoutes(showPage: ShowPage): readonly Route[] {
  return [
    // Addresses are personal: that an operator looked is written before they are shown, so this is asked for by a form (law 9).
    post('/admin/users/:username/addresses/', RULES, async (request, world) => {
      const account = await getAccount(world, nameOf(request));
      await recordLook(world, byCaller(request.caller, request.visit, 'operator'), account.id);
      const addresses = await findAddresses(world, world.read, account.id);
      return showUser(showPage, request, world, { username: account.username, addresses });
    }),
    post('/admin/users/:username/addresses/:id/vouch/', RULES, (request, world) =>
      onUser(showPage, request, world, async (account, reason) => {
        const emailId = (request.params['id'] ?? '') as EmailId;
        await vouchForAddress(world, request.visit, request.caller, { accountId: account.id, emailId, reason });
        return redirect(`${paths.adminUser(account.username)}?done=address-vouched`);
      }),
    ),
  ];
}

function mailWorks(): Refusal {
  return new Refusal('conflict', 'admin.mail-works', 'This index sends mail: its owner has a link sent, from the sign-in page.');
}

/** Does something to the account with a reason; what is refused stands on its page. */
async function onUser(
  showPage: ShowPage,
  request: FormRequest<'operator'>,
  world: World,
  deed: (account: AccountsTable, reason: string) => Promise<Answer>,
): Promise<Answer> {
  const account = await getAccount(world, nameOf(request) || request.field('username'));
  return orFormAgain(
    async () => deed(account, readReason(request)),
    (problem, status) =>
      showUser(showPage, request, world, { username: account.username, problem, typed: request.field('reason'), status }),
  );
}

function nameOf(request: PageRequest): string {
  return request.params['username'] ?? '';
}

async function getAccount({ read }: Pick<Reading, 'read'>, username: string): Promise<AccountsTable> {
  const account = await findAccountByKey(read, usernameKey(username));
  if (account === undefined) throw new Refusal('not-found', 'admin.no-account', 'There is no such account.');
  return account;
}

interface Shown {
  readonly username: string;
  readonly done?: string | undefined;
  readonly link?: string;
  readonly recoveryLink?: string;
  readonly addresses?: readonly AccountAddress[];
  readonly problem?: Refusal;
  /** The reason that was typed into the form of the problem. */
  readonly typed?: string;
  readonly status?: number;
}

async function showUser(showPage: ShowPage, request: PageRequest<'operator'>, reading: Reading, shown: Shown): Promise<Answer> {
  const account = await getAccount(reading, shown.username);
  const { link, recoveryLink, addresses, done, problem, typed = '', status = 200 } = shown;
  const tokens = await findTokens(reading, account.id);
  const content = userPage({
    ...{
      csrfToken: request.csrfToken,
      username: account.username,
      hasFactor: account.needs_second_factor_at !== null,
      frozenBy: account.frozen_by,
      mailMode: reading.mailMode,
    },
    ...{ tokens, link, recoveryLink, addresses, done, closing: await findClosingOf(reading, account.id) },
    problem: problem && { message: problem.message, field: problem.field, action: request.path, reason: typed },
  });
  return showPage(request, { title: account.username, content, hasErrors: problem !== undefined }, { status });
}
