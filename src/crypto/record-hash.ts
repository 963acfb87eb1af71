import { createHash } from 'node:crypto';

/** Takes the bytes of one file of a wheel as they come. */
export interface RecordHash {
  update(bytes: Uint8Array): void;
  /** URL-safe base64 without padding, as RECORD has it. */
  digest(): string;
}

/** The hash that a wheel's RECORD names for a file. */
export function startRecordHash(algorithm: 'sha256' | 'sha384' | 'sha512'): RecordHash {
  const hash = createHash(algorithm);
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest('base64url') };
}
