import type { AccountStanding, KeptOut } from '../access/find-standings.ts';
import { type Html, html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { linkButton, submitButton } from '../layout/button.ts';
import { form, formActions } from '../layout/form.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { reasonField } from '../layout/reason.ts';
import { rows } from '../layout/rows.ts';
import { tag } from '../layout/tags.ts';
import { dayText, numberText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import { CRUMB } from './pages.ts';
import type { PolicyName } from './policy.ts';
import { policyWords } from './policy-page.ts';

export interface PreviewView {
  readonly csrfToken: string;
  readonly name: PolicyName;
  readonly value: string;
  /** As the form sends it: `2027-01-31`, or empty for at once. */
  readonly day: string;
  readonly from: number | undefined;
  readonly keptOut: readonly KeptOut[];
  readonly accounts: number;
  readonly problem?: Pick<Refusal, 'message' | 'field'> | undefined;
  /** What was typed, when the form comes back. */
  readonly reason?: string;
}

/** The dry run: whom a policy would keep to set-up, by name, before it is saved. */
export function previewPage(view: PreviewView): Html {
  const { name, value, keptOut, accounts, from, problem } = view;
  const crumbs = [CRUMB, { label: 'Policies', href: paths.adminPolicies() }, { label: 'Preview' }];
  const when = from === undefined ? 'If it began now' : `If it began on ${dayText(from)}, and nobody did anything until then`;
  const lead = `${when}, ${keptOut.length === 0 ? 'nobody' : numberText(keptOut.length)} of ${numberText(accounts)} ${accounts === 1 ? 'account' : 'accounts'} would have to set one up before anything else. Nothing is changed yet.`;
  const stop = problem !== undefined && problem.field !== 'reason' && notice({ kind: 'stop', title: problem.message });
  return html`${pageHead({ heading: policyWords(name, value), lead, crumbs })}${stop}
${keptOut.length === 0 ? notice({ kind: 'info', title: 'Nobody would be kept out' }) : rows('Who would have to set one up', keptOut.map(keptOutRow))}
<div class="read flow above-5">${saveForm(view)}</div>`;
}

function keptOutRow(kept: KeptOut): Parameters<typeof rows>[1][number] {
  const lacks = kept.lacks === 'passkey' && kept.apps > 0 ? 'Has an app, and no passkey or security key' : 'Has no second factor';
  return {
    sign: 'person',
    name: html`<a class="mono" href="${paths.adminUser(kept.username)}">${kept.username}</a>`,
    tags: rolesOf(kept).map((role) => tag(role)),
    text: lacks,
  };
}

function rolesOf({ isOperator, isOwner, isMaintainer }: AccountStanding): readonly string[] {
  return [...(isOperator ? ['Operator'] : []), ...(isOwner ? ['Owner'] : []), ...(isMaintainer ? ['Maintainer'] : [])];
}

function saveForm({ csrfToken, name, value, day, from, problem, reason }: PreviewView): Html {
  const error = problem?.field === 'reason' ? problem.message : undefined;
  const label = from === undefined ? 'Save it' : `Announce it for ${dayText(from)}`;
  const content = html`${reasonField({ error, value: reason })}${formActions(submitButton({ label }), linkButton({ label: 'Back', href: paths.adminPolicies(), kind: 'link' }))}`;
  return form({ action: paths.adminPolicy(name), csrfToken, hidden: { value, from: day }, content });
}
