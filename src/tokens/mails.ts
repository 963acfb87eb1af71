import type { By } from '../audit/actor.ts';
import type { Millis } from '../base/brands.ts';
import { type MailContent, renderMail } from '../layout/mail.ts';
import { timeText } from '../layout/times.ts';
import { nameClient } from '../web/name-client.ts';
import type { Mail, Reading } from '../world.ts';

type Site = Pick<Reading['settings'], 'siteName' | 'url'>;

interface Happened {
  readonly description: string;
  readonly by: By;
  readonly now: Millis;
}

const WHY =
  'Sent to every confirmed address of your account, because each change to its tokens is told. We never ask for a password or a code by mail.';

/** A token was made. */
export function tokenMadeMail(site: Site, made: Happened & { readonly sentence: string }): Omit<Mail, 'to'> {
  return mailOf(site, {
    heading: `A token was made for your ${site.siteName} account`,
    paragraphs: [`The token “${made.description}” can be used from now on. It asks for no code.`],
    facts: [['Token', made.description], ['Allows', made.sentence], ...factsOf(made)],
    after: [
      { title: 'Was it you?', text: 'Then there is nothing to do.' },
      {
        title: 'Was it not you?',
        text: 'Sign in and delete the token, then change your password. If you can not sign in, ask an operator to freeze the account.',
      },
    ],
  });
}

/** A token was deleted by its owner, or by an operator with a reason. */
export function tokenEndedMail(site: Site, ended: Happened & { readonly reason?: string | undefined }): Omit<Mail, 'to'> {
  const isByOperator = ended.by.actor.kind === 'operator';
  return mailOf(site, {
    heading: `A token of your ${site.siteName} account was deleted`,
    paragraphs: [
      `${isByOperator ? 'An operator deleted the' : 'The'} token “${ended.description}”${isByOperator ? '.' : ' was deleted.'} It opens nothing any more.`,
    ],
    facts: [
      ['Token', ended.description],
      ...(ended.reason === undefined ? [] : [['Reason', ended.reason] as const]),
      ...factsOf(ended, isByOperator),
    ],
    after: isByOperator
      ? [{ title: 'Do you still need one?', text: 'Sign in and make a new token.' }]
      : [{ title: 'Was it not you?', text: 'Sign in and change your password; that ends every other session.' }],
  });
}

/** From where an operator works is not the owner's to read. */
function factsOf({ by, now }: Happened, isByOperator = false): readonly (readonly [string, string])[] {
  const when = ['When', timeText(now)] as const;
  return isByOperator ? [when] : [when, ['Browser', nameClient(by.origin.userAgent)], ['Address', by.origin.address]];
}

function mailOf(site: Site, content: Omit<MailContent, 'siteName' | 'siteUrl' | 'why'>): Omit<Mail, 'to'> {
  return { subject: content.heading, ...renderMail({ siteName: site.siteName, siteUrl: site.url, why: WHY, ...content }) };
}
