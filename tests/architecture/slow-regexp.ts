import { type Automaton, readRegexp } from './regexp-automaton.ts';

type State = readonly [number, number, number];

/**
 * Why a hostile text of n letters may cost more than about n steps, or undefined when it can not: the engine tries every way of reading
 * a text, so no part may be read in a number of ways that grows with the text.
 *
 * @throws Error for back references
 * @see Weideman, van der Merwe, Berglund, Watson: "Analyzing Matching Time Behavior of Backtracking Regular Expression Matchers" (2016)
 */
export function slowness(literal: string): string | undefined {
  const automaton = readRegexp(literal);
  if (automaton.isFoldedTwice) return 'a repetition in a repetition reads the same text in many ways';
  const loops = automaton.follow.map((_next, atom) => atom).filter((atom) => reaches(automaton, [atom, atom, atom], [atom, atom, atom]));

  for (const one of loops) {
    for (const other of loops) {
      if (one === other || automaton.ends.has(other)) continue;
      if (reaches(automaton, [one, one, other], [one, other, other])) return describe(automaton, one, other);
    }
  }

  return undefined;
}

function describe(automaton: Automaton, one: number, other: number): string {
  const letter = JSON.stringify([...(automaton.letters[other] ?? [])][0]);

  return one === 0 ? `the search starts again at each ${letter} of a long row` : `two repetitions share ${letter}`;
}

/** Whether one text leads from three atoms at once to three others: breadth first over the three in step. */
function reaches(automaton: Automaton, from: State, to: State): boolean {
  const seen = new Set<string>();
  let border: readonly State[] = [from];
  while (border.length > 0) {
    border = border.flatMap((state) => nextStates(automaton, state)).filter((state) => isNew(seen, state));
    if (border.some((state) => state.every((atom, index) => atom === to[index]))) return true;
  }

  return false;
}

function nextStates({ follow, letters }: Automaton, [a, b, c]: State): readonly State[] {
  const after = (atom: number) => [...(follow[atom] ?? [])];
  const share = (state: State) => [...(letters[state[0]] ?? [])].some((letter) => state.every((atom) => letters[atom]?.has(letter)));

  return after(a).flatMap((x) => after(b).flatMap((y) => after(c).map((z): State => [x, y, z]))).filter(share);
}

function isNew(seen: Set<string>, state: State): boolean {
  const key = state.join();
  if (seen.has(key)) return false;
  seen.add(key);

  return true;
}
