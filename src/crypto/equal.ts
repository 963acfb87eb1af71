import { timingSafeEqual } from 'node:crypto';

/** Whether two byte strings are equal, in time that tells nothing about where they differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
