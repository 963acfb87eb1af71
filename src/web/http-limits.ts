/** Limits of the HTTP server itself. Times in milliseconds. */
export interface HttpLimits {
  /** All header lines of a request together, its first line included. */
  readonly maxHeaderBytes: number;
  readonly maxHeaders: number;
  readonly maxAddressLength: number;
  readonly headersTimeoutMs: number;
  /** A whole request with its body, however fast it comes. */
  readonly requestTimeoutMs: number;
  /** A connection on which nothing moves while a request is answered. */
  readonly idleTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** A body that comes slower than this, while we wait for it, is cut off. */
  readonly leastBytesPerSecond: number;
  readonly rateCheckMs: number;
  /** How long the rest of a refused body is read and thrown away, so that the client gets to read the refusal. */
  readonly drainMs: number;
  readonly maxConnections: number;
  /** From one address that is no trusted proxy. */
  readonly maxConnectionsPerAddress: number;
  /** How long running requests may take to end when the server stops. */
  readonly closeMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  maxHeaderBytes: 16_384,
  maxHeaders: 100,
  maxAddressLength: 8_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 3_600_000,
  idleTimeoutMs: 60_000,
  keepAliveTimeoutMs: 65_000,
  leastBytesPerSecond: 1_024,
  rateCheckMs: 10_000,
  drainMs: 60_000,
  maxConnections: 4_096,
  maxConnectionsPerAddress: 1_024,
  closeMs: 10_000,
};
