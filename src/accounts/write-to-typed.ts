import type { Write } from '../audit/write.ts';
import type { AccountId, Millis } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import type { SpentLimitName } from '../limits/limits.ts';
import { spendLimit } from '../limits/spend-limit.ts';
import type { Visit } from '../web/visit.ts';
import type { World } from '../world.ts';
import { tellAddress } from './notices/tell-account.ts';
import { findVerifiedOwner } from './store.ts';

/** `digest`: this one says that no other comes today. */
export type MailTurn = 'mail' | 'digest' | 'nothing';

/**
 * Spends one of the five mails a day that strangers may cause at one account, or at one address that has none (A6). The first one
 * beyond becomes a digest, the others nothing, and the stranger sees no difference. The same statements run for addresses with and
 * without an account (law 8).
 */
export async function takeMailTurn(world: World, whose: string): Promise<MailTurn> {
  if (await isLeft(world, 'mail-account', whose)) return 'mail';
  return (await isLeft(world, 'mail-digest', whose)) ? 'digest' : 'nothing';
}

async function isLeft(world: World, limit: SpentLimitName, whose: string): Promise<boolean> {
  try {
    await spendLimit(world, limit, whose);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'too-many') return false;
    throw error;
  }
}

/** Who gets which mail at an address that somebody typed: decided before the act. */
export interface Letter {
  readonly address: string;
  readonly mac: string;
  /** Whose confirmed address it is already. */
  readonly ownerId: AccountId | undefined;
  readonly turn: MailTurn;
}

/** Looks whose it is, and takes the turn. */
export async function prepareLetter(world: World, address: string, mac: string): Promise<Letter> {
  const ownerId = (await findVerifiedOwner(world.read, mac))?.account_id;
  return { address, mac, ownerId, turn: await takeMailTurn(world, ownerId ?? mac) };
}

/** What a free address is asked. */
export interface LetterAsks {
  readonly kind: 'registration' | 'verify-email';
  readonly who: { readonly accountId?: AccountId; readonly username: string };
  readonly link: Secret;
  readonly visit: Visit;
  readonly now: Millis;
}

/** A link to a free address; to the owner of a taken one a mail that says so, and no link (A1, A2). */
export async function sendLetter(world: World, tx: Write, letter: Letter, { kind, link, who, visit, now }: LetterAsks): Promise<void> {
  const { address: to, ownerId, turn } = letter;
  if (turn === 'nothing') return;
  const whose = ownerId === undefined ? who : { accountId: ownerId };
  const telling = { who: whose, to, visit, now };
  if (turn === 'digest') await tellAddress(world, tx, { ...telling, notice: { kind: 'mails-held', hasAccount: ownerId !== undefined } });
  else if (ownerId !== undefined) await tellAddress(world, tx, { ...telling, notice: { kind: 'address-taken' } });
  else await tellAddress(world, tx, { ...telling, notice: { kind }, link });
}
