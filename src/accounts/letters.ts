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

/** When, from which browser and address something was asked for. */
export function visitFacts(visit: Pick<Visit, 'address' | 'userAgent'>, now: number): readonly (readonly [string, string])[] {
  return [
    ['When', `${dayText(now)}, ${new Date(now).toISOString().slice(11, 16)} UTC`],
    ['Browser', visit.userAgent === '' ? 'unknown' : visit.userAgent.slice(0, 120)],
    ['Address', visit.address],
  ];
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
}

/** To every verified address, about a change that is done. */
export function changedMail(site: Site, { username, what, stop }: Told, visit: Pick<Visit, 'address' | 'userAgent'>, now: number): Letter {
  const button = stop && {
    label: 'This was not me',
    url: `${site.url}${paths.notMe()}?token=${stop.reveal()}`,
    until: 'The link works once, for three days, and until the next notice like this one.',
  };
  return letter(site, `Your account ${username} was changed`, {
    paragraphs: [what],
    facts: visitFacts(visit, now),
    after: [
      { title: 'Was it you?', text: 'Then there is nothing to do.' },
      { title: 'Was it not you?', text: stop === undefined ? NOT_YOU : NOT_YOU_STOP },
    ],
    button,
    why: `You get this mail because your address is confirmed for the account ${username} of ${site.siteName}.`,
  });
}
