import { letter, visitFacts } from '../accounts/letters.ts';
import type { Secret } from '../base/secret.ts';
import { paths } from '../paths.ts';
import type { Settings } from '../settings/settings.ts';
import type { Visit } from '../web/visit.ts';
import type { Mail } from '../world.ts';

export function resetMail(
  site: Pick<Settings, 'siteName' | 'url'>,
  username: string,
  link: Secret,
  visit: Visit,
  now: number,
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
