import type { Secret } from '../base/secret.ts';

/** `main`, or a test index beside it: same software, own data, a band on every page, own cookies. */
export type SiteKind = 'main' | 'test';

/** Where things are, secrets, limits of the host: read once at start from `KEYHOUSE_*` or a file, never changed while running. */
export interface Settings {
  /** Public origin without a trailing slash, e.g. `http://localhost:8765`; links, RP ID and origin checks come from it alone. */
  readonly url: string;
  readonly listenHost: string;
  readonly listenPort: number;
  /** Folder of database, files, keys and outbox. */
  readonly dataFolder: string;
  /** PostgreSQL; SQLite in the data folder when undefined. */
  readonly databaseUrl: Secret | undefined;
  readonly smtpUrl: Secret | undefined;
  readonly mailFrom: string;
  readonly site: SiteKind;
  readonly siteName: string;
  /** The other index of this house, linked from the band: the test index names the main one and the other way round. */
  readonly siblingUrl: string | undefined;
  readonly securityContact: string | undefined;
  readonly supportUrl: string | undefined;
  /** Addresses or networks (CIDR) of proxies whose `X-Forwarded-*` is believed. */
  readonly trustedProxies: readonly string[];
  readonly maxFileBytes: number;
  readonly maxProjectBytes: number;
  /** Under public rules a release takes no new file when it is older. */
  readonly releaseOpenDays: number;
  /** Policies that the host pins; operators cannot change these on their pages. */
  readonly pinned: Partial<Policies>;
}

/** What operators decide on their pages. The host may pin each by a variable of the same name. */
export interface Policies {
  readonly registration: 'invite' | 'open' | 'closed';
  readonly readAccess: 'public' | 'authenticated';
  readonly twoFactor: 'optional' | 'publishers' | 'everyone';
  /** Whose second factor must be a passkey or a key: operators; those and owners of projects; everyone. */
  readonly phishingResistant: 'nobody' | 'operators' | 'owners' | 'everyone';
  readonly uploadRules: 'private' | 'public';
  /** The one cooling-off: what loosens, or could help a thief, takes effect after it. Never shorter than 72 hours. */
  readonly wait: '72h' | '7d' | '14d';
}

export const DEFAULT_POLICIES: Policies = {
  registration: 'invite',
  readAccess: 'public',
  twoFactor: 'optional',
  phishingResistant: 'nobody',
  uploadRules: 'private',
  wait: '72h',
};
