import { Refusal } from '../base/refusal.ts';
import { findRuleName } from '../python/upload-rules.ts';

/** Does what it is given; a refusal by a rule of uploads says the name of the rule at its end. */
export function withRuleName<Result>(work: () => Promise<Result>): Promise<Result> {
  return work().catch((error: unknown) => {
    throw named(error);
  });
}

function named(error: unknown): unknown {
  const name = error instanceof Refusal ? findRuleName(error.code) : undefined;
  if (!(error instanceof Refusal) || name === undefined) return error;
  const { kind, code, message, field, retryAfterSeconds } = error;
  const more = { cause: error, ...(field !== undefined && { field }), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  return new Refusal(kind, code, `${message} Rule: ${name}.`, more);
}
