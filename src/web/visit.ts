/** From where a request came: goes into events (sealed) and limits (keyed), never into a log line as it is. */
export interface Visit {
  /** The client's address as trusted proxies report it, e.g. `203.0.113.7` or `2001:db8::1`. */
  readonly address: string;
  /** The unit that limits count: an IPv4 address's /24, an IPv6 address's /48, loopback as a whole. */
  readonly network: string;
  readonly userAgent: string;
  /** 16 hexadecimal digits, in every answer's `X-Request-Id`, in the log and in events. */
  readonly requestId: string;
}
