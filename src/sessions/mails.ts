import { type Letter, letter, type Site, visitFacts } from '../accounts/letters.ts';
import type { Secret } from '../base/secret.ts';
import { paths } from '../paths.ts';
import type { Visit } from '../web/visit.ts';

/** To who signs in with a browser that the account does not know. */
export function signInMail(
  site: Site,
  { username, link }: { readonly username: string; readonly link: Secret },
  visit: Visit,
  now: number,
): Letter {
  return letter(site, 'Confirm your sign-in', {
    paragraphs: [
      `Somebody signs in to the account ${username} from a new browser, with the password and the second factor. If it is you, open the link in that same browser and press the button there. Never paste the link anywhere.`,
    ],
    facts: visitFacts(visit, now),
    after: [
      {
        title: 'Was it not you?',
        text: 'Then somebody has your password and a code of yours. Open the link, wherever you are, and press “This is not me”.',
      },
    ],
    button: {
      label: 'Go on',
      url: `${site.url}${paths.confirmSignIn()}?token=${link.reveal()}`,
      until: 'The link works once, for ten minutes, in the browser that signs in.',
    },
    why: `You get this mail because your address is confirmed for the account ${username} of ${site.siteName}.`,
  });
}
