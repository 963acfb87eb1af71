import type { Mailer } from '../world.ts';

/** Nobody can get mail: what needs a mailbox is off. */
export const OFF_MAILER: Mailer = {
  mode: 'off',
  async send() {
    throw new Error('mail is off: nothing may be sent');
  },
};
