/** The folders and files of src/ in their order: each imports only from those above it and from itself. */
export const ORDER: readonly string[] = [
  ...['base', 'schema', 'settings', 'world.ts', 'paths.ts', 'python', 'protocols', 'crypto', 'audit', 'limits', 'outbox', 'web', 'layout'],
  ...['accounts', 'roles', 'factors', 'sessions', 'tokens', 'access', 'recovery', 'projects', 'publishers', 'releases', 'approvals'],
  ...['simple', 'browse', 'search', 'history', 'alerts', 'incidents', 'admin', 'help', 'app.ts'],
  ...['database', 'adapters', 'config.ts', 'commands', 'cli.ts', 'main.ts'],
];

/** The browser's folder: nothing imports it and it imports nothing from outside. */
export const CLIENT = 'client';

export const MAX_FILE_LINES = 300;
export const MAX_FUNCTION_LINES = 40;

/** Names that say nothing: the first as a whole name or as its last word, the others as a whole name. */
export const EMPTY_WORDS: readonly string[] = ['service', 'services', 'manager', 'managers', 'helper', 'helpers', 'util', 'utils'];
export const EMPTY_NAMES: readonly string[] = ['common', 'misc', 'index'];

/** What a folder keeps for itself. The composition alone takes the route tables. */
export const PRIVATE_FILES: readonly string[] = ['store.ts', 'routes.ts', 'pages.ts', 'mails.ts'];
export const ROUTE_READER = 'app.ts';

/** Packages that one folder alone sees, so that each can be replaced there. */
export const HOMES: readonly { readonly what: RegExp; readonly home: string }[] = [
  { what: /^(?:node:)?crypto$/, home: 'crypto' },
  { what: /^(?:fastify|@fastify\/.+)$/, home: 'web' },
];

export interface Exception {
  /** A file, or a folder that ends with a slash. */
  readonly place: string;
  readonly why: string;
}

/** Where queries stand besides each folder's store.ts. */
export const MAY_QUERY: readonly Exception[] = [
  { place: 'database/', why: 'dialects and migrations' },
  { place: 'audit/', why: 'the trail is made of its queries: act, entries, sequencer, seen' },
  { place: 'limits/', why: 'each file is one atomic counter' },
  { place: 'outbox/', why: 'each file is one claim or one hand-over' },
  { place: 'accounts/links.ts', why: 'one table of links, made, found and claimed in one file' },
  { place: 'accounts/raise-epoch.ts', why: 'one statement, offered to later folders' },
  { place: 'accounts/mail-window-store.ts', why: 'the store of one table, apart from that of accounts' },
  { place: 'factors/removed-store.ts', why: 'what was removed and still stops, apart from what opens' },
  { place: 'factors/rewind-store.ts', why: 'what an undone change of addresses takes back, apart from the store of factors' },
  { place: 'recovery/operators-store.ts', why: 'who is an operator, apart from recoveries' },
  { place: 'recovery/practice-store.ts', why: 'practice runs, apart from recoveries: no query of the one sees the other' },
  { place: 'sessions/device-store.ts', why: 'the store of browsers and their cookies, apart from that of sessions' },
  { place: 'accounts/domain-store.ts', why: 'the store of mail domains, apart from that of accounts' },
  { place: 'recovery/closing-store.ts', why: 'the store of one table, apart from that of recovery' },
  { place: 'recovery/erase-store.ts', why: 'one list says of every table what becomes of a person in it' },
  { place: 'accounts/site-store.ts', why: 'the store of the site itself, apart from that of accounts' },
];

/** Who reads the environment. */
export const MAY_READ_ENVIRONMENT: readonly Exception[] = [{ place: 'config.ts', why: 'reads it once' }];

/** Where time, chance and the network come from. Everything else is handed them through World. */
export const MAY_TOUCH_OUTSIDE: readonly Exception[] = [
  { place: 'adapters/', why: 'the real outside' },
  { place: 'client/', why: 'runs in the browser' },
  { place: 'database/guarded-transaction.ts', why: 'waits between two tries at a serialisation failure; nothing reads the time' },
  { place: 'web/server.ts', why: 'cuts connections that outstay the shutdown; no decision hangs on it' },
  { place: 'web/watch-body.ts', why: 'measures how slowly a body arrives; no decision but to cut it hangs on it' },
];
