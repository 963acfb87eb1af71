import type { EmailId } from '../base/brands.ts';
import type { Html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { hasAddressAsHost } from '../settings/has-address-as-host.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { accountPage } from './account-page.ts';
import { addAddress, changePrimary, removeAddress, resendAddressLink } from './change-addresses.ts';
import { changePassword } from './change-password.ts';
import { changeName, findProfile } from './change-profile.ts';
import { findRegistrationView, resendConfirmation } from './confirm-registration.ts';
import type { FindAccountSection, RenewSession, StartSession, SuspendRecentTokens } from './doors.ts';
import { findPolicies } from './find-policies.ts';
import { hasPassword } from './has-password.ts';
import { addAddressPage, namePage, passwordPage, pendingPage } from './pages.ts';
import { readSignUp } from './read-sign-up.ts';
import { registerPage, saidPage } from './register-page.ts';
import { type SignUpForm, signUp } from './sign-up.ts';
import { verifyRoutes } from './verify-routes.ts';

export interface AccountDoors {
  readonly showPage: ShowPage;
  readonly startSession: StartSession;
  readonly renewSession: RenewSession;
  readonly suspendRecentTokens: SuspendRecentTokens;
  /** The parts of the account page, in order. */
  readonly sections: readonly FindAccountSection[];
}

const EMPTY_FORM: SignUpForm = { username: '', name: '', email: '', password: '', passwordConfirm: '' };

/** Why a form comes back. */
interface Refused {
  readonly problem?: Refusal;
  readonly status?: number;
}

/** Registration, addresses, name and password. */
export function accountRoutes(doors: AccountDoors): readonly Route[] {
  return [
    ...registrationRoutes(doors),
    ...verifyRoutes(doors),
    ...settingsRoutes(doors),
    ...passwordRoutes(doors),
    ...addressRoutes(doors),
  ];
}

function registrationRoutes({ showPage }: AccountDoors): readonly Route[] {
  async function show(
    request: PageRequest<'anyone'>,
    reading: Reading,
    values: SignUpForm,
    { problem, status = 200 }: Refused = {},
  ): Promise<Answer> {
    const registration = reading.mailMode === 'off' ? 'without-mail' : (await findPolicies(reading)).registration;
    if (registration !== 'open') return showPage(request, { title: 'Create an account', kind: 'gate', content: closedPage(registration) });
    const view = {
      csrfToken: request.csrfToken,
      values,
      problem,
      offersPasskey: !hasAddressAsHost(reading.settings.url),
      lead: 'One account for everything you publish and look after here.',
      action: paths.register(),
      button: 'Create the account',
    };
    return showPage(
      request,
      { title: 'Create an account', kind: 'gate', content: registerPage(view), hasErrors: problem !== undefined },
      { status },
    );
  }
  return [
    get(paths.register(), { who: 'anyone', limit: 'page' }, async (request, reading) =>
      request.caller.kind === 'account' ? redirect(paths.account()) : show(request, reading, EMPTY_FORM),
    ),
    post(paths.register(), { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, async (request, world) => {
      const isWithoutPassword = request.field('way') === 'passkey' && !hasAddressAsHost(world.settings.url);
      const values = { ...readSignUp(request), isWithoutPassword };
      return orFormAgain(
        async () => redirect(paths.pending(), await signUp(world, request.visit, values)),
        (problem, status) => show(request, world, values, { problem, status }),
      );
    }),
    get(paths.pending(), { who: 'pending', limit: 'page' }, async (request, reading) => showPending(showPage, request, reading)),
    post(paths.pending(), { who: 'pending', limit: 'mail', csrf: 'form', fresh: 'none' }, async (request, world) =>
      orFormAgain(
        async () => {
          await resendConfirmation(world, request.visit, request.caller);
          return redirect(`${paths.pending()}?done=sent`);
        },
        (problem, status) => showPending(showPage, request, world, { problem, status }),
      ),
    ),
  ];
}

const CLOSED = {
  invite: 'This index takes people by invitation. Ask one of its operators for a link.',
  closed: 'This index takes no new accounts.',
  'without-mail': 'This index sends no mail, so it cannot confirm your address. Ask one of its operators for an invitation.',
} as const;

function closedPage(why: keyof typeof CLOSED): ReturnType<typeof saidPage> {
  return saidPage({ heading: 'Create an account', lead: CLOSED[why], button: { label: 'Sign in instead', href: paths.login() } });
}

async function showPending(
  showPage: ShowPage,
  request: PageRequest<'pending'>,
  reading: Reading,
  { problem, status = 200 }: Refused = {},
): Promise<Answer> {
  const registration = await findRegistrationView(reading, request.caller.registrationId);
  if (registration === undefined) return redirect(paths.register());
  const content = pendingPage({ csrfToken: request.csrfToken, registration, isSentAgain: request.query.get('done') === 'sent', problem });
  return showPage(request, { title: 'Look into your mailbox', kind: 'gate', content }, { status });
}

function settingsRoutes({ showPage, sections }: AccountDoors): readonly Route[] {
  return [
    get('/manage/account/', { who: 'account', limit: 'page' }, async (request, reading) => {
      const found = [];
      for (const section of sections) found.push(await section(request, reading));
      return showPage(
        request,
        accountPage({
          ...{ sections: found, caller: request.caller, mailIsOff: reading.mailMode === 'off' },
          ...{ done: request.query.get('done'), needs: request.query.get('needs') },
        }),
      );
    }),
    get(paths.accountName(), { who: 'account', limit: 'page', fresh: 'action' }, async (request, reading) => {
      const { name } = await findProfile(reading, request.caller);
      return showPage(request, {
        title: 'Change your name',
        content: namePage({ csrfToken: request.csrfToken, name, problem: undefined }),
      });
    }),
    post(paths.accountName(), { who: 'account', limit: 'form', csrf: 'form', fresh: 'action' }, (request, world) =>
      orFormAgain(
        async () => {
          await changeName(world, request.visit, request.caller, request.field('name'));
          return redirect(`${paths.account()}?done=name-changed`);
        },
        (problem, status) =>
          showPage(
            request,
            {
              title: 'Change your name',
              hasErrors: true,
              content: namePage({ csrfToken: request.csrfToken, name: request.field('name'), problem }),
            },
            { status },
          ),
      ),
    ),
  ];
}

function passwordRoutes({ showPage, renewSession, suspendRecentTokens }: AccountDoors): readonly Route[] {
  async function show(request: PageRequest<'account'>, reading: Reading, problem?: Refusal, status = 200): Promise<Answer> {
    const { accountId, username } = request.caller;
    const isFirst = !(await hasPassword(reading.read, accountId));
    const content = passwordPage({ csrfToken: request.csrfToken, username, isFirst, problem, mailIsOff: reading.mailMode === 'off' });
    const title = isFirst ? 'Set a password' : 'Change your password';
    return showPage(request, { title, content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(paths.accountPassword(), { who: 'account', limit: 'page', fresh: 'factors' }, (request, reading) => show(request, reading)),
    post(paths.accountPassword(), { who: 'account', limit: 'sign-in', csrf: 'form', fresh: 'factors' }, (request, world) =>
      orFormAgain(
        async () => {
          const fields = {
            current: new Secret(request.field('password_current')),
            password: request.field('password'),
            confirmation: request.field('password_confirm'),
            doubtsTokens: request.field('suspend_tokens') === 'yes',
          };
          const changed = await changePassword({ world, renewSession, suspendRecentTokens }, request.visit, request.caller, fields);
          return redirect(`${paths.account()}?done=password-changed`, changed);
        },
        (problem, status) => show(request, world, problem, status),
      ),
    ),
  ];
}

function addressRoutes({ showPage }: AccountDoors): readonly Route[] {
  const rules = { who: 'account', limit: 'form', csrf: 'form', fresh: 'factors' } as const;
  const title = 'Add a mail address';
  const page = (request: PageRequest, { mailMode }: Reading, problem: Refusal | undefined, value = ''): Html =>
    addAddressPage({ csrfToken: request.csrfToken, value, problem, mailIsOff: mailMode === 'off' });
  return [
    get(paths.accountEmails(), { who: 'account', limit: 'page', fresh: 'factors' }, async (request, reading) =>
      showPage(request, { title, content: page(request, reading, undefined) }),
    ),
    post(paths.accountEmails(), rules, (request, world) =>
      orFormAgain(
        async () => {
          await addAddress(world, request.visit, request.caller, request.field('email'));
          return redirect(`${paths.account()}?done=address-added#account-emails`);
        },
        (problem, status) =>
          showPage(request, { title, hasErrors: true, content: page(request, world, problem, request.field('email')) }, { status }),
      ),
    ),
    post('/manage/account/emails/:id/send-again/', { ...rules, limit: 'mail', fresh: 'action' }, async (request, world) => {
      await resendAddressLink(world, request.visit, request.caller, idOf(request));
      return redirect(`${paths.account()}?done=link-sent#account-emails`);
    }),
    post('/manage/account/emails/:id/make-primary/', rules, async (request, world) => {
      await changePrimary(world, request.visit, request.caller, idOf(request));
      return redirect(`${paths.account()}?done=primary-changed#account-emails`);
    }),
    post('/manage/account/emails/:id/remove/', rules, async (request, world) => {
      await removeAddress(world, request.visit, request.caller, idOf(request));
      return redirect(`${paths.account()}?done=address-removed#account-emails`);
    }),
  ];
}

function idOf(request: PageRequest): EmailId {
  return (request.params['id'] ?? '') as EmailId;
}
