import type { Secret } from '../base/secret.ts';
import { waitText } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { Visit } from '../web/visit.ts';
import { type Letter, letter, type Place, type Site, visitFacts } from './letters.ts';

/** Who asked for a mail, from where and when. */
interface Asked {
  readonly visit: Visit;
  readonly now: number;
}

export function confirmRegistrationMail(site: Site, username: string, link: Secret, { visit, now }: Asked): Letter {
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

export function confirmAddressMail(site: Site, username: string, link: Secret, { visit, now }: Asked): Letter {
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

/** To an address that stood before a change of addresses: it can undo it, without signing in. */
export function undoMail(
  site: Site,
  { username, what, undo, wait }: { readonly username: string; readonly what: string; readonly undo: Secret; readonly wait: number },
  place: Place | undefined,
  now: number,
): Letter {
  return letter(site, `The mail addresses of ${username} were changed`, {
    paragraphs: [what, `For ${waitText(wait)} you can undo it, also if this address was removed.`],
    facts: visitFacts(place, now),
    after: [
      { title: 'Was it you?', text: `Then there is nothing to do: after ${waitText(wait)} it stands.` },
      {
        title: 'Was it not you?',
        text: 'Open the page behind the link and press the button. It freezes the account at once; then we mail you how to put the old addresses back.',
      },
    ],
    button: {
      label: 'Undo the change',
      url: `${site.url}${paths.undoAddresses()}?token=${undo.reveal()}`,
      until: `The link works once, for ${waitText(wait)}, and until the next notice like this one.`,
    },
    why: `You get this mail because your address was confirmed for the account ${username} of ${site.siteName} before the change.`,
  });
}
