/** One setting as its documentation shows it; `config.ts` reads exactly these. */
export interface Definition {
  readonly name: `KEYHOUSE_${string}`;
  /** Of the host, except `policy`: operators decide those, and the host may pin them. A `secret` is never shown. */
  readonly kind: 'place' | 'secret' | 'limit' | 'look' | 'policy';
  /** How a value looks, or its unit. */
  readonly values: string;
  readonly byDefault: string;
  readonly doc: string;
}

type Define = (name: Definition['name'], values: string, byDefault: string, doc: string) => Definition;

const define =
  (kind: Definition['kind']): Define =>
  (name, values, byDefault, doc) => ({ name, kind, values, byDefault, doc });

const place = define('place');
const secret = define('secret');
const limit = define('limit');
const look = define('look');
const policy = define('policy');

/** Every setting, in the order of the documentation. */
export const DEFINITIONS: readonly Definition[] = [
  place(
    'KEYHOUSE_URL',
    'an https origin, or http on localhost',
    'http://localhost:8765',
    'The public origin. Links in mails, passkeys and the check of forms rest on it alone.',
  ),
  place('KEYHOUSE_LISTEN', 'host:port', '127.0.0.1:8765', 'Where the server listens.'),
  place('KEYHOUSE_DATA', 'a folder', './data', 'Database, files, keys and outbox. Everything that a backup holds.'),
  place('KEYHOUSE_CONFIG', 'a file', '<data>/keyhouse.conf', 'A file of `NAME=value` lines; the environment wins over it.'),
  secret(
    'KEYHOUSE_DATABASE_URL',
    'postgres://…',
    'SQLite in the data folder',
    'PostgreSQL, for more than one process. On another machine it ends with `?sslmode=verify-full`, or says `sslmode=disable`.',
  ),
  secret(
    'KEYHOUSE_SECRET_KEY',
    '43 characters of base64url, or 2:<new>,1:<old>',
    'made in <data>/keys/master',
    'The master key that everything secret in the database is sealed under.',
  ),
  secret(
    'KEYHOUSE_BACKUP_PASSPHRASE',
    '15 characters or more',
    'asked for on the terminal',
    'What the keys inside a backup are locked under; for `keyhouse backup` and `restore` alone, the server does not keep it.',
  ),
  secret(
    'KEYHOUSE_SMTP_URL',
    'smtps://user:password@host',
    'none: .eml files in <data>/outbox on localhost, else no mail',
    'The server that takes our mails.',
  ),
  place('KEYHOUSE_MAIL_FROM', 'a mail address', 'keyhouse@<host>', 'Who our mails are from.'),
  place('KEYHOUSE_TRUSTED_PROXIES', 'addresses and networks, separated by commas', 'none', 'Proxies whose X-Forwarded-For is believed.'),
  look('KEYHOUSE_SITE', 'main, test', 'main', '`test` makes a test index: own cookies, own colour, a band on every page.'),
  look(
    'KEYHOUSE_SITE_NAME',
    'a text',
    'Keyhouse, or Test Keyhouse',
    'The name in the header, in mails and in authenticator apps; a test index adds "(test)" when it does not say so.',
  ),
  look('KEYHOUSE_SIBLING_URL', 'an origin', 'none', 'The other index of this house; the two link to each other.'),
  look('KEYHOUSE_SECURITY_CONTACT', 'a mailto: or https: URL', 'none', 'Stands in security.txt and on the security page.'),
  look('KEYHOUSE_SUPPORT_URL', 'a mailto: or https: URL', 'none', 'Stands in the footer and on error pages.'),
  limit('KEYHOUSE_MAX_FILE_BYTES', 'bytes', '104857600', 'The largest file that may be uploaded.'),
  limit('KEYHOUSE_MAX_PROJECT_BYTES', 'bytes', '10737418240', 'The most that the files of one project take together.'),
  limit('KEYHOUSE_RELEASE_OPEN_DAYS', 'days', '14', 'How long a release takes new files. Private upload rules never close one.'),
  policy('KEYHOUSE_REGISTRATION', 'invite, open, closed', 'invite', 'Who may create an account.'),
  policy(
    'KEYHOUSE_READ_ACCESS',
    'public, authenticated',
    'public',
    'Who may read and install. `authenticated` comes with a later release.',
  ),
  policy(
    'KEYHOUSE_TWO_FACTOR',
    'optional, publishers, everyone',
    'optional',
    'Who is kept to setting up a second factor, from the sign-in on: nobody, whoever owns or maintains a project, or everyone. Publishing needs one in any case.',
  ),
  policy(
    'KEYHOUSE_PHISHING_RESISTANT',
    'nobody, operators, owners, everyone',
    'nobody',
    'Whose second factor must be a passkey or a security key. `owners` are those of projects, and operators with them.',
  ),
  policy(
    'KEYHOUSE_WAIT',
    '72h, 7d, 14d',
    '72h',
    'How long what loosens a policy, or could help a thief, waits before it takes effect: long enough that somebody notices.',
  ),
  policy(
    'KEYHOUSE_UPLOAD_RULES',
    'private, public',
    'private',
    'Which rules uploads are held to: those for the packages of a company, or those for an index that everybody reads (`docs/upload-rules.md`).',
  ),
];

/** The text of `docs/configuration.md`; a test compares. */
export function renderConfiguration(): string {
  const rows = DEFINITIONS.map(({ name, kind, ...cells }) => {
    const [values, byDefault, doc] = [cells.values, cells.byDefault, cells.doc].map(escapeTags);
    return `| \`${name}\` | ${kind} | ${values} | ${byDefault} | ${doc} |`;
  });
  return `${[...INTRODUCTION, ...rows].join('\n')}\n`;
}

const INTRODUCTION = [
  '# Configuration',
  '',
  'Made from `src/settings/definitions.ts` by `node tools/write-docs.ts`; do not edit.',
  '',
  'Settings come from the environment, or from a file of `NAME=value` lines (`#` begins a comment): `keyhouse.conf` in the data folder, or the',
  'file that `KEYHOUSE_CONFIG` names. The environment wins. They are read once, at start; a value that cannot be used, and a name that is not',
  'known, end the start with one sentence. A file with a secret in it must be closed to others (`chmod o= keyhouse.conf`).',
  '',
  'Policies are decided on the operators\' pages; a variable of the same name pins one, and the page then says "set by the host".',
  '',
  '| name | kind | values | default | what it does |',
  '| --- | --- | --- | --- | --- |',
];

/** Markdown would take `<data>` for HTML and show nothing. */
function escapeTags(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
