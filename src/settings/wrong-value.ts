import { Refusal } from '../base/refusal.ts';

/** A setting that cannot be used, in one sentence: which, why, and a value that works. `problem` never holds a secret. */
export function wrongValue(name: string, problem: string, example: string): Refusal {
  return new Refusal('invalid', 'config.value', `${name} ${problem}. Write for example ${name}=${example}`);
}
