import type { Write } from '../audit/write.ts';
import type { AccountId } from '../base/brands.ts';
import { enqueueMail } from '../outbox/enqueue-mail.ts';
import type { Mail, World } from '../world.ts';
import { findAddresses } from './find-addresses.ts';

export interface Notice {
  /** What it is about, e.g. `factor-added`. */
  readonly kind: string;
  readonly mail: Omit<Mail, 'to'>;
}

/**
 * Tells every verified address of the account about a completed change: never capped, never merged (A6). Call it before the act
 * removes an address, so that the old one is told too.
 */
export async function notifyAccount(
  world: Pick<World, 'clock' | 'keys' | 'random' | 'mailMode'>,
  tx: Write,
  accountId: AccountId,
  notice: Notice,
): Promise<void> {
  for (const { address, verifiedAt } of await findAddresses(world, tx, accountId)) {
    if (verifiedAt !== null) await enqueueMail(world, tx, { accountId, kind: notice.kind, mail: { ...notice.mail, to: address } });
  }
}
