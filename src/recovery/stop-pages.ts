import { type Html, html } from '../base/html.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { codeField, usernameField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { passkeyForm } from '../layout/passkey-form.ts';
import { errorOf, errorsOf, type Problem, problemNotices } from '../layout/problem.ts';
import { orElse } from '../layout/slip.ts';
import { waitText } from '../layout/times.ts';
import { paths } from '../paths.ts';

export interface StopView {
  readonly csrfToken: string;
  readonly offersPasskeys: boolean;
  readonly username: string;
  readonly waitMs: number;
  readonly problem: Problem;
}

/** For who was thrown out: what was removed still stops everything. */
export function stopEverythingPage({ csrfToken, offersPasskeys, username, waitMs, problem }: StopView): Html {
  const byKey = passkeyForm({
    ...{ ceremony: 'get', action: paths.stopEverything(), options: paths.stopEverythingOptions(), csrfToken },
    ...{ content: html``, button: { label: 'Stop it with the passkey' } },
  });
  const button = submitButton({ label: 'Stop it with the app', kind: 'stop', sign: 'freeze', isWide: true, busyLabel: 'Checking…' });
  const byCode = form({
    ...{ action: paths.stopEverything(), csrfToken, errors: errorsOf(problem) },
    content: html`${usernameField({ value: username })}${codeField({ hint: 'From the app that was removed', error: errorOf(problem, 'totp_value') })}${formActions(button)}`,
  });
  return gate({
    heading: 'Thrown out?',
    lead: `Did somebody remove your passkey or app? For ${waitText(waitMs)} it still stops everything, and opens nothing.`,
    notices: problemNotices(problem),
    slip: { how: html`${offersPasskeys && byKey}${offersPasskeys && orElse('or with an app')}${byCode}` },
    notes: [
      {
        heading: 'What it does',
        text: 'The account freezes: nobody is signed in, nobody signs in, tokens upload nothing. Whoever asks for it by a recovery gets nothing, and a change of its mail addresses is held.',
      },
      { heading: 'And then?', text: 'Our mail says how to lift the freeze. Without any factor of yours ask an operator.' },
    ],
  });
}

export function stoppedEverythingPage(): Html {
  return gate({
    heading: 'Everything is stopped',
    lead: 'The account is frozen. We have written to every address of it.',
    slip: { how: linkButton({ label: 'How to lift a freeze', href: paths.unfreeze(), isWide: true }) },
  });
}
