import { Refusal } from './refusal.ts';

export interface Gathering {
  /** What a check gives; undefined when it refuses, which waits for the others. */
  readonly take: <Checked>(check: () => Checked) => Checked | undefined;
  readonly add: (refusal: Refusal) => void;
  /** The first refusal, with the others in `also`; undefined for none. */
  readonly refusal: () => Refusal | undefined;
}

/** Checks the fields of one form each for itself, so that a person sees at once all that there is to correct. */
export function gatherRefusals(): Gathering {
  const refusals: Refusal[] = [];
  return {
    take: (check) => {
      try {
        return check();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refusals.push(error);
        return undefined;
      }
    },
    add: (refusal) => {
      refusals.push(refusal);
    },
    refusal: () => {
      const [first, ...also] = refusals;
      return first && new Refusal(first.kind, first.code, first.message, { field: first.field, also });
    },
  };
}
