import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClaimName } from './claim.ts';

/** What a claim that held saw in its last run. */
export type Held = Readonly<Partial<Record<ClaimName, string>>>;

const FILE = join(import.meta.dirname, 'held.json');

/** The claims that held when each was last run with `--write`. */
export function readHeld(): Held {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Held;
}

/** Notes a run: what held is told with what it saw, what did not is gone; claims that were not run stay as they are. */
export function writeHeld(outcomes: readonly { readonly name: ClaimName; readonly saw: string | undefined }[]): void {
  const held: Partial<Record<ClaimName, string>> = { ...readHeld() };
  for (const { name, saw } of outcomes) {
    if (saw === undefined) delete held[name];
    else held[name] = saw;
  }
  writeFileSync(FILE, `${JSON.stringify(held, undefined, 2)}\n`);
}
