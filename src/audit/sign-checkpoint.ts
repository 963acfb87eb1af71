import { fromBase64url, toHex } from '../base/bytes.ts';
import { sha256 } from '../crypto/digest.ts';
import { makeLogSigner } from '../crypto/log-signer.ts';
import { signCheckpoint } from '../protocols/checkpoint.ts';
import { noteKey } from '../protocols/signed-note.ts';
import type { World } from '../world.ts';
import type { LogHead } from './sequencer.ts';

export interface SignedCheckpoint {
  readonly size: number;
  /** Root hash in hexadecimal. */
  readonly digest: string;
  /** C2SP signed note. */
  readonly note: string;
  readonly signedAt: number;
}

/** The name of the log: the public host, and how often the site was restored (H1). */
export function logOrigin(url: string, restoreEpoch: number): string {
  return `${new URL(url).host}/log/${restoreEpoch}`;
}

/** Signs the head of the log and keeps the checkpoint beside it; appending it to the file outside is the caller's. */
export async function checkpointHead(
  world: Pick<World, 'clock' | 'database' | 'keys'>,
  origin: string,
  head: Pick<LogHead, 'epoch' | 'size' | 'root'>,
): Promise<SignedCheckpoint> {
  const signer = makeLogSigner(world.keys.logSeed);
  const root = fromBase64url(head.root) ?? new Uint8Array();
  const note = signCheckpoint({ origin, size: head.size, root }, noteKey(sha256, origin, signer.publicKey), signer.sign);
  const signedAt = world.clock.now();
  await world.database.transaction((tx) =>
    tx
      .insertInto('checkpoints')
      .values({ epoch: head.epoch, size: head.size, note, signed_at: signedAt })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  return { size: head.size, digest: toHex(root), note, signedAt };
}

/** The log's public key in hexadecimal; the header's key is cut from it. */
export function logKeyHex(world: Pick<World, 'keys'>): string {
  return toHex(makeLogSigner(world.keys.logSeed).publicKey);
}
