import { getCurrentAccount } from '../accounts/current-account.ts';
import { tellAccount } from '../accounts/notices/tell-account.ts';
import { raiseEpoch } from '../accounts/raise-epoch.ts';
import { act } from '../audit/act.ts';
import { type Event, ofAccount } from '../audit/events/events.ts';
import { rows } from '../audit/tables.ts';
import { Refusal } from '../base/refusal.ts';
import type { Asking } from '../web/asking.ts';
import { byCaller } from '../web/by-caller.ts';
import type { AccountCaller } from '../web/caller.ts';
import { hasMailbox } from '../web/guards.ts';
import type { World } from '../world.ts';
import type { FactorDoors } from './doors.ts';
import { forgiveMadeAnew } from './forgive-made-anew.ts';
import { type Enrolling, insertFactor, type Proven } from './new-factor.ts';
import { removeApps } from './removed-store.ts';

const NO_MAILBOX = new Refusal('forbidden', 'factor.mailbox-first', 'Open the link from your mailbox first, in this browser.');

/**
 * A session that a recovery code opened sets up a factor only once it has confirmed the mailbox (B8); any other may go on.
 *
 * @throws Refusal `factor.mailbox-first`
 */
export function checkMailbox(world: Pick<World, 'clock'>, { session }: Pick<AccountCaller, 'session'>): void {
  if (session.strength === 'R' && !hasMailbox(session, world.clock.now())) throw NO_MAILBOX;
}

/**
 * Sets up one new factor, app or passkey, in place of every old app, in a session that a recovery code opened and that confirmed the
 * mailbox (B8, model row 14). Nobody goes on: every session ends, this one too, and the new factor signs in. Unused recovery codes
 * and passkeys stay: only an older passkey removes one (B18).
 *
 * @throws Refusal `factor.mailbox-first`, `factor.key-taken`, `factor.too-many-keys`, `session.ended`
 */
export async function replaceFactors(
  world: World,
  doors: Pick<FactorDoors, 'endCaller'>,
  { caller, visit }: Asking,
  { factor, claim }: Enrolling,
): Promise<Proven> {
  const { accountId, session } = caller;
  checkMailbox(world, caller);
  await act(world, byCaller(caller, visit), [{ table: 'accounts', id: accountId }], async (tx, now) => {
    await getCurrentAccount(tx, caller);
    await claim?.(tx);
    const ended = await doors.endCaller(tx, caller, now);
    const old = await removeApps(tx, accountId, now);
    const added = await insertFactor(world, tx, accountId, { factor, now });
    const { changed } = await raiseEpoch(tx, accountId, session.epoch);
    const notice = { kind: 'factor-replaced', added: added.words, replacesApp: old.length > 0 } as const;
    await tellAccount(world, tx, { who: caller, notice, visit, now });
    const removed = old.map(({ id, name }): Event => {
      const details = { app: id, name };
      return { kind: 'factor.totp-removed', subjects: [ofAccount(accountId)], details, rows: rows('totp_apps', [id]) };
    });
    const event: Event = { ...added.event, rows: [...(added.event.rows ?? []), ...changed, ...ended] };
    return { result: undefined, events: [event, ...removed] };
  });
  if (factor.kind === 'totp') await forgiveMadeAnew(world, accountId, ['totp']);
  return {
    cookies: [{ name: 'session', value: undefined }],
    next: 'sign-in',
  };
}
