import { type Html, html } from '../base/html.ts';
import { submitButton } from '../layout/button.ts';
import { codeField, knownUsername, passwordField, recoveryCodeField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { passkeyAnswer } from '../layout/passkey-form.ts';
import { errorOf, errorsOf, type Problem } from '../layout/problem.ts';
import { orElse } from '../layout/slip.ts';
import type { FormRequest } from '../web/route.ts';
import type { ResetAsks, ResetForm } from './link-reset.ts';

export type ResetView = ResetAsks & { readonly csrfToken: string; readonly problem: Problem };

/** What one kind of link calls things. */
export interface ResetWords {
  readonly action: string;
  readonly options: string;
  readonly button: string;
  readonly byKey: string;
  readonly byCode: string;
  /** From which app. */
  readonly codeHint: string;
}

/** The form behind a mailed link: the new password, and what the account answers with. */
export function resetForm(view: ResetView, words: ResetWords): Html {
  const { problem, csrfToken, username, needsFactor, hasKeys } = view;
  const canType = !hasKeys || !view.isPasskeysOnly;
  const button = submitButton({
    ...{ label: hasKeys ? words.byCode : words.button, kind: hasKeys ? 'plain' : 'primary' },
    ...{ isWide: true, busyLabel: 'Checking…' },
  });
  const content = html`${knownUsername(username)}
${passwordField({ label: 'New password', autocomplete: 'new-password', minLength: 15, error: errorOf(problem, 'password'), hint: 'At least 15 characters. A few random words do well.' })}
${passwordField({ name: 'password_confirm', label: 'New password again', autocomplete: 'new-password', error: errorOf(problem, 'password_confirm') })}
${hasKeys && html`${passkeyAnswer({ label: words.byKey })}${canType && orElse('or with a code')}`}${needsFactor && canType && codeFields(view, words)}${canType && formActions(button)}`;
  return form({
    ...{ action: words.action, csrfToken, errors: errorsOf(problem), content },
    passkey: hasKeys ? { ceremony: 'get', options: words.options } : undefined,
  });
}

function codeFields({ hasApps, problem }: ResetView, { codeHint }: ResetWords): Html {
  const ofApp = codeField({ isOptional: true, hint: codeHint, error: errorOf(problem, 'totp_value') });
  const label = hasApps ? 'Or a recovery code' : 'Recovery code';
  return html`${hasApps && ofApp}${recoveryCodeField({ label, isOptional: true, error: errorOf(problem, 'recovery_code_value') })}`;
}

/** What was typed into it. */
export function readResetForm(request: FormRequest<'anyone'>): ResetForm {
  return {
    password: request.field('password'),
    confirmation: request.field('password_confirm'),
    credential: request.field('credential'),
    totpValue: request.field('totp_value'),
    recoveryCodeValue: request.field('recovery_code_value'),
  };
}
