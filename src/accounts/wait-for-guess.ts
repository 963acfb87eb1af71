import { type Millis, SECOND } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { clockTime, waitInWords } from '../limits/wait-in-words.ts';

/** The refusal while wrong answers make the next one wait: says until when; nothing typed before then is looked at. */
export function waitForGuess(until: Millis, now: Millis, field: string): Refusal {
  const retryAfterSeconds = Math.max(1, Math.ceil((until - now) / SECOND));
  const todo = `Too many wrong answers: wait until ${clockTime(until)} (${waitInWords(retryAfterSeconds)}) and try again.`;
  return new Refusal('too-many', 'account.wait', todo, { field, retryAfterSeconds });
}
