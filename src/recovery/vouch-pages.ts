import { type Html, html } from '../base/html.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { textField } from '../layout/fields.ts';
import { buttonForm, form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { passkeyForm } from '../layout/passkey-form.ts';
import { type Problem, problemNotices } from '../layout/problem.ts';
import { reasonField } from '../layout/reason.ts';
import { timeText, waitText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { Vouching } from './find-vouching.ts';
import type { Running } from './stop-recovery.ts';

/** What a person vouches for: in words, with the code that she heard and her passkey over it. */
export function vouchPage(view: {
  csrfToken: string;
  vouching: Vouching;
  typed: { voiceCode: string; reason: string };
  problem: Problem;
}): Html {
  const { csrfToken, vouching, typed, problem } = view;
  const { username, recovery, statement } = vouching;
  const field = textField({
    ...{
      name: 'voice_code',
      label: 'The code that you heard',
      value: typed.voiceCode,
      autocomplete: 'off',
      isIdentifier: true,
      maxLength: 40,
    },
    ...{ hint: 'Eight letters and digits, by voice only', error: problem?.field === 'voice_code' ? problem.message : undefined },
  });
  const why = reasonField({ error: problem?.field === 'reason' ? problem.message : undefined, value: typed.reason });
  const says =
    statement.as === 'operator'
      ? 'You confirm as an operator that you have spoken with the owner of the account and have no doubt who it is. Two operators have to; you alone open nothing.'
      : `You confirm that you have spoken with ${username} yourself, knew the voice, and heard the code from it.`;
  return gate({
    heading: `Vouch for ${username}?`,
    lead: html`Somebody asks for the account <strong class="mono">${username}</strong> since ${timeText(recovery.asked_at)}, and says to have lost everything.`,
    notices: problemNotices(problem),
    slip: {
      what: html`<p>${says}</p><p>Call ${username}, by a number that you had before. Never take the code from a mail or message. This is no practice: with enough words the account is handed over.</p>`,
      how: passkeyForm({
        ...{ ceremony: 'get', action: paths.vouch(recovery.id), options: paths.vouchOptions(recovery.id), csrfToken },
        ...{ content: html`${field}${statement.as === 'operator' && why}`, button: { label: 'Vouch with my passkey' } },
      }),
      next: linkButton({ label: 'No, I do not', href: paths.account(), kind: 'link' }),
    },
    notes: [
      {
        heading: 'What happens then',
        text: `When enough people have vouched ${waitText(statement.waitMs)} pass, and every address of the account is told. Any older factor of the account stops it.`,
      },
    ],
  });
}

export function vouchOverPage(hasVouched: boolean): Html {
  return gate({
    heading: hasVouched ? 'You have vouched' : 'Nothing to vouch for',
    lead: hasVouched ? 'Your word counts. You can close this page.' : 'It is over, or you are not one of the people who may vouch here.',
    slip: { how: linkButton({ label: 'To your account', href: paths.account(), isWide: true }) },
  });
}

/** For the owner, by mailed link or session: stop it with an older factor, or object. */
export function objectionPage(view: { csrfToken: string; running: Running; problem: Problem }): Html {
  const { csrfToken, running, problem } = view;
  const { username, recoveries, isOwner } = running;
  const canObject = recoveries.some(({ objected_at, state }) => objected_at === null && state !== 'ready');
  const stop = isOwner
    ? buttonForm({ action: paths.objectionStop(), csrfToken, button: { label: 'Stop it', kind: 'stop', isWide: true } })
    : linkButton({ label: 'Sign in and stop it', href: paths.login(paths.objection()), isWide: true });
  const object = form({
    action: paths.objection(),
    csrfToken,
    content: html`<p>No older passkey or app at hand? Then make it wait ${waitText(running.waitMs)} more, once.</p>${formActions(submitButton({ label: 'Object', kind: 'stop-plain', isWide: true }))}`,
  });
  return gate({
    heading: 'Was this you?',
    lead: html`Somebody asks for the account <strong class="mono">${username}</strong> and says to have lost everything.`,
    notices: problemNotices(problem),
    slip: {
      what: html`<p>Asked for ${recoveries.map(({ asked_at }) => timeText(asked_at)).join('; ')}. A passkey or app of yours that is older stops it for good.</p>`,
      how: stop,
      ...(canObject && { next: object }),
    },
  });
}

export function objectionOverPage(said: 'stopped' | 'objected' | 'nothing'): Html {
  const { heading, lead } = SAID[said];
  return gate({ heading, lead, slip: { how: linkButton({ label: 'To your account', href: paths.account(), isWide: true }) } });
}

const SAID = {
  stopped: {
    heading: 'It is stopped',
    lead: 'Nobody gets your account by that request. Change your password too: whoever asked knew it, or had a code.',
  },
  objected: {
    heading: 'It waits longer',
    lead: 'It waits once more as long. Stop it in that time with a passkey or app of yours, or speak with the people whom you named.',
  },
  nothing: {
    heading: 'Nobody asks for an account',
    lead: 'There is nothing to object to, or the link is over. Signed in, you see here what somebody asks for.',
  },
} as const;
