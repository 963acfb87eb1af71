import type { StartSession } from '../accounts/doors.ts';
import { findAddresses } from '../accounts/find-addresses.ts';
import { readSignUp } from '../accounts/read-sign-up.ts';
import { registerPage, saidPage } from '../accounts/register-page.ts';
import type { SignUpForm } from '../accounts/sign-up.ts';
import { usernameKey } from '../accounts/username.ts';
import { act } from '../audit/act.ts';
import { OF_SITE, ofAccount } from '../audit/events/events.ts';
import { readEntries } from '../audit/read-entries.ts';
import type { TokenId } from '../base/brands.ts';
import { type Html, html } from '../base/html.ts';
import { Refusal } from '../base/refusal.ts';
import { findNames } from '../history/find-names.ts';
import { showEntry } from '../history/show-entry.ts';
import { historyByDay } from '../layout/history-entry.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { freezeAccount, unfreezeAccount } from '../recovery/freeze-account.ts';
import { makeResetLink } from '../recovery/make-reset-link.ts';
import { findTokens } from '../tokens/find-tokens.ts';
import { revokeToken } from '../tokens/revoke-token.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { byCaller } from '../web/by-caller.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading, World } from '../world.ts';
import { acceptInvitation, invite, isInvited } from './invite.ts';
import { adminPage, adminUserPage, invitePage } from './pages.ts';
import { isSetupOpen, setUp } from './set-up.ts';
import { findAccountByKey, listAccounts } from './store.ts';

interface AdminDoors {
  readonly showPage: ShowPage;
  readonly startSession: StartSession;
}

const EMPTY: SignUpForm = { username: '', name: '', email: '', password: '', passwordConfirm: '' };

/** The first operator, invitations, and the operators' pages. */
export function adminRoutes(doors: AdminDoors): readonly Route[] {
  return [...setupRoutes(doors), ...invitationRoutes(doors), ...operatorRoutes(doors.showPage), ...userRoutes(doors.showPage)];
}

