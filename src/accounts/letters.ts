import type { By } from '../audit/actor.ts';
import type { Secret } from '../base/secret.ts';
import { type MailContent, renderMail } from '../layout/mail.ts';
import { dayText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { Settings } from '../settings/settings.ts';
import type { Visit } from '../web/visit.ts';
import type { Mail } from '../world.ts';

/** A mail without its address. */
export type Letter = Omit<Mail, 'to'>;

/** What mails say of the site. */
export type Site = Pick<Settings, 'siteName' | 'url'>;

/** A mail of this site: subject and heading are one sentence. */
export function letter(site: Site, subject: string, content: Omit<MailContent, 'siteName' | 'siteUrl' | 'heading'>): Letter {
  return {
    subject: `[${site.siteName}] ${subject}`,
    ...renderMail({ ...content, siteName: site.siteName, siteUrl: site.url, heading: subject }),
  };
}

/** From where something was done. */
export type Place = Pick<Visit, 'address' | 'userAgent'>;

/** The place of an act as its account's owner may read it: where operators work is not hers to know, and the host has none. */
export function placeOf({ actor, origin }: By): Place | undefined {
  return actor.kind === 'operator' || actor.kind === 'system' ? undefined : origin;
}

/** When, from which browser and address something was asked for. */
export function visitFacts(visit: Place | undefined, now: number): readonly (readonly [string, string])[] {
  const when = ['When', `${dayText(now)}, ${new Date(now).toISOString().slice(11, 16)} UTC`] as const;
  if (visit === undefined) return [when];
  return [when, ['Browser', visit.userAgent === '' ? 'unknown' : visit.userAgent.slice(0, 120)], ['Address', visit.address]];
}

const NOT_YOU =
  'Sign in, look at your security history, end the sessions that are not yours and change your password. If you cannot sign in, ask an operator to freeze the account.';

const NOT_YOU_STOP =
  'Open the page behind the link and press the red button: it freezes the account, every session ends, and nobody gets in until an operator lifts it.';

/** What a notice tells; `stop` is the link by which its reader freezes the account. */
export interface Told {
  readonly username: string;
  readonly what: string;
  readonly stop?: Secret | undefined;
  /** More lines of the table: what a token allows, why an operator did it. */
  readonly facts?: readonly (readonly [string, string])[] | undefined;
}

/** To every verified address, about a change that is done. */
export function changedMail(site: Site, { username, what, stop, facts = [] }: Told, place: Place | undefined, now: number): Letter {
  const button = stop && {
    label: 'This was not me',
    url: `${site.url}${paths.notMe()}?token=${stop.reveal()}`,
    until: 'The link works once, for three days, and until the next notice like this one.',
  };
  return letter(site, `Your account ${username} was changed`, {
    paragraphs: [what],
    facts: [...facts, ...visitFacts(place, now)],
    after: [
      { title: 'Was it you?', text: 'Then there is nothing to do.' },
      { title: 'Was it not you?', text: stop === undefined ? NOT_YOU : NOT_YOU_STOP },
    ],
    button,
    why: `You get this mail because your address is confirmed for the account ${username} of ${site.siteName}.`,
  });
}
