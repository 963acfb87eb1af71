import type { Millis } from '../base/brands.ts';
import { SECOND } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { LIMITS, type LimitName } from './limits.ts';
import { clockTime, waitInWords } from './wait-in-words.ts';

/** The refusal of a used-up limit: says until when, in words, and for tools in `Retry-After`. */
export function limitRefusal(name: LimitName, now: Millis, until: Millis): Refusal {
  const retryAfterSeconds = Math.max(1, Math.ceil((until - now) / SECOND));
  const message = `${LIMITS[name].what} Wait until ${clockTime(until)} (${waitInWords(retryAfterSeconds)}) and try again.`;

  return new Refusal('too-many', `limit.${name}`, message, { retryAfterSeconds });
}