function setupRoutes({ showPage, startSession }: AdminDoors): readonly Route[] {
  async function show(
    request: PageRequest<'anyone'>,
    reading: Reading,
    values: SignUpForm,
    problem?: Refusal,
    status = 200,
  ): Promise<Answer> {
    const title = 'Set up this index';
    if (!(await isSetupOpen(reading, request.cookies.link))) {
      const over = saidPage({
        heading: 'Nothing to set up',
        lead: 'The link is used up or older than an hour, or this index has an operator already.',
        button: { label: 'Sign in', href: paths.login() },
      });
      return showPage(request, { title, kind: 'gate', content: over }, { status: status === 200 ? 410 : status });
    }
    const view = {
      csrfToken: request.csrfToken,
      values,
      problem,
      lead: 'You are the first operator of this index. A second factor comes right after.',
      action: paths.setup(),
      button: 'Create the operator',
    };
    return showPage(request, { title, kind: 'gate', content: registerPage(view), hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.setup(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading, EMPTY)),
    post(paths.setup(), { who: 'anyone', limit: 'register', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () =>
          redirect(paths.totpProvision(), await setUp(world, startSession, request.visit, request.cookies.link, readSignUp(request))),
        (problem, status) => show(request, world, readSignUp(request), problem, status),
      ),
    ),
  ];
}

function invitationRoutes({ showPage, startSession }: AdminDoors): readonly Route[] {
  async function show(
    request: PageRequest<'anyone'>,
    reading: Reading,
    values: SignUpForm,
    problem?: Refusal,
    status = 200,
  ): Promise<Answer> {
    const title = 'You are invited';
    if (!(await isInvited(reading, request.cookies.link))) {
      const over = saidPage({
        heading: 'This invitation is over',
        lead: 'It is used up or older than seven days. Ask for a new one.',
        button: { label: 'Sign in', href: paths.login() },
      });
      return showPage(request, { title, kind: 'gate', content: over }, { status: status === 200 ? 410 : status });
    }
    const view = {
      csrfToken: request.csrfToken,
      values,
      problem,
      lead: 'An operator invites you to this index.',
      action: paths.invitation(),
      button: 'Create the account',
    };
    return showPage(request, { title, kind: 'gate', content: registerPage(view), hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.invitation(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading, EMPTY)),
    post(paths.invitation(), { who: 'anyone', limit: 'register', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        async () => {
          const accepted = await acceptInvitation(world, startSession, request.visit, request.cookies.link, readSignUp(request));
          return redirect(accepted.isBorn ? `${paths.account()}?done=welcome` : paths.pending(), accepted);
        },
        (problem, status) => show(request, world, readSignUp(request), problem, status),
      ),
    ),
  ];
}

function operatorRoutes(showPage: ShowPage): readonly Route[] {
  const showInvite = (request: PageRequest<'operator'>, link?: string, problem?: Refusal, status = 200): Answer =>
    showPage(request, { title: 'Invite somebody', content: invitePage({ csrfToken: request.csrfToken, link, problem }) }, { status });
  return [
    get(paths.admin(), { who: 'operator', limit: 'page' }, async (request, reading) => {
      const accounts = await listAccounts(reading.read);
      const content = adminPage({ accounts, events: await recentEvents(reading), mailIsOff: reading.mailMode === 'off' });
      return showPage(request, { title: 'Operators', content });
    }),
    get(paths.adminInvite(), { who: 'operator', limit: 'page', fresh: 'action' }, async (request) => showInvite(request)),
    post(paths.adminInvite(), { who: 'operator', limit: 'form', csrf: 'form', fresh: 'action' }, (request, world) =>
      orFormAgain(
        async () => {
          const link = await invite(world, byCaller(request.caller, request.visit, 'operator'), request.field('email'));
          return showInvite(request, `${world.settings.url}${paths.invitation()}?token=${link.reveal()}`);
        },
        (problem, status) => showInvite(request, undefined, problem, status),
      ),
    ),
  ];
}

async function recentEvents(reading: Reading): Promise<Html> {
  const { entries } = await readEntries(reading, { limit: 50 });
  const reader = { accountId: undefined, names: await findNames(reading.read, entries) };
  return html`${historyByDay(
    entries.map((entry) => showEntry(entry, reader)),
    3,
  )}`;
}

function userRoutes(showPage: ShowPage): readonly Route[] {
  const rules = { who: 'operator', limit: 'form', csrf: 'form', fresh: 'action' } as const;
  return [
    // Addresses are personal: looking at them is written before they are shown, so this is asked for by a form.
    get('/admin/users/:username/', { who: 'operator', limit: 'page' }, (request, reading) => showUser(showPage, request, reading, {})),
    post('/admin/users/:username/freeze/', rules, (request, world) =>
      onUser(showPage, request, world, async (id, reason) =>
        freezeAccount(world, byCaller(request.caller, request.visit, 'operator'), id, { by: 'operator', reason }),
      ),
    ),
    post('/admin/users/:username/unfreeze/', rules, (request, world) =>
      onUser(showPage, request, world, async (id, reason) =>
        unfreezeAccount(world, byCaller(request.caller, request.visit, 'operator'), id, reason),
      ),
    ),
    post('/admin/users/:username/reset-link/', rules, async (request, world) => {
      const account = await accountOf(request, world);
      const link = await makeResetLink(world, byCaller(request.caller, request.visit, 'operator'), account.id, reasonOf(request));
      return showUser(showPage, request, world, { link: `${world.settings.url}${paths.resetPassword()}?token=${link.reveal()}` });
    }),
    post('/admin/users/:username/addresses/', rules, async (request, world) => {
      const account = await accountOf(request, world);
      await act(world, byCaller(request.caller, request.visit, 'operator'), [], async () => ({
        result: undefined,
        events: [
          {
            kind: 'site.personal-data-seen',
            subjects: [OF_SITE, ofAccount(account.id)],
            details: { what: 'account', account: account.id },
          },
        ],
      }));
      const addresses = (await findAddresses(world, world.read, account.id)).map(({ address }) => address);
      return showUser(showPage, request, world, { addresses });
    }),
    post('/admin/tokens/:id/revoke/', rules, async (request, world) => {
      await revokeToken(world, request.visit, request.caller, { id: (request.params['id'] ?? '') as TokenId, reason: reasonOf(request) });
      return redirect(paths.adminUser(request.field('username')));
    }),
  ];
}

async function onUser(
  showPage: ShowPage,
  request: FormRequest<'operator'>,
  world: World,
  deed: (id: Awaited<ReturnType<typeof accountOf>>['id'], reason: string) => Promise<void>,
): Promise<Answer> {
  const account = await accountOf(request, world);
  return orFormAgain(
    async () => {
      await deed(account.id, reasonOf(request));
      return redirect(paths.adminUser(account.username));
    },
    (problem) => showUser(showPage, request, world, { problem }),
  );
}

function reasonOf(request: FormRequest): string {
  const reason = request.field('reason').trim().slice(0, 200);
  if (reason === '')
    throw new Refusal('invalid', 'admin.no-reason', 'Give a reason: it goes into the account’s history.', { field: 'reason' });
  return reason;
}

async function accountOf(request: PageRequest, reading: Pick<Reading, 'read'>) {
  const account = await findAccountByKey(reading.read, usernameKey(request.params['username'] ?? ''));
  if (account === undefined) throw new Refusal('not-found', 'admin.no-account', 'There is no such account.');
  return account;
}

async function showUser(
  showPage: ShowPage,
  request: PageRequest<'operator'>,
  reading: Reading,
  more: { link?: string; addresses?: readonly string[]; problem?: Refusal },
): Promise<Answer> {
  const account = await accountOf(request, reading);
  const tokens = await findTokens(reading, account.id);
  const content = adminUserPage({
    ...{ csrfToken: request.csrfToken, username: account.username, isFrozen: account.frozen_at !== null, addresses: more.addresses ?? [] },
    ...{
      tokens: tokens.map((token) => ({ id: token.id, description: token.description, madeAt: token.madeAt })),
      link: more.link,
      problem: more.problem,
    },
  });
  return showPage(request, { title: account.username, content });
}
