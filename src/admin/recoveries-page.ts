import { type Html, html } from '../base/html.ts';
import { submitButton } from '../layout/button.ts';
import { empty } from '../layout/empty.ts';
import { form } from '../layout/form.ts';
import { notice } from '../layout/notice.ts';
import { part } from '../layout/part.ts';
import { reasonField } from '../layout/reason.ts';
import { type Row, rows } from '../layout/rows.ts';
import { tag } from '../layout/tags.ts';
import { clockText, dayText, numberText, waitText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { OpenRecoveries, OpenRecovery } from '../recovery/find-open-recoveries.ts';
import { adminHead } from './pages.ts';

/** What the last form did; keys of `?done=`. */
export const RECOVERIES_DONE: Readonly<Record<string, string>> = {
  stopped: 'The recovery is stopped. Every address of the account was told.',
};

export interface RecoveriesView extends OpenRecoveries {
  readonly csrfToken: string;
  readonly done: string | undefined;
  /** `id`: whose form was refused; `reason`: what was typed into it. */
  readonly problem:
    | { readonly id: string; readonly message: string; readonly field?: string | undefined; readonly reason: string }
    | undefined;
}

/** Who asks for which account, who agreed, and what it waits for. */
export function recoveriesPage(view: RecoveriesView): Html {
  const { recoveries, operators, done, problem, waitMs } = view;
  const said = done !== undefined && Object.hasOwn(RECOVERIES_DONE, done) ? RECOVERIES_DONE[done] : undefined;
  const list =
    recoveries.length === 0
      ? empty({ title: 'Nobody asks for an account', text: 'Begin a recovery for somebody on the page of the account.' })
      : rows(
          'Open recoveries',
          recoveries.map((recovery) => recoveryRow(view, recovery)),
        );
  const lead = `Two operators, or the people whom the owner named, have to hear the code and agree; then ${waitText(waitMs)} pass, in which any older factor of the account stops it.`;
  return html`${adminHead(paths.adminRecoveries())}${said !== undefined && notice({ kind: 'good', title: said })}${problem && notice({ kind: 'stop', title: problem.message })}${operators < 2 && tooFew(operators, waitMs)}
${part({ id: 'recoveries', heading: 'Open recoveries', lead, content: list })}`;
}

function tooFew(operators: number, waitMs: number): Html {
  return notice({
    kind: 'wait',
    title: operators === 0 ? 'No operator counts yet' : 'One operator alone opens nothing',
    text: `Two operators have to agree, each of them one for ${waitText(waitMs)} or longer, and this index has ${operators === 0 ? 'none' : numberText(operators)}: operators can let nobody back in. The people whom an owner named still can.`,
  });
}

const STATES: Readonly<Partial<Record<OpenRecovery['state'], Html>>> = {
  started: tag('Link not opened yet', 'wait', 'clock'),
  requested: tag('Waits for people to agree', 'wait', 'people'),
  waiting: tag('Waits', 'wait', 'clock'),
  ready: tag('Ready to be claimed', 'stop', 'key'),
};

function recoveryRow(view: RecoveriesView, recovery: OpenRecovery): Row {
  const { csrfToken } = view;
  const { id, username, state, isFrozen, hasObjection, mayVouch, isOwn } = recovery;
  const refused = view.problem?.id === id ? view.problem : undefined;
  const agree = html` <a href="${paths.vouch(id)}">Hear the code, and agree</a>`;
  const error = refused?.field === 'reason' ? refused.message : undefined;
  const stop = form({
    action: paths.adminRecoveryStop(id),
    csrfToken,
    content: html`${reasonField({ id: `reason-${id}`, value: refused?.reason, error })}${submitButton({ label: 'Stop it', kind: 'stop-plain', isSmall: true, unseen: ` for ${username}` })}`,
  });
  return {
    sign: 'person',
    name: html`<a class="mono" href="${paths.adminUser(username)}">${username}</a>`,
    tags: [
      ...[STATES[state] ?? tag(state)],
      ...(isFrozen ? [tag('Frozen: stands still', 'stop', 'freeze')] : []),
      ...(hasObjection ? [tag('Objected to', 'wait', 'warn')] : []),
    ],
    text: html`${begunText(recovery)}${mayVouch && agree}`,
    facts: factsOf(recovery),
    actions: isOwn ? [] : [stop],
  };
}

function begunText({ begun_by, begunBy, reason }: OpenRecovery): string {
  if (begun_by === 'operator') return `Begun by the operator ${begunBy ?? 'who is gone'}: “${reason ?? ''}”.`;
  return begun_by === 'command'
    ? `Begun on the host: “${reason ?? ''}”.`
    : 'Asked for from the mailbox, with the password or a saved code.';
}

function factsOf({ asked_at, words, needed, hoursLeft, dies_at, state }: OpenRecovery): readonly string[] {
  const count = (as: string): number => words.filter((word) => word.as === as).length;
  const told = words.map(({ username, as, at }) => `${username} agreed${as === 'operator' ? ', as an operator' : ''}, ${dayText(at)}`);
  return [
    `Since ${dayText(asked_at)}, ${clockText(asked_at)}`,
    ...(needed > 0 ? [`People: ${count('voucher')} of ${needed}`] : []),
    `Operators: ${count('operator')} of 2`,
    ...told,
    hoursLeft === undefined ? `Ends ${dayText(dies_at)}${state === 'ready' ? ' unclaimed' : ''}` : `About ${hoursLeft} hours left`,
  ];
}
