import { letter, visitFacts } from '../accounts/letters.ts';
import { DAY } from '../base/brands.ts';
import type { Secret } from '../base/secret.ts';
import { spanText, waitText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { Settings } from '../settings/settings.ts';
import type { Visit } from '../web/visit.ts';
import type { Mail } from '../world.ts';

const LOST = {
  subject: 'Set up a new second factor',
  wants: 'with its password and a recovery code, and wants to set up a new second factor.',
  has: 'your password and one of your codes',
};
const ASKED = {
  subject: 'Set up your second factor',
  wants: 'and wants to set up the second factor that this index asks of it.',
  has: 'what opened your account so far',
};

export function mailboxMail(
  site: Pick<Settings, 'siteName' | 'url'>,
  { username, link, isAsked }: { readonly username: string; readonly link: Secret; readonly isAsked: boolean },
  visit: Visit,
  now: number,
): Omit<Mail, 'to'> {
  const how = isAsked ? ASKED : LOST;
  return letter(site, how.subject, {
    paragraphs: [`Somebody signed in to the account ${username} ${how.wants} If it is you, open the link in that same browser.`],
    facts: visitFacts(visit, now),
    after: [
      {
        title: 'Was it not you?',
        text: `Then somebody has ${how.has}. Open the link, wherever you are, and press “This is not me”.`,
      },
    ],
    button: {
      label: 'Go on',
      url: `${site.url}${paths.confirmBrowser()}?token=${link.reveal()}`,
      until: 'The link works once, for ten minutes, in the browser that asked for it.',
    },
    why: `You get this mail because your address is confirmed for the account ${username} of ${site.siteName}.`,
  });
}

export function resetMail(
  site: Pick<Settings, 'siteName' | 'url'>,
  username: string,
  link: Secret,
  { visit, now }: { readonly visit: Visit; readonly now: number },
): Omit<Mail, 'to'> {
  return letter(site, 'Set a new password', {
    paragraphs: [
      `Somebody asked to set a new password for the account ${username}. The page behind the link asks for it, and for your second factor if you have one.`,
    ],
    facts: visitFacts(visit, now),
    after: [
      {
        title: 'Was it not you?',
        text: 'Then do nothing: without this mail and your second factor nobody gets in, and the link dies in an hour.',
      },
    ],
    button: {
      label: 'Set a new password',
      url: `${site.url}${paths.resetPassword()}?token=${link.reveal()}`,
      until: 'The link works once, for one hour.',
    },
    why: `You get this mail because your address is confirmed for an account of ${site.siteName}.`,
  });
}

/** To somebody who was named to vouch. No link that decides: she signs in and looks. */
export function namedMail(
  site: Pick<Settings, 'siteName' | 'url'>,
  { owner, username }: { readonly owner: string; readonly username: string },
): Omit<Mail, 'to'> {
  return letter(site, `${owner} names you to vouch`, {
    paragraphs: [
      `${owner} asks you, ${username}, to vouch on the day when ${owner} has lost everything that opens the account. You would talk to ${owner}, type a code that you hear by voice, and confirm with your passkey.`,
      `Accept it only if you know ${owner} well. Sign in and open ${site.url}${paths.vouchers()}`,
    ],
    why: `You get this mail because your address is confirmed for the account ${username} of ${site.siteName}.`,
  });
}

/** To each address from before a change of addresses that was undone: how to put them back. */
export function restoreMail(
  site: Pick<Settings, 'siteName' | 'url'>,
  {
    username,
    link,
    hadFactor,
    wait,
  }: { readonly username: string; readonly link: Secret; readonly hadFactor: boolean; readonly wait: number },
  visit: Visit,
  now: number,
): Omit<Mail, 'to'> {
  const how = hadFactor
    ? 'The page behind the link asks for a new password, and for a second factor or recovery code from before the change.'
    : `The account had no second factor, so the page behind the link opens after ${waitText(wait)}; it asks for a new password.`;
  return letter(site, 'Put the old mail addresses back', {
    paragraphs: [`The change of the mail addresses of ${username} was undone, and the account is frozen. ${how}`],
    facts: visitFacts(visit, now),
    after: [
      {
        title: 'Was the change right?',
        text: 'Then do nothing with this link, and ask an operator to lift the freeze: the new addresses stay.',
      },
    ],
    button: {
      label: 'Put them back',
      url: `${site.url}${paths.restoreAddresses()}?token=${link.reveal()}`,
      until: `The link works once, for ${spanText(wait + 4 * DAY)}.`,
    },
    why: `You get this mail because your address was confirmed for the account ${username} of ${site.siteName} before the change.`,
  });
}
