import type { Mail } from '../../src/world.ts';
import { Visitor, type VisitorOptions } from './browser-client.ts';

const WAITING = '/account/two-factor/mailbox/';

/**
 * A browser whose person reads her mail: where it is asked for the mailbox, because the account does not know it, it opens the link
 * and presses the button. The one place where tests pass that question; the mail that it took is gone, so that the next newest is
 * what the story waits for.
 */
export class MailboxReader extends Visitor {
  readonly #takeMail: (subject: string) => Promise<Mail>;

  constructor(origin: string, options: VisitorOptions, takeMail: (subject: string) => Promise<Mail>) {
    super(origin, options);
    this.#takeMail = takeMail;
  }

  override async send(action: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    await super.send(action, fields);
    if (this.path === WAITING && action !== WAITING) await this.#confirm();
    return this.page;
  }

  async #confirm(): Promise<void> {
    const { text } = await this.#takeMail('Confirm your sign-in');
    const link = /https?:\/\/[^/\s]+(\/\S*\?token=[A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? '';
    await this.open(link);
    await super.send('/account/confirm-sign-in/', { deed: 'confirm' });
    // The mail about the sign-in itself is read, too.
    await this.#takeMail('New sign-in').catch(() => undefined);
  }
}
