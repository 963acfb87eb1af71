import { type Html, html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { submitButton } from '../layout/button.ts';
import { textField } from '../layout/fields.ts';
import { form, formActions } from '../layout/form.ts';
import { notice } from '../layout/notice.ts';
import { part } from '../layout/part.ts';
import { radioPicks } from '../layout/picks.ts';
import { reasonField } from '../layout/reason.ts';
import { tag } from '../layout/tags.ts';
import { dayText, spanText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { ComingPoliciesTable, PendingPoliciesTable } from '../schema/accounts.ts';
import { isLoosening, waitMs } from '../settings/policies.ts';
import type { Policies } from '../settings/settings.ts';
import { adminHead } from './pages.ts';
import { beginsOnADay, choicesOf, PINNED_BY, type PolicyName } from './policy.ts';

/** What the last form did; keys of `?done=`. */
export const POLICY_DONE: Readonly<Record<string, string>> = {
  changed: 'The policy is changed.',
  comes: 'It is announced: whom it concerns is told by mail and sees it on every page.',
  waits: 'Every operator is told. It takes effect after the wait, unless one of you withdraws it.',
  withdrawn: 'The change is withdrawn.',
};

const HEADINGS: Readonly<Record<PolicyName, string>> = {
  registration: 'Registration',
  readAccess: 'Read access',
  twoFactor: 'Second factor',
  phishingResistant: 'Passkeys',
  uploadRules: 'Upload rules',
  wait: 'The wait',
};

const VALUES: Readonly<Record<PolicyName, Readonly<Record<string, string>>>> = {
  registration: {
    open: 'Everybody may create an account',
    invite: 'People come in by invitation',
    closed: 'Nobody new comes in, not even invited',
  },
  readAccess: { public: 'Everybody who reaches this index reads and installs' },
  twoFactor: {
    optional: 'Whoever publishes or manages projects needs one for that',
    publishers: 'Owners and maintainers of a project must set one up at sign-in',
    everyone: 'Everybody must set one up at sign-in',
  },
  phishingResistant: {
    nobody: 'Each decides: an app counts like a passkey',
    operators: 'Operators need a passkey or security key',
    owners: 'Operators and owners of a project need a passkey or security key',
    everyone: 'Everybody needs a passkey or security key',
  },
  uploadRules: {
    private: 'Right for the packages of a company or team',
    public: 'Right for an index that everybody reads: as strict as PyPI',
  },
  wait: {
    '72h': 'What loosens takes effect after three days',
    '7d': 'What loosens takes effect after seven days',
    '14d': 'What loosens takes effect after 14 days',
  },
};

/** Why a policy has nothing to choose in this release. */
const FIXED: Readonly<Record<PolicyName, string>> = {
  registration: '',
  readAccess: 'Reading for signed-in people alone comes with a later release.',
  twoFactor: '',
  phishingResistant: '',
  uploadRules: '',
  wait: '',
};

export interface PolicyView {
  readonly csrfToken: string;
  readonly policies: Policies;
  readonly pinned: Partial<Policies>;
  readonly pending: readonly PendingPoliciesTable[];
  readonly coming: readonly ComingPoliciesTable[];
  readonly done: string | undefined;
  readonly problem: PolicyProblem | undefined;
}

/** Which form was refused, why, and what was typed into it. */
export interface PolicyProblem {
  readonly policy: string;
  readonly refusal: Pick<Refusal, 'message' | 'field'>;
  readonly typed: { readonly value: string; readonly from: string; readonly reason: string };
}

/** What operators decide for the whole site, and what the host has decided for them. */
export function policyPage(view: PolicyView): Html {
  const { done, problem } = view;
  const said = done !== undefined && Object.hasOwn(POLICY_DONE, done) ? POLICY_DONE[done] : undefined;
  const names = Object.keys(HEADINGS) as PolicyName[];
  return html`${adminHead(paths.adminPolicies())}${said !== undefined && problem === undefined && notice({ kind: 'good', title: said })}${problem && notice({ kind: 'stop', title: problem.refusal.message })}
${names.map((name) => policyPart(view, name))}`;
}

function policyPart(view: PolicyView, name: PolicyName): Html {
  const value = view.policies[name];
  const isPinned = view.pinned[name] !== undefined;
  const pending = view.pending.find((waiting) => waiting.name === name);
  const state = html`<p><strong>${VALUES[name][value] ?? value}</strong> ${isPinned && tag('Set by the host', 'solid')}</p>`;
  const coming = view.coming.find((announced) => announced.name === name);
  // Where nothing else is said, the picks show what holds.
  const isShownByPicks = !isPinned && pending === undefined && coming === undefined && choicesOf(name).length > 0;
  const isSaid = !isShownByPicks || problemOf(view, name) !== undefined;
  return part({
    id: name,
    heading: HEADINGS[name],
    content: html`${isSaid && state}${coming && comes(name, coming)}${choice(view, name, pending)}`,
  });
}

/** The wait in words, as it is set. */
function waitOf({ policies }: PolicyView): string {
  return spanText(waitMs(policies));
}

function comes(name: PolicyName, { value, holds_from_at, reason }: ComingPoliciesTable): Html {
  const title = `From ${dayText(holds_from_at)}: ${VALUES[name][value] ?? value}`;
  const text = `Announced: “${reason}”. It can be brought forward. To take it back choose what is laxer: that waits, as any loosening.`;
  return notice({ kind: 'wait', title, text });
}

/** Which policy, and what a value of it means, in words. */
export function policyWords(name: PolicyName, value: string): string {
  return `${HEADINGS[name]}: ${VALUES[name][value] ?? value}`;
}

/** The day from which it holds. */
export function dayField(view: { readonly id: string; readonly error?: string | undefined; readonly value?: string | undefined }): Html {
  return textField({
    ...{ name: 'from', type: 'date', label: 'From which day on', autocomplete: 'off', isOptional: true, ...view },
    hint: 'Midnight UTC. Whom it concerns is told, and has until then. Left empty it holds at once.',
  });
}

function choice(view: PolicyView, name: PolicyName, pending: PendingPoliciesTable | undefined): Html {
  if (view.pinned[name] !== undefined)
    return html`<p class="muted">To change it, change <code class="bare">${PINNED_BY[name]}=${view.policies[name]}</code> on the host.</p>`;
  if (pending !== undefined) return waiting(view, name, pending);
  const choices = choicesOf(name);
  if (choices.length === 0) return html`<p class="muted">${FIXED[name]}</p>`;
  const inForce = view.coming.find((announced) => announced.name === name)?.value ?? view.policies[name];
  const typed = problemOf(view, name)?.typed;
  const chosen = choices.find((value) => value === typed?.value) ?? inForce;
  const picks = choices.map((value) => ({
    ...{ value, label: VALUES[name][value] ?? value, isChecked: value === chosen },
    ...(isLoosening(name, inForce as never, value as never) && {
      hint: `Loosens: every operator is told, and it takes effect in ${waitOf(view)}.`,
    }),
  }));
  if (beginsOnADay(name)) {
    const asked = html`${radioPicks({ name: 'value', id: `value-${name}`, legend: 'What shall hold?', picks })}${dayField({ id: `from-${name}`, value: typed?.from, error: errorOf(view, name, 'from') })}${formActions(submitButton({ label: 'See whom it keeps out', kind: 'plain', unseen: ` (${HEADINGS[name]})` }))}`;
    return form({ action: paths.adminPolicyPreview(name), csrfToken: view.csrfToken, content: asked });
  }
  const content = html`${radioPicks({ name: 'value', id: `value-${name}`, legend: 'What shall hold?', picks })}${reason(view, name)}${formActions(submitButton({ label: 'Change it', kind: 'plain' }))}`;
  return form({ action: paths.adminPolicy(name), csrfToken: view.csrfToken, content });
}

function problemOf({ problem }: PolicyView, name: PolicyName): PolicyProblem | undefined {
  return problem?.policy === name ? problem : undefined;
}

function errorOf(view: PolicyView, name: PolicyName, field: string): string | undefined {
  const refusal = problemOf(view, name)?.refusal;
  return refusal?.field === field ? refusal.message : undefined;
}

function reason(view: PolicyView, name: PolicyName): Html {
  return reasonField({ id: `reason-${name}`, value: problemOf(view, name)?.typed.reason, error: errorOf(view, name, 'reason') });
}

function waiting(view: PolicyView, name: PolicyName, pending: PendingPoliciesTable): Html {
  const title = `Waits: ${VALUES[name][pending.value] ?? pending.value}`;
  const text = `Asked for on ${dayText(pending.asked_at)}: “${pending.reason}”. It takes effect after ${waitOf(view)} in which every operator was told.`;
  const content = html`${reason(view, name)}${formActions(submitButton({ label: 'Withdraw it', kind: 'plain' }))}`;
  return html`${notice({ kind: 'wait', title, text })}${form({ action: paths.adminPolicyWithdraw(name), csrfToken: view.csrfToken, content })}`;
}
