import type { Secret } from '../base/secret.ts';
import { type MailContent, renderMail } from '../layout/mail.ts';
import { dayText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { Settings } from '../settings/settings.ts';
import type { Visit } from '../web/visit.ts';
import type { Mail } from '../world.ts';

type Letter = Omit<Mail, 'to'>;
type Site = Pick<Settings, 'siteName' | 'url'>;

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

export function confirmRegistrationMail(site: Site, username: string, link: Secret, visit: Visit, now: number): Letter {
  return letter(site, 'Confirm your mail address', {
    paragraphs: [
      `Somebody registered the account ${username} with this address. Press the button on the page behind the link to confirm that it was you.`,
    ],
    facts: visitFacts(visit, now),
    after: [
      {
        title: 'Was it not you?',
        text: 'Open the link and choose “Not me”: the registration is deleted. Without a confirmation it dies by itself in a day.',
      },
    ],
    button: {
      label: 'Confirm the address',
      url: `${site.url}${paths.verifyEmail()}?token=${link.reveal()}`,
      until: 'The link works once, for 24 hours.',
    },
    why: `You get this mail because your address was typed into ${site.siteName}'s registration form.`,
  });
}

export function confirmAddressMail(site: Site, username: string, link: Secret, visit: Visit, now: number): Letter {
  return letter(site, 'Confirm your mail address', {
    paragraphs: [
      `The account ${username} wants to use this address. Open the link in a browser where you are signed in, and press the button there.`,
    ],
    facts: visitFacts(visit, now),
    after: [{ title: 'Was it not you?', text: 'Then do nothing: the address is removed in a day.' }],
    button: {
      label: 'Confirm the address',
      url: `${site.url}${paths.verifyEmail()}?token=${link.reveal()}`,
      until: 'The link works once, for 24 hours, signed in.',
    },
    why: `You get this mail because your address was added to an account of ${site.siteName}.`,
  });
}

/** To the owner of an address that somebody typed again: the page tells the typist nothing. */
export function addressTakenMail(site: Site, visit: Visit, now: number): Letter {
  return letter(site, 'Somebody tried to use your address', {
    paragraphs: [
      'Somebody tried to register or add your address. You have an account already, so nothing happened: sign in, or ignore this mail.',
    ],
    facts: visitFacts(visit, now),
    why: `You get this mail because your address belongs to an account of ${site.siteName}.`,
  });
}

/** To every verified address, about a change that is done. */
export function changedMail(site: Site, username: string, what: string, visit: Visit, now: number): Letter {
  return letter(site, `Your account ${username} was changed`, {
    paragraphs: [what],
    facts: visitFacts(visit, now),
    after: [
      { title: 'Was it you?', text: 'Then there is nothing to do.' },
      {
        title: 'Was it not you?',
        text: 'Sign in, look at your security history, end the sessions that are not yours and change your password. If you cannot sign in, ask an operator to freeze the account.',
      },
    ],
    why: `You get this mail because your address is confirmed for the account ${username} of ${site.siteName}.`,
  });
}
