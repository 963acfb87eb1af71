import type { StartSession } from '../accounts/doors.ts';
import { readSignUp } from '../accounts/read-sign-up.ts';
import { registerPage, saidPage } from '../accounts/register-page.ts';
import type { SignUpForm } from '../accounts/sign-up.ts';
import type { Html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { orFormAgain } from '../web/or-form-again.ts';
import { type FormRequest, get, type PageRequest, post, type Route } from '../web/route.ts';
import type { Reading, World } from '../world.ts';
import { acceptInvitation, findInvitation } from './invite.ts';
import { rulesPicks } from './rules-picks.ts';
import { isSetupOpen, setUp } from './set-up.ts';

interface ArrivalDoors {
  readonly showPage: ShowPage;
  readonly startSession: StartSession;
}

/** A link by which somebody without an account comes in, and the form behind it. */
interface ArrivalForm {
  readonly path: string;
  readonly title: string;
  readonly lead: string;
  readonly button: string;
  /** Whether whoever comes in needs no link in a mail. */
  readonly isVouched: (reading: Reading) => boolean;
  /** There is no account yet that one could sign in to. */
  readonly isFirst?: boolean;
  readonly over: { readonly heading: string; readonly lead: string };
  /** What the empty form begins with; undefined when the link is over. */
  readonly find: (request: PageRequest<'anyone'>, reading: Reading) => Promise<{ readonly email: string } | undefined>;
  readonly accept: (request: FormRequest<'anyone'>, world: World) => Promise<Answer>;
  /** What is asked beside the account; `typed` is what was chosen before. */
  readonly ask?: (reading: Reading, typed: string) => Html | undefined;
}

const EMPTY: SignUpForm = { username: '', name: '', email: '', password: '', passwordConfirm: '' };

/** The pages behind the set-up link and behind an invitation. */
export function arrivalRoutes({ showPage, startSession }: ArrivalDoors): readonly Route[] {
  return [...formRoutes(showPage, setupForm(startSession)), ...formRoutes(showPage, invitationForm(startSession))];
}

function setupForm(startSession: StartSession): ArrivalForm {
  return {
    path: paths.setup(),
    title: 'Set up this index',
    lead: 'You are the first operator of this index. A second factor comes right after.',
    button: 'Create the operator',
    isVouched: () => true,
    isFirst: true,
    over: {
      heading: 'Nothing to set up',
      lead: 'The link is used up or older than an hour, or this index has an operator already.',
    },
    find: async ({ cookies }, reading) => ((await isSetupOpen(reading, cookies.link)) ? { email: '' } : undefined),
    accept: async (request, world) => {
      const answers = { ...readSignUp(request), uploadRules: request.field('upload_rules') };
      return redirect(paths.totpProvision(), await setUp({ world, startSession }, request.visit, request.cookies.link, answers));
    },
    ask: ({ settings }, typed) => (settings.pinned.uploadRules === undefined ? rulesPicks(typed) : undefined),
  };
}

function invitationForm(startSession: StartSession): ArrivalForm {
  return {
    path: paths.invitation(),
    title: 'You are invited',
    lead: 'An operator invites you to this index.',
    button: 'Create the account',
    // Where no mail goes out the inviting operator answers for the address.
    isVouched: ({ mailMode }) => mailMode === 'off',
    over: { heading: 'This invitation is over', lead: 'It is used up or older than seven days. Ask for a new one.' },
    async find({ cookies }, reading) {
      const invitation = await findInvitation(reading, cookies.link);
      return invitation && { email: invitation.address ?? '' };
    },
    async accept(request, world) {
      const accepted = await acceptInvitation({ world, startSession }, request.visit, request.cookies.link, readSignUp(request));
      return redirect(accepted.isBorn ? `${paths.account()}?done=welcome` : paths.pending(), accepted);
    },
  };
}

function formRoutes(
  showPage: ShowPage,
  { path, title, lead, button, isVouched, isFirst, over, find, accept, ask }: ArrivalForm,
): readonly Route[] {
  async function show(
    request: PageRequest<'anyone'>,
    reading: Reading,
    filled?: { readonly values: SignUpForm; readonly problem: Refusal; readonly status: number; readonly rules: string },
  ): Promise<Answer> {
    const found = await find(request, reading);
    if (found === undefined) {
      const content = saidPage({ ...over, button: { label: 'Sign in', href: paths.login() } });
      return showPage(request, { title, kind: 'gate', content }, { status: filled?.status ?? 410 });
    }
    const { values = { ...EMPTY, ...found }, problem, status = 200 } = filled ?? {};
    const content = registerPage({
      csrfToken: request.csrfToken,
      values,
      problem,
      lead,
      action: path,
      button,
      isVouched: isVouched(reading),
      isFirst,
      more: ask?.(reading, filled?.rules ?? ''),
    });
    return showPage(request, { title, kind: 'gate', content, hasErrors: problem !== undefined }, { status });
  }
  return [
    get(path, { who: 'anyone', limit: 'page', link: true }, (request, reading) => show(request, reading)),
    post(path, { who: 'anyone', limit: 'register', csrf: 'form', fresh: 'none' }, (request, world) =>
      orFormAgain(
        () => accept(request, world),
        (problem, status) => show(request, world, { values: readSignUp(request), problem, status, rules: request.field('upload_rules') }),
      ),
    ),
  ];
}
