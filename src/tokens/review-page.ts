import { type Html, html } from '../base/html.ts';
import { linkButton } from '../layout/button.ts';
import { empty } from '../layout/empty.ts';
import { buttonForm } from '../layout/form.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { type Row, rows } from '../layout/rows.ts';
import { agoText, dayText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import { usedText } from './find-token-section.ts';
import type { ListedToken } from './find-tokens.ts';

export interface ReviewView {
  readonly csrfToken: string;
  /** The suspended ones. */
  readonly tokens: readonly ListedToken[];
  readonly now: number;
  readonly done: string | undefined;
}

const DONE: ReadonlyMap<string, string> = new Map([
  ['resumed', 'What you said is yours works again.'],
  ['deleted', 'What you deleted opens nothing any more.'],
]);

/** The tokens that rest, each with what it may do and who used it last: hers, or away with it. */
export function reviewPage(view: ReviewView): Html {
  const { tokens, done } = view;
  const head = pageHead({
    heading: 'Suspended tokens',
    lead: 'They upload nothing until you say that they are yours. Did you make each of them, and was its last use yours?',
    crumbs: [
      { label: 'Your account', href: paths.account() },
      { label: 'Tokens', href: paths.account('api-tokens') },
      { label: 'Suspended' },
    ],
  });
  const title = done === undefined ? undefined : DONE.get(done);
  const said = title && html`<div class="page-notices">${notice({ kind: 'good', title })}</div>`;
  if (tokens.length === 0) return html`${head}${said}${nothing()}`;
  const list = rows(
    'Suspended tokens',
    tokens.map((token) => rowOf(view, token)),
  );
  return html`${head}${said}<div class="read flow">${list}${tokens.length > 1 && allOf(view)}</div>`;
}

function rowOf({ csrfToken, now }: ReviewView, token: ListedToken): Row {
  const unseen = ` ${token.description}`;
  const hidden = { tokens: token.id };
  const rested = token.suspendedAt === null ? [] : [`Suspended ${agoText(token.suspendedAt, now)}`];
  return {
    sign: 'token',
    tone: 'stop',
    name: token.description,
    text: token.sentence,
    facts: [`Made ${dayText(token.madeAt)}`, usedText(token, now), ...rested],
    actions: [
      buttonForm({
        ...{ action: paths.suspendedTokens('resume'), csrfToken, hidden },
        button: { label: 'It is mine', kind: 'plain', isSmall: true, unseen },
      }),
      buttonForm({
        ...{ action: paths.suspendedTokens('delete'), csrfToken, hidden },
        button: { label: 'Delete', kind: 'stop-plain', isSmall: true, unseen },
      }),
    ],
  };
}

/** Those that stand on the page, and none that came since. */
function allOf({ csrfToken, tokens }: ReviewView): Html {
  const hidden = { tokens: tokens.map(({ id }) => id).join(' ') };
  const mine = buttonForm({
    ...{ action: paths.suspendedTokens('resume'), csrfToken, hidden },
    button: { label: `All ${tokens.length} are mine`, kind: 'plain' },
  });
  const away = buttonForm({
    ...{ action: paths.suspendedTokens('delete'), csrfToken, hidden },
    button: { label: `Delete all ${tokens.length}`, kind: 'stop-plain' },
  });
  return html`<div class="buttons">${mine}${away}</div>`;
}

function nothing(): Html {
  return empty({
    title: 'No token rests',
    text: 'After a freeze, a reset or a recovery tokens wait here for your word.',
    action: linkButton({ href: paths.account('api-tokens'), label: 'To your tokens', kind: 'plain', isSmall: true }),
  });
}
