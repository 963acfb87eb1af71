import type { Refusal } from '../base/refusal.ts';
import { Secret } from '../base/secret.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading, World } from '../world.ts';
import { confirmAddress, findAddressOfLink } from './change-addresses.ts';
import { confirmRegistration, dropRegistration, findRegistrationOfLink } from './confirm-registration.ts';
import type { StartSession } from './doors.ts';
import { confirmAddressPage, confirmRegistrationPage } from './pages.ts';
import { saidPage } from './register-page.ts';

interface VerifyDoors {
  readonly showPage: ShowPage;
  readonly startSession: StartSession;
}

const LINK_OVER = 'This link is used up or older than a day.';

/** The page behind a mailed link: confirms a registration, or an address of an account. */
export function verifyRoutes(doors: VerifyDoors): readonly Route[] {
  const { showPage } = doors;
  return [
    get(paths.verifyEmail(), { who: 'anyone', limit: 'page', link: true }, (request, reading) => showVerify(showPage, request, reading)),
    post(paths.verifyEmail(), { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        () => verify(doors, request, world),
        (problem, status) => showVerify(showPage, request, world, { problem, status }),
      ),
    ),
  ];
}

async function verify({ showPage, startSession }: VerifyDoors, request: FormRequest<'anyone'>, world: World): Promise<Answer> {
  const { caller, cookies, visit } = request;
  if (request.field('deed') === 'not-me') {
    await dropRegistration(world, visit, cookies.link);
    return showPage(request, {
      title: 'Deleted',
      kind: 'gate',
      content: saidPage({
        heading: 'The registration is deleted',
        lead: 'Your address is not in use here. You need not do anything else.',
        button: { label: 'To the front page', href: paths.front() },
      }),
    });
  }
  // What the link is for decides, not who is signed in: somebody may register a second account in the same browser.
  const isRegistration = (await findRegistrationOfLink(world, cookies.link)) !== undefined;
  // A session that a recovery code opened changes nothing (B8).
  if (caller.kind === 'account' && !isRegistration && caller.session.strength === 'R') return redirect(`${paths.account()}?needs=sign-in`);
  if (caller.kind === 'account' && !isRegistration) {
    await confirmAddress(world, visit, caller, cookies.link);
    return redirect(`${paths.account()}?done=address-confirmed#account-emails`, { cookies: [{ name: 'link', value: undefined }] });
  }
  const pendingId = caller.kind === 'pending' ? caller.registrationId : undefined;
  const confirmed = await confirmRegistration(world, startSession, visit, {
    link: cookies.link,
    pendingId,
    password: new Secret(request.field('password')),
  });
  return redirect(confirmed.hasPassword ? `${paths.account()}?done=welcome` : paths.webauthnProvision(), confirmed);
}

interface Refused {
  readonly problem?: Refusal;
  readonly status?: number;
}

async function showVerify(
  showPage: ShowPage,
  request: PageRequest<'anyone'>,
  reading: Reading,
  { problem, status = 200 }: Refused = {},
): Promise<Answer> {
  const { caller } = request;
  const title = 'Confirm your mail address';
  const registration = await findRegistrationOfLink(reading, request.cookies.link);
  if (registration !== undefined) {
    const asksPassword = !(caller.kind === 'pending' && caller.registrationId === registration.id);
    const content = confirmRegistrationPage({ csrfToken: request.csrfToken, registration, asksPassword, problem });
    return showPage(request, { title, kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  }
  const address = caller.kind === 'account' ? await findAddressOfLink(reading, caller, request.cookies.link) : undefined;
  if (caller.kind === 'account' && address !== undefined) {
    const content = confirmAddressPage({ csrfToken: request.csrfToken, username: caller.username, address, problem });
    return showPage(request, { title, kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  }
  // A link for an address of an account needs that account's session: sign in, and the cookie brings the link back here.
  const button =
    caller.kind === 'account'
      ? { label: 'To your account', href: paths.account('account-emails') }
      : { label: 'Sign in', href: paths.login(paths.verifyEmail()) };
  const lead = caller.kind === 'account' ? LINK_OVER : `${LINK_OVER} Or it is for an address of your account: then sign in first.`;
  return showPage(request, { title, kind: 'gate', content: saidPage({ heading: 'Nothing to confirm here', lead, button }) }, { status });
}
