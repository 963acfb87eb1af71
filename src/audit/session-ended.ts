import { Refusal } from '../base/refusal.ts';

/** The refusal of whatever a session asked for that was ended, or whose account changed, since the request came in. */
export function sessionEnded(): Refusal {
  return new Refusal('not-signed-in', 'session.ended', 'Your session ended meanwhile. Sign in again.');
}
