import { sha256 } from '../crypto/digest.ts';
import { makeLogSigner, verifyEd25519 } from '../crypto/log-signer.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from '../protocols/checkpoint.ts';
import { noteKey, parseNote } from '../protocols/signed-note.ts';
import type { Keys } from '../world.ts';

/** A checkpoint that this site's key signed, by the epoch of its log. */
export interface KnownCheckpoint extends Checkpoint {
  readonly epoch: number;
}

/** The checkpoint in a note, believed only when this site's own key signed it under the name that it gives itself. */
export function openOwnCheckpoint(keys: Pick<Keys, 'logSeed'>, note: string): KnownCheckpoint | undefined {
  const claimed = parseClaim(note);
  if (claimed === undefined) return undefined;
  const { publicKey } = makeLogSigner(keys.logSeed);
  const checkpoint = openCheckpoint(verifyEd25519, note, noteKey(sha256, claimed.origin, publicKey));
  return checkpoint && { ...checkpoint, epoch: claimed.epoch };
}

/** The greatest checkpoint of each log among many notes; only these are verified, for there is one a second. */
export interface KnownSizes {
  add(note: string): void;
  /** The greatest size of each log, by epoch; undefined when one of them was not signed by this site. */
  verified(keys: Pick<Keys, 'logSeed'>): ReadonlyMap<number, number> | undefined;
}

export function collectKnownSizes(): KnownSizes {
  const notes = new Map<number, { readonly size: number; readonly note: string }>();
  return {
    add(note) {
      const claimed = parseClaim(note);
      if (claimed === undefined) return;
      const known = notes.get(claimed.epoch);
      if (known === undefined || known.size < claimed.size) notes.set(claimed.epoch, { size: claimed.size, note });
    },
    verified(keys) {
      if ([...notes.values()].some(({ note }) => openOwnCheckpoint(keys, note) === undefined)) return undefined;
      return new Map([...notes].map(([epoch, { size }]) => [epoch, size]));
    },
  };
}

/** What a note says of itself, without believing it. */
function parseClaim(note: string): KnownCheckpoint | undefined {
  const text = parseNote(note)?.text;
  const checkpoint = text === undefined ? undefined : parseCheckpoint(text);
  const epoch = /\/log\/(\d{1,15})$/.exec(checkpoint?.origin ?? '')?.[1];
  return checkpoint === undefined || epoch === undefined ? undefined : { ...checkpoint, epoch: Number(epoch) };
}
