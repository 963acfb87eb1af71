const MIB = 1024 * 1024;

/** What an archive may hold. Real projects stay far below; a bomb stops here. */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  maxMembers: 100_000,
  maxPathBytes: 1024,
  maxPathBytesInAll: 16 * MIB,
  maxWantedBytes: 8 * MIB,
  maxUnpackedBytes: 8192 * MIB,
  ratioCountsFromBytes: 64 * MIB,
  maxRatio: 50,
};

export interface ArchiveLimits {
  readonly maxMembers: number;
  readonly maxPathBytes: number;
  readonly maxPathBytesInAll: number;
  /** For each member whose bytes are asked for. */
  readonly maxWantedBytes: number;
  readonly maxUnpackedBytes: number;
  /** Below this unpacked size the ratio does not matter. */
  readonly ratioCountsFromBytes: number;
  /** Unpacked bytes for each packed byte. */
  readonly maxRatio: number;
}
