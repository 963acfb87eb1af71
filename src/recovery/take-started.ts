import { claimLink } from '../accounts/links.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import type { Secret } from '../base/secret.ts';
import { newSecret, referenceOf } from '../crypto/reference.ts';
import type { AccountsTable } from '../schema/accounts.ts';
import type { RecoveriesTable } from '../schema/recovery.ts';
import type { CookieChange } from '../web/answer.ts';
import { byLink } from '../web/by-caller.ts';
import type { Visit } from '../web/visit.ts';
import type { Reading, World } from '../world.ts';
import { claimantCookies } from './ask-recovery.ts';
import { endPracticeIn } from './end-practice.ts';
import { findLinkAccount } from './link-account.ts';
import { REQUEST_MS, voiceCode, voiceMac } from './recovery.ts';
import { claimState, findAccountById, findStarted } from './store.ts';
import { tellAsked } from './tell-recovery.ts';

const OVER = new Refusal(
  'invalid',
  'recovery.link-over',
  'This link is used up, older than a day, or a newer one was made. Ask the operator for a new one.',
);

export interface Started {
  readonly account: AccountsTable;
  readonly recovery: RecoveriesTable;
}

/** What an operator's link begins, for its page; undefined when it is over. */
export async function findLinkedStart(
  world: Pick<Reading, 'clock' | 'keys' | 'read'>,
  link: Secret | undefined,
): Promise<Started | undefined> {
  const account = await findLinkAccount(world, 'start-recovery', link);
  const recovery = account && (await findStarted(world.read, account.id));
  return account === undefined || recovery === undefined || account.frozen_at !== null ? undefined : { account, recovery };
}

/**
 * Makes this browser the claimant of what an operator began: from now on it holds the secret without which nobody goes on (C1), and
 * shows the code that two operators have to hear (C3). The operators are asked, the owner is told.
 *
 * @throws Refusal `recovery.link-over`
 */
export async function takeStarted(
  world: World,
  visit: Visit,
  link: Secret | undefined,
): Promise<{ readonly cookies: readonly CookieChange[] }> {
  const started = await findLinkedStart(world, link);
  if (link === undefined || started === undefined) throw OVER;
  const { account, recovery } = started;
  const secret = newSecret(world.random);
  const claimant = {
    claimant_ref: referenceOf(world.keys, 'claim', secret),
    voice_mac: voiceMac(world.keys, recovery, voiceCode(world.keys, secret, account.id)),
  };
  const by = byLink(visit);
  await act(world, by, [{ table: 'accounts', id: account.id }], async (tx, now) => {
    if ((await claimLink(world, tx, now, { kind: 'start-recovery', secret: link })) === undefined) throw OVER;
    const taken = await claimState(tx, recovery, { state: 'requested', dies_at: now + REQUEST_MS, ...claimant });
    if (!taken || (await findAccountById(tx, account.id))?.frozen_at !== null) throw OVER;
    const practised = await endPracticeIn(tx, account.id, 'request');
    await tellAsked(world, tx, now, { account, row: recovery, visit });
    const details = { recovery: recovery.id, by: 'operators', needed: recovery.needed } as const;
    const asked: Event = { kind: 'recovery.asked', subjects: [ofAccount(account.id)], details, rows: rows('recoveries', [recovery.id]) };
    return { result: undefined, events: [asked, ...practised] };
  });
  return { cookies: claimantCookies(secret) };
}
