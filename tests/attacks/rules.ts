import { idsOf, testsIn } from '../yardstick/titles.ts';

/** The rules of the security model that concern what exists now; each has at least one attack over a real port in this folder. */
export const FOUNDATION_RULES: readonly string[] = [
  ...['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A9'],
  ...['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7', 'B9', 'B10', 'B11', 'B12', 'B13', 'B14', 'B16', 'B17', 'B18', 'B19'],
  ...['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C11', 'C12', 'D1', 'D2', 'D3', 'D5', 'E3', 'E4', 'H9', 'H10'],
  ...['4 keys', '4 formats', '4 events', '4 person', '4 time'],
];

/** Rules without any attack among these test files. */
export function uncovered(rules: readonly string[], testFiles: readonly string[]): readonly string[] {
  const covered = new Set(testFiles.flatMap((file) => testsIn('', file).flatMap(({ title }) => idsOf(title))));
  return rules.filter((rule) => !covered.has(rule));
}
