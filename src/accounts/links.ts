import { dayOf, findDayKey, findOldDayKey } from '../audit/data-keys.ts';
import type { Write } from '../audit/write.ts';
import { type AccountId, DAY, type EmailId, HOUR, MINUTE, type Millis, millis } from '../base/brands.ts';
import type { Secret } from '../base/secret.ts';
import { openText, sealText } from '../crypto/person-key.ts';
import { hasSecretShape, newSecret, referenceOf } from '../crypto/reference.ts';
import type { SealPlace } from '../crypto/seal.ts';
import type { LinksTable } from '../schema/accounts.ts';
import type { Read, Reading, World } from '../world.ts';

export type LinkKind = LinksTable['kind'];

/** How long each kind lives (A5). Each works once; the newest of its kind kills older ones; every right given needs more beside it. */
export const LINK_LIFETIME_MS: Readonly<Record<LinkKind, number>> = {
  'verify-registration': DAY,
  'verify-email': DAY,
  reset: HOUR,
  'new-browser': 10 * MINUTE,
  'sign-in': 10 * MINUTE,
  invitation: 7 * DAY,
  setup: HOUR,
  'not-me': 3 * DAY,
  'end-session': 3 * DAY,
  'undo-addresses': 3 * DAY,
  'restore-addresses': 7 * DAY,
  unfreeze: HOUR,
  'keep-frozen': 3 * DAY,
  // Longer than a closing can take, also where operators hold it.
  'keep-account': 150 * DAY,
  // Handed over by an operator: it opens a recovery that two operators have to agree to.
  'start-recovery': DAY,
  // As long as a recovery can take: an objection only makes it wait.
  objection: 14 * DAY,
};

export interface NewLink {
  readonly kind: LinkKind;
  readonly accountId?: AccountId;
  readonly registrationId?: string;
  readonly emailId?: EmailId;
  /** The session, or the sign-in that waits, in whose browser alone it gives anything; of `end-session`, the one that it tells of. */
  readonly sessionHandle?: string;
  /** The account's epoch now: another epoch kills the link. */
  readonly epoch?: number;
  /** Whom an invitation is for; sealed under the key of the day. */
  readonly address?: string;
  readonly madeBy?: AccountId;
  /** By hand, not by mail. */
  readonly isHandedOver?: boolean;
  /** Milliseconds; where what it belongs to lasts longer than its kind does. */
  readonly livesMs?: number;
}

/** Makes a link and kills older ones of its kind for the same account, registration and address. The event must account for `links`. */
export async function insertLink(world: Pick<World, 'keys' | 'random'>, tx: Write, now: Millis, link: NewLink): Promise<Secret> {
  await killOlder(tx, link);
  const secret = newSecret(world.random);
  const ref = referenceOf(world.keys, 'link', secret);
  await tx
    .insertInto('links')
    .values({
      ref,
      kind: link.kind,
      account_id: link.accountId ?? null,
      registration_id: link.registrationId ?? null,
      email_id: link.emailId ?? null,
      session_handle: link.sessionHandle ?? null,
      epoch: link.epoch ?? null,
      payload_sealed: link.address === undefined ? null : await sealAddress(world, tx, dayOf(now), { ref, address: link.address }),
      made_by: link.madeBy ?? null,
      carried_by: link.isHandedOver ? 'hand' : 'mail',
      made_at: now,
      dies_at: now + Math.max(LINK_LIFETIME_MS[link.kind], link.livesMs ?? 0),
      claimed_at: null,
    })
    .execute();
  return secret;
}

async function sealAddress(
  world: Pick<World, 'keys' | 'random'>,
  tx: Write,
  day: string,
  { ref, address }: { readonly ref: string; readonly address: string },
): Promise<string> {
  return sealText(world, await findDayKey(world, tx, day), payloadPlace(ref, day), address);
}

/** Whom an invitation is for; undefined where it names nobody. */
export async function openInvitedAddress(world: Pick<World, 'keys'>, read: Read, link: LiveLink): Promise<string | undefined> {
  const day = dayOf(millis(link.made_at));
  const key = link.payload_sealed === null ? undefined : await findOldDayKey(world, read, day);
  if (key === undefined || link.payload_sealed === null) return undefined;
  return openText(world.keys, key, payloadPlace(link.ref, day), link.payload_sealed);
}

