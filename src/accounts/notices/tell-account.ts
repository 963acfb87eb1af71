import type { By } from '../../audit/actor.ts';
import type { Write } from '../../audit/write.ts';
import type { AccountId, Millis } from '../../base/brands.ts';
import type { Secret } from '../../base/secret.ts';
import { enqueueMail } from '../../outbox/enqueue-mail.ts';
import type { AccountCaller } from '../../web/caller.ts';
import type { World } from '../../world.ts';
import { findAddresses } from '../find-addresses.ts';
import { findWait } from '../find-policies.ts';
import { insertLink } from '../links.ts';
import { findUsername } from '../store.ts';
import type { ButtonKind } from './declare.ts';
import { NOTICES, type Notice } from './notices.ts';
import { type Place, writeNotice } from './write-notice.ts';

/** What telling needs of the world. */
export type TellWorld = Pick<World, 'clock' | 'keys' | 'random' | 'mailMode' | 'settings'>;

/** What happened, to whose account, from where and when. */
export interface Telling {
  readonly notice: Notice;
  /** Whose account it is, with its name where that is at hand, and with its session, where that did it. */
  readonly who: Pick<AccountCaller, 'accountId'> & Partial<Pick<AccountCaller, 'username' | 'session'>>;
  /** From where; undefined where that is not the reader's to know. */
  readonly visit: Place | undefined;
  /** Instead of the one of its row. */
  readonly button?: ButtonKind;
  /** The session that a link can end. */
  readonly endsSession?: string;
  readonly now: Millis;
}

/**
 * Tells every confirmed address of the account: never capped, never merged (A6). Where the table gives the notice a button that only
 * takes power away, its link is made here: it stops what goes on and gives nothing (A5, C9). It outlives later changes, because a
 * thief would make one to kill it; a newer notice replaces it. Call it before the act removes an address, so that the old one is told
 * too. The act's event must account for `links`.
 */
export async function tellAccount(world: TellWorld, tx: Write, telling: Telling): Promise<void> {
  if (world.mailMode === 'off') return;
  const { notice, who, now, button = NOTICES[notice.kind].button } = telling;
  const isBrake = button === 'not-me' || button === 'objection' || button === 'end-session';
  const ends = telling.endsSession === undefined ? {} : { sessionHandle: telling.endsSession };
  const link = isBrake ? await insertLink(world, tx, now, { kind: button, accountId: who.accountId, ...ends }) : undefined;
  const username = who.username ?? (await findUsername(tx, who.accountId));
  for (const { address, verifiedAt } of await findAddresses(world, tx, who.accountId)) {
    if (verifiedAt !== null) await tellAddress(world, tx, { ...telling, who: { ...who, username }, to: address, link });
  }
}

/** A telling to one address, with the link that the use case made for it. */
export interface OneTelling extends Omit<Telling, 'who'> {
  readonly to: string;
  /** Whose mail it is; a stranger has no account, and perhaps a name. */
  readonly who: Partial<Telling['who']>;
  readonly link?: Secret | undefined;
}

/** Queues one mail by its row of the table. */
export async function tellAddress(world: TellWorld, tx: Write, { who, to, notice, ...rest }: OneTelling): Promise<void> {
  if (world.mailMode === 'off') return;
  const wait = await findWait({ ...world, read: tx });
  const circumstances = { ...rest, username: who.username ?? '', strength: who.session?.strength, wait };
  const accountId: AccountId | null = who.accountId ?? null;
  await enqueueMail(world, tx, { accountId, kind: notice.kind, mail: { ...writeNotice(world.settings, notice, circumstances), to } });
}

/** The place of an act as its account's owner may read it: where operators work is not hers to know, and the host has none. */
export function placeOf({ actor, origin }: By): Place | undefined {
  return actor.kind === 'operator' || actor.kind === 'system' ? undefined : origin;
}
