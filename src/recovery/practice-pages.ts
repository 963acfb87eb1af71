import { type Html, html } from '../base/html.ts';
import { band } from '../layout/band.ts';
import { linkButton } from '../layout/button.ts';
import { factList } from '../layout/facts.ts';
import { textField } from '../layout/fields.ts';
import { buttonForm } from '../layout/form.ts';
import { gate } from '../layout/gate.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { part } from '../layout/part.ts';
import { passkeyForm } from '../layout/passkey-form.ts';
import { errorOf, type Problem, problemNotices } from '../layout/problem.ts';
import { type Row, rows } from '../layout/rows.ts';
import { tag } from '../layout/tags.ts';
import { clockText, dayText, waitText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { Vouching } from './find-vouching.ts';

/** Over every page of a practice, and over no other (C5). */
export const PRACTICE_BAND: Html = band({
  ...{ kind: 'wait', label: 'Practice', sign: 'people', title: 'Practice.' },
  text: 'Nothing here opens, changes or ends anything.',
});

/** Somebody who may vouch, in the practice run. */
export interface Practiser {
  readonly username: string;
  readonly vouchedAt: number | undefined;
  /** The mail that asks her still waits in the outbox. */
  readonly isMailWaiting: boolean;
}

export interface Run {
  readonly state: 'running' | 'over';
  readonly begunAt: number;
  readonly needed: number;
  readonly people: readonly Practiser[];
  readonly vouched: number;
  readonly code: string;
  /** Where the people go; told by hand where no mail is. */
  readonly url: string;
  readonly ownMail: 'delivered' | 'waits' | 'off';
}

export interface PracticeView {
  readonly csrfToken: string;
  readonly run: Run | undefined;
  /** How many people count now. */
  readonly counting: number;
  readonly waitMs: number;
  readonly problem: Problem;
}

/** The owner's page: begin, how far it has come, and at the end what worked and what not. */
export function practicePage(view: PracticeView): Html {
  const { run, problem } = view;
  const crumbs = [
    { label: 'Your account', href: paths.account() },
    { label: 'People who vouch for you', href: paths.vouchers() },
    { label: 'Practice' },
  ];
  const lead = 'Rehearse the day when everything is lost, with the people who vouch for you. It opens, changes and ends nothing.';
  return html`${pageHead({ heading: 'Practice a recovery', lead, crumbs })}${problemNotices(problem)}
${run?.state === 'running' && runningPart(view, run)}${run?.state === 'over' && reportPart(view, run)}${run?.state !== 'running' && beginPart(view)}`;
}

function beginPart({ csrfToken, run, counting }: PracticeView): Html {
  const nobody = notice({
    ...{ kind: 'wait', title: 'Nobody counts yet', text: 'Name people who know your voice. Each accepts, and counts after the wait.' },
    action: linkButton({ label: 'Name people', href: paths.vouchers(), kind: 'plain', isSmall: true }),
  });
  const label = run === undefined ? 'Begin a practice run' : 'Begin another one';
  const begin = buttonForm({ action: paths.practice(), csrfToken, button: { label, kind: run === undefined ? 'primary' : 'plain' } });
  return part({
    id: 'begin',
    heading: 'How it goes',
    lead: `We write to you and to ${counting === 1 ? 'the one person' : `the ${counting === 0 ? '' : `${counting} `}people`} who can vouch for you now. You read a code out to each, by voice; they type it and confirm with their passkey. It lasts a week, or until you end it.`,
    content: counting === 0 ? nobody : begin,
  });
}

function runningPart({ csrfToken }: PracticeView, run: Run): Html {
  const code = html`<p>Your code. Read it out to the people who vouch for you, by telephone or face to face:</p><p class="groups groups--aloud" id="voice-code"><span>${run.code}</span></p><p class="muted">They find the page by our mail, or by this address: <span class="break">${run.url}</span></p>`;
  const end = { label: 'End it and see what worked', kind: 'plain' } as const;
  return html`${part({ id: 'code', heading: 'It goes on', lead: `${run.vouched} of ${run.needed} vouched.`, content: code })}
${part({ id: 'people', heading: 'People', content: peopleRows(run) })}
${part({ id: 'end', heading: 'End it early', content: buttonForm({ action: paths.practiceEnd(), csrfToken, button: end }) })}`;
}

function peopleRows({ people, state }: Run): Html {
  return rows(
    'People who vouch',
    people.map(({ username, vouchedAt, isMailWaiting }): Row => {
      const missing = state === 'over' ? tag('Did not vouch', 'stop', 'stop') : tag('Has not vouched yet', 'wait', 'clock');
      return {
        sign: 'person',
        name: html`<span class="mono">${username}</span>`,
        tags: [vouchedAt === undefined ? missing : tag('Vouched', 'proved', 'check')],
        facts: [
          ...(vouchedAt === undefined ? [] : [`On ${dayText(vouchedAt)}, ${clockText(vouchedAt)}`]),
          ...(isMailWaiting ? ['Our mail to this person has not gone out yet'] : []),
        ],
      };
    }),
  );
}

const OWN_MAIL: Readonly<Record<Run['ownMail'], string>> = {
  delivered: 'It went out to every address of yours',
  waits: 'It has not gone out yet: the mail server does not take it',
  off: 'This index sends none: nobody would warn you of a thief',
};

/** The last page: what worked, and what not. */
function reportPart({ waitMs }: PracticeView, run: Run): Html {
  const isEnough = run.vouched >= run.needed;
  const wait = waitText(waitMs);
  const verdict = isEnough
    ? notice({
        ...{ kind: 'good', title: 'It would have worked' },
        text: `${run.vouched} of ${run.needed} vouched. In earnest ${wait} would pass now, in which any passkey or app of yours from before stops it, and then you would set up everything anew.`,
      })
    : notice({
        ...{ kind: 'stop', title: 'It would not have worked' },
        text: `${run.vouched} of ${run.needed} vouched. Ask the others what kept them: the mail, the code, or no passkey of theirs that is older than ${wait}. Or name more people.`,
      });
  const facts = factList([
    ['Begun', `${dayText(run.begunAt)}, ${clockText(run.begunAt)}`],
    ['People who vouched', `${run.vouched} of ${run.needed}`],
    ['Our mail to you', OWN_MAIL[run.ownMail]],
    ['For a real one you also need', 'your mailbox, and your password or a saved recovery code, to ask at all'],
  ]);
  return html`${part({ id: 'report', heading: 'What worked, and what not', content: html`<div class="flow">${verdict}${facts}</div>` })}
${part({ id: 'people', heading: 'People', content: peopleRows(run) })}`;
}

/** What a person practises: the same steps as in earnest, told apart in every line. */
export function practiceVouchPage(view: { csrfToken: string; vouching: Vouching; typed: string; problem: Problem }): Html {
  const { csrfToken, vouching, typed, problem } = view;
  const { username, recovery } = vouching;
  const field = textField({
    ...{ name: 'voice_code', label: 'The code that you heard', value: typed, autocomplete: 'off', isIdentifier: true, maxLength: 40 },
    ...{ hint: 'Eight letters and digits, by voice only', error: errorOf(problem, 'voice_code') },
  });
  return gate({
    heading: `Practice: vouch for ${username}`,
    lead: html`<strong class="mono">${username}</strong> rehearses a recovery with you. Nothing was lost, and your word opens nothing.`,
    notices: problemNotices(problem),
    slip: {
      what: html`<p>Call ${username}, as you would in earnest, and let the code be read out to you.</p>`,
      how: passkeyForm({
        ...{ ceremony: 'get', action: paths.practiceVouch(recovery.id), options: paths.practiceVouchOptions(recovery.id), csrfToken },
        ...{ content: field, button: { label: 'Practise with my passkey' } },
      }),
      next: linkButton({ label: 'Not now', href: paths.account(), kind: 'link' }),
    },
    notes: [
      {
        heading: 'In earnest',
        text: 'The page has no line at its top that says “Practice”, and tells that the account is handed over. Whoever calls that one a practice wants the account.',
      },
    ],
  });
}

export function practiceOverPage(hasVouched: boolean): Html {
  return gate({
    heading: hasVouched ? 'Practice: you have vouched' : 'Practice: nothing to vouch for',
    lead: hasVouched
      ? 'In earnest your word would count now. You can close this page.'
      : 'The practice run is over, or it is none of yours.',
    slip: { how: linkButton({ label: 'To your account', href: paths.account(), isWide: true }) },
  });
}

/** On the page of the people who vouch. */
export function practiceInvitation(): Html {
  const action = linkButton({ label: 'Practise it', href: paths.practice(), kind: 'plain', isSmall: true });
  return part({
    id: 'practice',
    heading: 'Practise it',
    lead: 'Rehearse it once with them: you learn whether our mails arrive, whether their passkeys work, and they learn what they are asked.',
    action,
    content: html``,
  });
}
