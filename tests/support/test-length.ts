const DEFAULT_SEED = 20_260_101;

/** Whether this is `npm run test:long`. */
export const isLongRun: boolean = process.env['KEYHOUSE_TEST_LONG'] === '1';

/** Where chance in tests comes from: fixed for `npm test`, new and printed for `npm run test:long`; `KEYHOUSE_TEST_SEED` repeats a run. */
export const testSeed: number = Number(process.env['KEYHOUSE_TEST_SEED'] ?? DEFAULT_SEED);

/** How often something is repeated: `short` times by `npm test`, `full` times by `npm run test:long`. */
export function times(short: number, full: number): number {
  return isLongRun ? full : short;
}

/** fast-check's parameters: `fc.assert(fc.property(…), propertyRuns(500))`. A long run takes ten times as many cases and the new seed. */
export function propertyRuns(cases: number): { readonly seed: number; readonly numRuns: number } {
  return { seed: testSeed, numRuns: times(cases, cases * 10) };
}
