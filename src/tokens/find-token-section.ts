import type { FindAccountSection, RackItem } from '../accounts/doors.ts';
import { type Html, html } from '../base/html.ts';
import { linkButton } from '../layout/button.ts';
import { empty } from '../layout/empty.ts';
import { buttonForm } from '../layout/form.ts';
import { notice } from '../layout/notice.ts';
import { part } from '../layout/part.ts';
import { type Row, rows } from '../layout/rows.ts';
import { tag } from '../layout/tags.ts';
import { agoText, dayText, numberText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { AccountCaller } from '../web/caller.ts';
import { nameClient } from '../web/name-client.ts';
import { findTokens, type ListedToken } from './find-tokens.ts';

/** Tokens on the account page: what each may do, in words, and when, by what and from where it was used last. */
export const findTokenSection: FindAccountSection = async (request, reading) => {
  const tokens = await findTokens(reading, request.caller.accountId);
  const now = reading.clock.now();
  const mayMake = request.caller.hasVerifiedAddress && request.caller.hasSecondFactor;
  const list = tokens.map((token) => tokenRow(token, now, request.csrfToken));
  const resting = tokens.filter(({ suspendedAt }) => suspendedAt !== null).length;
  return {
    anchor: 'api-tokens',
    title: 'Tokens',
    count: tokens.length,
    content: part({
      id: 'api-tokens',
      heading: 'Tokens',
      lead: 'What they may do, in words. A token uploads without asking for a code; a password never uploads.',
      action: mayMake
        ? linkButton({ href: paths.token(), label: 'Create a token', kind: 'plain', isSmall: true, sign: 'plus' })
        : undefined,
      content: tokens.length > 0 ? rows('Your tokens', list) : noTokens(request.caller),
    }),
    ...(resting > 0 && { notice: restNotice(resting) }),
    ...(tokens.length > 0 && { rack: [rackItem(tokens)] }),
  };
};

function restNotice(resting: number): Html {
  const words = resting === 1 ? 'A token rests' : `${resting} tokens rest`;
  return notice({
    kind: 'wait',
    title: `${words} until you say so`,
    text: 'After a freeze, a reset or a recovery nobody knows which tokens a thief made. Look at each, and resume or delete it.',
    action: linkButton({ label: 'Review them', href: paths.suspendedTokens(), kind: 'plain', isSmall: true }),
  });
}

function noTokens(caller: AccountCaller): Html {
  const title = 'No tokens';
  if (!caller.hasVerifiedAddress) {
    return empty({
      title,
      text: html`A token uploads packages. Before you can make one, <a href="#account-emails">confirm your mail address</a>.`,
    });
  }
  if (!caller.hasSecondFactor) {
    return empty({
      title,
      text: html`A token uploads packages. Before you can make one, <a href="#two-factor">set up a second factor</a>.`,
    });
  }
  return empty({
    title,
    text: 'twine, uv and other tools upload with a token. Make one for each place where it is used.',
    action: linkButton({ href: paths.token(), label: 'Create a token', kind: 'plain', isSmall: true }),
  });
}

function tokenRow(token: ListedToken, now: number, csrfToken: string): Row {
  const unseen = ` ${token.description}`;
  const isSuspended = token.suspendedAt !== null;
  const resume = buttonForm({
    action: paths.tokenResume(token.id),
    csrfToken,
    button: { label: 'It is mine', kind: 'plain', isSmall: true, unseen },
  });
  return {
    sign: 'token',
    tone: isSuspended ? 'stop' : undefined,
    name: token.description,
    tags: isSuspended ? [tag('Suspended', 'stop', 'stop')] : [],
    text: isSuspended ? `${token.sentence} Uploads nothing until you say that it is yours.` : token.sentence,
    facts: [`Made ${dayText(token.madeAt)}`, usedText(token, now)],
    actions: [
      ...(isSuspended ? [resume] : []),
      linkButton({ href: paths.tokenDelete(token.id), label: 'Delete', kind: 'plain', isSmall: true, unseen }),
    ],
  };
}

/** When it was used last, by what and from where. */
export function usedText({ lastUsed }: Pick<ListedToken, 'lastUsed'>, now: number): string {
  if (lastUsed === undefined) return 'Not used yet';
  return `Used ${agoText(lastUsed.at, now)} by ${nameClient(lastUsed.userAgent)} from ${lastUsed.address}`;
}

function rackItem(tokens: readonly ListedToken[]): RackItem {
  const wide = tokens.filter((token) => !token.caveats.some((caveat) => caveat.kind === 'projects')).length;
  const words = numberText(wide);
  const note = wide === 0 ? 'Each for one project' : `${words.charAt(0).toUpperCase()}${words.slice(1)} for all projects`;
  return { kind: 'token', count: tokens.length, label: tokens.length === 1 ? 'token' : 'tokens', note };
}
