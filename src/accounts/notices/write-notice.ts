import type { Millis } from '../../base/brands.ts';
import type { Secret } from '../../base/secret.ts';
import { type MailContent, type MailParagraph, renderMail } from '../../layout/mail.ts';
import { dayText } from '../../layout/times.ts';
import type { Strength } from '../../schema/sessions.ts';
import type { Settings } from '../../settings/settings.ts';
import { nameClient } from '../../web/name-client.ts';
import type { Visit } from '../../web/visit.ts';
import type { Mail } from '../../world.ts';
import { type About, BUTTONS, type ButtonKind, confirmedFor, type Lines, type NoticeRule, WITHOUT_BUTTON } from './declare.ts';
import { NOTICES, type Notice } from './notices.ts';

/** A mail without its address. */
export type Letter = Omit<Mail, 'to'>;

/** From where something was done. */
export type Place = Pick<Visit, 'address' | 'userAgent'>;

/** What a notice says besides the words of its row. */
export interface Circumstances {
  readonly username: string;
  /** Instead of the row's. */
  readonly button?: ButtonKind | undefined;
  /** Behind the button; without it there is none. */
  readonly link?: Secret | undefined;
  /** What the session that did it had shown. */
  readonly strength?: Strength | undefined;
  /** From where; undefined where that is not the reader's to know. */
  readonly visit: Place | undefined;
  readonly now: Millis;
  /** How long what loosens waits here, in milliseconds. */
  readonly wait: number;
}

const SHOWN: Readonly<Record<Strength, string>> = {
  P: 'password',
  R: 'password and recovery code',
  O: 'password and authenticator app',
  K: 'password and security key',
  V: 'passkey',
};

/** Writes a mail by its row of the table; subject and heading are one sentence. */
export function writeNotice(site: Pick<Settings, 'siteName' | 'url'>, notice: Notice, circumstances: Circumstances): Letter {
  // The table pairs each kind with its own facts.
  const rule = NOTICES[notice.kind] as NoticeRule<Notice>;
  const { username, link, wait } = circumstances;
  const wanted = circumstances.button ?? rule.button;
  const about = {
    username,
    siteName: site.siteName,
    url: site.url,
    wait,
    button: link === undefined && wanted !== 'set-up' ? 'none' : wanted,
  } as const;
  const subject = rule.subject?.(notice, about) ?? `Your account ${username} was changed`;
  const said = rule.says(notice, about);
  const button = buttonOf(about, link);
  return {
    subject: `[${site.siteName}] ${subject}`,
    ...renderMail({
      ...{ siteName: site.siteName, siteUrl: site.url, heading: subject },
      paragraphs: typeof said === 'string' ? [said] : said,
      facts: [...(rule.lines?.(notice) ?? []), ...circumstanceLines(circumstances)],
      after: rule.after?.(notice, about) ?? afterOf(about),
      button,
      why: rule.why?.(notice, about) ?? confirmedFor(about),
    }),
  };
}

function afterOf(about: About): readonly MailParagraph[] {
  if (about.button === 'none') return WITHOUT_BUTTON;
  const { after } = BUTTONS[about.button];
  return typeof after === 'function' ? after(about) : after;
}

function buttonOf(about: About, link: Secret | undefined): MailContent['button'] {
  if (about.button === 'none') return undefined;
  const { label, path, until } = BUTTONS[about.button];
  const url = `${about.url}${path}${link === undefined ? '' : `?token=${link.reveal()}`}`;
  return { label, url, until: typeof until === 'function' ? until(about) : until };
}

/** When, with what, and from which browser and address. */
function circumstanceLines({ visit, now, strength }: Circumstances): Lines {
  const when = ['When', `${dayText(now)}, ${new Date(now).toISOString().slice(11, 16)} UTC`] as const;
  const shown = strength === undefined ? [] : [['Proof', SHOWN[strength]] as const];
  if (visit === undefined) return [when, ...shown];
  return [when, ...shown, ['Browser', nameClient(visit.userAgent)], ['Address', visit.address]];
}
