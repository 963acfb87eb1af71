import { Refusal } from '../base/refusal.ts';
import type { Answer } from './answer.ts';

/** Status of a form that comes back with what to correct. */
const STATUS: Partial<Record<Refusal['kind'], number>> = { conflict: 409, forbidden: 403, 'too-many': 429, unavailable: 503 };

/**
 * Runs a use case; a refusal becomes the same form again with what to do, anything else goes on: also that the session ended
 * meanwhile, for the form would be of no use.
 */
export async function orFormAgain(
  deed: () => Promise<Answer>,
  again: (problem: Refusal, status: number) => Answer | Promise<Answer>,
): Promise<Answer> {
  try {
    return await deed();
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind === 'not-signed-in') throw error;
    const answer = await again(error, STATUS[error.kind] ?? 400);
    if (error.retryAfterSeconds === undefined) return answer;
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(error.retryAfterSeconds) } };
  }
}
