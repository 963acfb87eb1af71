export type ClaimName = 'clients' | 'password' | 'once' | 'crash';

/** What a claim is told for its run. */
export interface Proving {
  /** How often, for claims that do something again and again; their own default without it. */
  readonly times: number | undefined;
  /** Prints one plain line. */
  readonly say: (line: string) => void;
}

/** A sentence that README says of Keyhouse, and the command that shows whether it is true. */
export interface Claim {
  readonly name: ClaimName;
  /** One sentence, as it stands in README. */
  readonly sentence: string;
  /**
   * Does it for real and tells every step. Gives what it saw, in a few words.
   *
   * @throws Error with what it saw instead, when the claim does not hold
   */
  readonly run: (proving: Proving) => Promise<string>;
}
