import { Secret } from '../../src/base/secret.ts';
import type { Keys } from '../../src/world.ts';

/** Keys that are the same in every run. */
export const TEST_KEYS: Keys = {
  masters: [{ version: 1, key: new Secret(new Uint8Array(32).fill(1)) }],
  siteId: new Uint8Array(16).fill(2),
  logSeed: new Secret(new Uint8Array(32).fill(3)),
};