function payloadPlace(ref: string, day: string): SealPlace {
  return { table: 'links', column: 'payload_sealed', rowId: ref, ownerId: day };
}

async function killOlder(tx: Write, link: NewLink): Promise<void> {
  // Invitations go to many people: a new one kills none.
  if (link.kind === 'invitation') return;
  let kill = tx.deleteFrom('links').where('kind', '=', link.kind);
  kill = link.accountId === undefined ? kill.where('account_id', 'is', null) : kill.where('account_id', '=', link.accountId);
  kill =
    link.registrationId === undefined ? kill.where('registration_id', 'is', null) : kill.where('registration_id', '=', link.registrationId);
  kill = link.emailId === undefined ? kill.where('email_id', 'is', null) : kill.where('email_id', '=', link.emailId);
  await kill.execute();
}

export type LiveLink = LinksTable;

/** A link that could be claimed now, for showing the page with the button; writes nothing. */
export async function findLiveLink(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  kind: LinkKind,
  secret: Secret | undefined,
): Promise<LiveLink | undefined> {
  if (secret === undefined || !hasSecretShape(secret.reveal())) return undefined;
  const link = await world.read
    .selectFrom('links')
    .selectAll()
    .where('ref', '=', referenceOf(world.keys, 'link', secret))
    .where('kind', '=', kind)
    .where('claimed_at', 'is', null)
    .where('dies_at', '>', world.clock.now())
    .executeTakeFirst();
  return link !== undefined && (await hasCurrentEpoch(world.read, link)) ? link : undefined;
}

/** Uses a link up; of two requests with one link one gets it. The event must account for `links`. */
export async function claimLink(
  world: Pick<World, 'keys'>,
  tx: Write,
  now: Millis,
  { kind, secret }: { readonly kind: LinkKind; readonly secret: Secret },
): Promise<LiveLink | undefined> {
  const link = await tx
    .updateTable('links')
    .set({ claimed_at: now })
    .where('ref', '=', referenceOf(world.keys, 'link', secret))
    .where('kind', '=', kind)
    .where('claimed_at', 'is', null)
    .where('dies_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  return link !== undefined && (await hasCurrentEpoch(tx, link)) ? link : undefined;
}

async function hasCurrentEpoch(read: Read, link: LiveLink): Promise<boolean> {
  if (link.account_id === null || link.epoch === null) return true;
  const account = await read.selectFrom('accounts').select('auth_epoch').where('id', '=', link.account_id).executeTakeFirst();
  return account?.auth_epoch === link.epoch;
}

/** Kills the unused links of one kind of an account. The event must account for `links`. */
export async function killLinks(tx: Write, kind: LinkKind, accountId: AccountId): Promise<void> {
  await tx.deleteFrom('links').where('kind', '=', kind).where('account_id', '=', accountId).where('claimed_at', 'is', null).execute();
}

/** Kills the unused invitations that somebody made: who broke into her account may hold them (B12). The event must account for `links`. */
export async function killInvitations(tx: Write, madeBy: AccountId): Promise<void> {
  await tx.deleteFrom('links').where('kind', '=', 'invitation').where('made_by', '=', madeBy).where('claimed_at', 'is', null).execute();
}

const KEPT_DEAD_MS = DAY;

export async function hasDeadLinks(read: Read, now: Millis): Promise<boolean> {
  const dead = read
    .selectFrom('links')
    .select('ref')
    .where('dies_at', '<', now - KEPT_DEAD_MS);
  return (await dead.limit(1).executeTakeFirst()) !== undefined;
}

/** Removes links that died more than a day ago; gives how many. The event must account for `links`. */
export async function dropDeadLinks(tx: Write, now: Millis): Promise<number> {
  const dropped = await tx
    .deleteFrom('links')
    .where('dies_at', '<', now - KEPT_DEAD_MS)
    .returning('ref')
    .execute();
  return dropped.length;
}
