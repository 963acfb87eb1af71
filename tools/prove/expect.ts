/** Ends a claim that does not hold. @throws Error with what was seen */
export function expect(holds: boolean, seenInstead: string): asserts holds {
  if (!holds) throw new Error(seenInstead);
}
