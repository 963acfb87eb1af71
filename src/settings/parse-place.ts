import { wrongValue } from './wrong-value.ts';

const POSTGRES = new Set(['postgres:', 'postgresql:']);
/** What says that TLS is wanted, or that its absence is: `prefer` and `allow` leave it to whoever sits in between. */
const SSL_MODES = new Set(['require', 'verify-ca', 'verify-full', 'no-verify', 'disable']);
const SMTP = new Set(['smtp:', 'smtps:']);
const MAIL_ADDRESS = /^(?:[^<>@"\p{Cc}]{0,100}<)?([^\s<>@",;:\p{Cc}]{1,64}@[^\s<>@",;:\p{Cc}]{1,255})(>?)$/u;

/**
 * An origin that browsers let passkeys and `Secure` cookies work on: https, or http on this machine. Without a trailing slash.
 *
 * @throws Refusal `config.value`
 */
export function parseOrigin(name: string, value: string, example: string): string {
  const url = URL.parse(value);
  if (url === null || !isBare(url)) throw wrongValue(name, `is "${value}", which is no origin`, example);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url.origin;
  const problem = 'in clear everybody on the way reads passwords and tokens, so only https works beyond this machine';
  throw wrongValue(name, `is "${value}": ${problem}`, example);
}

/**
 * `host:port`, an IPv6 address in brackets; port 0 takes any that is free.
 *
 * @throws Refusal `config.value`
 */
export function parseListen(name: string, value: string): readonly [host: string, port: number] {
  const [, bracketed, plain, digits = ''] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(value) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host !== undefined && port < 65_536) return [host, port];
  throw wrongValue(name, `is "${value}", which is no host and port`, '127.0.0.1:8765');
}

/**
 * Where people turn to: an `https:` page or a `mailto:` address.
 *
 * @throws Refusal `config.value`
 */
export function parseContact(name: string, value: string): string {
  const url = URL.parse(value);
  const isPage = url?.protocol === 'https:' && url.username === '' && url.password === '';
  const isMail = url?.protocol === 'mailto:' && MAIL_ADDRESS.test(url.pathname);
  if (url !== null && (isPage || isMail)) return url.href;
  throw wrongValue(name, `is "${value}", which is no https: or mailto: URL`, 'mailto:security@example.org');
}

/**
 * An address, or a name with one: `Keyhouse <keyhouse@example.org>`.
 *
 * @throws Refusal `config.value`
 */
export function parseMailFrom(name: string, value: string): string {
  const [, , close] = MAIL_ADDRESS.exec(value) ?? [];
  if (close !== undefined && value.includes('<') === (close === '>')) return value;
  throw wrongValue(name, `is "${value}", which is no mail address`, 'keyhouse@example.org');
}

/**
 * A database on this machine, or one that says how the way to it is kept: what goes over the wire opens accounts.
 *
 * @throws Refusal `config.value`, which does not show the url: it holds a password
 */
export function checkPostgresUrl(name: string, value: string): void {
  const example = 'postgres://keyhouse:password@localhost/keyhouse';
  const url = URL.parse(value);
  if (url === null || !POSTGRES.has(url.protocol) || url.pathname.length < 2 || postgresHost(url) === '')
    throw wrongValue(name, 'is no URL of a PostgreSQL database', example);
  if (isOnThisMachine(postgresHost(url)) || SSL_MODES.has(url.searchParams.getAll('sslmode').at(-1) ?? '')) return;
  throw wrongValue(
    name,
    'names a PostgreSQL on another machine and no TLS, so that everybody on the way reads what opens accounts (sslmode=disable says that nobody is)',
    'postgres://keyhouse:password@db.example.org/keyhouse?sslmode=verify-full',
  );
}

/** Of the address, or of its parameter, which wins; a path is a socket. */
function postgresHost(url: URL): string {
  const host = url.searchParams.getAll('host').at(-1) ?? url.hostname;
  return host.toLowerCase().replace(/^%2f/, '/');
}

function isOnThisMachine(host: string): boolean {
  return host.startsWith('/') || isLoopback(host);
}

/** @throws Refusal `config.value`, which does not show the url: it holds a password */
export function checkSmtpUrl(name: string, value: string): void {
  const example = 'smtps://keyhouse:password@mail.example.org';
  const url = URL.parse(value);
  if (url === null || !SMTP.has(url.protocol) || url.hostname === '' || !isDecodable(url)) {
    throw wrongValue(name, 'is no URL of a mail server', example);
  }
  if (url.search !== '' || url.hash !== '' || url.pathname.length > 1) {
    throw wrongValue(name, 'has more than user, password, host and port, and nothing more is read', example);
  }
}

/** Localhost is this machine by RFC 6761, section 6.3. */
function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]' || hostname.endsWith('.localhost')) return true;
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

function isBare({ pathname, search, hash, username, password }: URL): boolean {
  return pathname === '/' && search + hash + username + password === '';
}

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
