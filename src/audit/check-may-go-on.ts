import { Refusal } from '../base/refusal.ts';
import type { World } from '../world.ts';
import type { AnyEvent, EventKind } from './events/events.ts';

/** Takes rights away, and gives none. */
const NARROWING: readonly EventKind[] = [
  ...(['account.frozen', 'account.addresses-disputed', 'account.unfreeze-refused', 'account.password-disabled'] as const),
  ...(['account.registration-dropped', 'factor.totp-disabled', 'factor.codes-disabled', 'recovery.stopped', 'recovery.objected'] as const),
  ...(['session.ended', 'session.hold-refused', 'session.browsers-forgotten', 'session.disowned', 'token.deleted'] as const),
  ...(['factor.key-kept', 'recovery.voucher-removed', 'account.erasure-held', 'site.policy-withdrawn'] as const),
];

/** Leads to where that is done: whoever wants to freeze signs in first. */
const WAY_THERE: readonly EventKind[] = [
  ...(['session.started', 'session.resumed', 'session.raised', 'session.stepped-up', 'session.held', 'session.hold-asked'] as const),
  ...([
    'session.mailbox-confirmed',
    'session.browser-known',
    'account.kept',
    'factor.code-accepted',
    'factor.code-used',
    'factor.key-accepted',
  ] as const),
];

/** What the host does, and what makes room. */
const UPKEEP: readonly EventKind[] = [
  ...(['site.opened', 'site.log-begun', 'site.restored', 'site.setup-link-made', 'site.host-setting-changed'] as const),
  ...(['site.backup-made', 'site.swept', 'site.clock-suspect', 'site.clock-confirmed'] as const),
];

const STOPS_A_THIEF: ReadonlySet<EventKind> = new Set([...NARROWING, ...UPKEEP]);
const WITHOUT_ROOM: ReadonlySet<EventKind> = new Set([...NARROWING, ...WAY_THERE, ...UPKEEP]);

const NO_ROOM = new Refusal(
  'unavailable',
  'site.no-room',
  'The disk of this index is nearly full, and what is left is kept for stopping thieves. Tell its operators; nothing was changed.',
  { retryAfterSeconds: 600 },
);

const CLOCKS_APART = new Refusal(
  'unavailable',
  'site.clocks-apart',
  'The clocks of this index are more than 30 seconds apart, so it cannot say when anything happens. Tell its operators; nothing was changed.',
  { retryAfterSeconds: 60 },
);

/**
 * Whether an act may be done while the site is short of something. On the reserve of the disk only what takes rights away goes on,
 * and what leads there: else whoever fills the disk could no longer be frozen (H9). While its clock is away from the others' nobody
 * gets in either, because waits, codes and links are told from time; what was refused is recorded.
 *
 * @throws Refusal `site.no-room`, `site.clocks-apart`
 */
export function checkMayGoOn({ clock, database }: Pick<World, 'clock' | 'database'>, events: readonly AnyEvent[]): void {
  if (database.isShortOfRoom() && !events.every(({ kind }) => WITHOUT_ROOM.has(kind))) throw NO_ROOM;
  const isNarrow = events.every(({ kind, outcome }) => outcome === 'refused' || STOPS_A_THIEF.has(kind));
  if (clock.isApart() && !isNarrow) throw CLOCKS_APART;
}
