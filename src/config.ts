import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fromUtf8 } from './base/bytes.ts';
import { Refusal } from './base/refusal.ts';
import { Secret } from './base/secret.ts';
import { DEFINITIONS } from './settings/definitions.ts';
import { hasAddressAsHost } from './settings/has-address-as-host.ts';
import { nearestName } from './settings/nearest-name.ts';
import { parseConfigFile } from './settings/parse-config-file.ts';
import { checkPostgresUrl, checkSmtpUrl, parseContact, parseListen, parseMailFrom, parseOrigin } from './settings/parse-place.ts';
import { isEnforced, POLICY_VALUES } from './settings/policies.ts';
import type { Policies, Settings } from './settings/settings.ts';
import { wrongValue } from './settings/wrong-value.ts';
import { trustProxies } from './web/client-address.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables of ours that are no settings: tests read them. */
const FOREIGN = /^KEYHOUSE_TEST_/;
const COMING = new Set(['KEYHOUSE_FILES_URL', 'KEYHOUSE_FILES_HOST']);

const DEFAULT_DATA = './data';

export interface Config {
  readonly settings: Settings;
  readonly secretKey: Secret | undefined;
  /** For the commands that make and read backups. */
  readonly backupPassphrase: Secret | undefined;
}

/**
 * Reads the environment and the file, once, at start. The only place that does.
 *
 * @throws Refusal `config.*`: one sentence that names the variable and shows a right value
 */
export function readConfig(environment: Variables = process.env): Config {
  const variables = { ...readFile(environment), ...withoutEmpty(environment) };
  checkNames(variables);
  const url = parseOrigin('KEYHOUSE_URL', text(variables, 'KEYHOUSE_URL') ?? 'http://localhost:8765', 'https://pypi.example.org');
  const [listenHost, listenPort] = parseListen('KEYHOUSE_LISTEN', text(variables, 'KEYHOUSE_LISTEN') ?? '127.0.0.1:8765');
  const site = oneOf(variables, 'KEYHOUSE_SITE', ['main', 'test']) ?? 'main';
  const settings: Settings = {
    url,
    listenHost,
    listenPort,
    dataFolder: resolve(text(variables, 'KEYHOUSE_DATA') ?? DEFAULT_DATA),
    databaseUrl: secret(variables, 'KEYHOUSE_DATABASE_URL', checkPostgresUrl),
    smtpUrl: secret(variables, 'KEYHOUSE_SMTP_URL', checkSmtpUrl),
    mailFrom: parsed(variables, 'KEYHOUSE_MAIL_FROM', parseMailFrom) ?? `keyhouse@${mailHost(url)}`,
    site,
    siteName: nameOf(site, parsed(variables, 'KEYHOUSE_SITE_NAME', parseSiteName)),
    siblingUrl: parsed(variables, 'KEYHOUSE_SIBLING_URL', (name, value) => parseOrigin(name, value, 'https://test.pypi.example.org')),
    securityContact: parsed(variables, 'KEYHOUSE_SECURITY_CONTACT', parseContact),
    supportUrl: parsed(variables, 'KEYHOUSE_SUPPORT_URL', parseContact),
    trustedProxies: readProxies(text(variables, 'KEYHOUSE_TRUSTED_PROXIES')),
    maxFileBytes: parsed(variables, 'KEYHOUSE_MAX_FILE_BYTES', parseBytes) ?? 100 * 2 ** 20,
    maxProjectBytes: parsed(variables, 'KEYHOUSE_MAX_PROJECT_BYTES', parseBytes) ?? 10 * 2 ** 30,
    releaseOpenDays: parsed(variables, 'KEYHOUSE_RELEASE_OPEN_DAYS', parseDays) ?? 14,
    pinned: readPins(variables),
  };
  checkPasskeysWork(settings);
  return {
    settings,
    secretKey: secret(variables, 'KEYHOUSE_SECRET_KEY'),
    backupPassphrase: secret(variables, 'KEYHOUSE_BACKUP_PASSPHRASE'),
  };
}

/** npm stays between us and whoever started it; when it is gone the server ends too. */
export function isStartedByNpm(): boolean {
  return process.env['npm_lifecycle_event'] !== undefined;
}

/** Who called sudo, for the events of commands. */
export function findSudoUser(): string | undefined {
  return process.env['SUDO_USER'];
}

/** Mail from an address instead of a name is refused nearly everywhere. */
function mailHost(url: string): string {
  return hasAddressAsHost(url) ? 'localhost' : new URL(url).hostname;
}

function text(variables: Variables, name: string): string | undefined {
  const value = variables[name]?.trim();
  return value === '' ? undefined : value;
}

function parsed<Value>(variables: Variables, name: string, parse: (name: string, value: string) => Value): Value | undefined {
  const value = text(variables, name);
  return value === undefined ? undefined : parse(name, value);
}

function secret(variables: Variables, name: string, check?: (name: string, value: string) => void): Secret | undefined {
  const value = text(variables, name);
  if (value === undefined) return undefined;
  check?.(name, value);
  return new Secret(value);
}

function oneOf<Value extends string>(variables: Variables, name: string, values: readonly Value[]): Value | undefined {
  return parsed(variables, name, (_, value) => {
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) throw wrongValue(name, `is "${value}", but only ${values.join(', ')} are known`, values[0] ?? '');
    return found;
  });
}

/** Both indexes of a house may have one name in their settings: in authenticator apps and mails the test index says what it is. */
function nameOf(site: Settings['site'], given: string | undefined): string {
  if (site === 'main') return given ?? 'Keyhouse';
  if (given === undefined) return 'Test Keyhouse';
  return /test/i.test(given) ? given : `${given} (test)`;
}

/** It stands in headers of mails and in authenticator apps, which cut long ones off. */
function parseSiteName(name: string, value: string): string {
  if (value.length <= 60 && !/[\p{Cc}\p{Cf}:<>"]/u.test(value)) return value;
  throw wrongValue(
    name,
    'is longer than 60 letters or has a colon, a quote, an angle bracket or an invisible letter in it',
    'Example Index',
  );
}

function parseBytes(name: string, value: string): number {
  const bytes = Number(value);
  if (/^\d{1,15}$/.test(value) && bytes > 0) return bytes;
  throw wrongValue(name, `is "${value}", which is no number of bytes`, '104857600');
}

function parseDays(name: string, value: string): number {
  const days = Number(value);
  if (/^\d{1,5}$/.test(value) && days > 0) return days;
  throw wrongValue(name, `is "${value}", which is no number of days`, '14');
}

function readProxies(value: string | undefined): readonly string[] {
  const list =
    value
      ?.split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '') ?? [];
  try {
    trustProxies(list);
  } catch (cause) {
    // biome-ignore lint/style/useErrorCause: a Refusal takes its cause as the fourth argument
    throw new Refusal('invalid', 'config.value', cause instanceof Error ? cause.message : 'KEYHOUSE_TRUSTED_PROXIES is wrong', { cause });
  }
  return list;
}

function readPins(variables: Variables): Partial<Policies> {
  const registration = policy(variables, 'KEYHOUSE_REGISTRATION', 'registration');
  const readAccess = policy(variables, 'KEYHOUSE_READ_ACCESS', 'readAccess');
  const twoFactor = policy(variables, 'KEYHOUSE_TWO_FACTOR', 'twoFactor');
  const phishingResistant = policy(variables, 'KEYHOUSE_PHISHING_RESISTANT', 'phishingResistant');
  const wait = policy(variables, 'KEYHOUSE_WAIT', 'wait');
  const uploadRules = policy(variables, 'KEYHOUSE_UPLOAD_RULES', 'uploadRules');
  return {
    ...(registration && { registration }),
    ...(readAccess && { readAccess }),
    ...(twoFactor && { twoFactor }),
    ...(phishingResistant && { phishingResistant }),
    ...(uploadRules && { uploadRules }),
    ...(wait && { wait }),
  };
}

/** A demand that nobody could meet would lock everybody out. */
function checkPasskeysWork({ url, pinned }: Settings): void {
  if ((pinned.phishingResistant ?? 'nobody') === 'nobody' || !hasAddressAsHost(url)) return;
  const why = 'browsers refuse passkeys on an address. Give KEYHOUSE_URL a name, or leave it out.';
  throw new Refusal('invalid', 'config.value', `KEYHOUSE_PHISHING_RESISTANT=${pinned.phishingResistant} cannot be met: ${why}`);
}

/** What the refusal of a value says is so instead, until a release enforces it. */
const INSTEAD: Readonly<Record<keyof Policies, string>> = {
  registration: '',
  readAccess: 'this release is readable by everybody who reaches it',
  twoFactor: '',
  phishingResistant: '',
  wait: '',
  uploadRules: '',
};

function policy<Name extends keyof Policies>(variables: Variables, variable: string, name: Name): Policies[Name] | undefined {
  const value = oneOf(variables, variable, POLICY_VALUES[name] as readonly Policies[Name][]);
  if (value === undefined || isEnforced(name, value)) return value;
  throw new Refusal('invalid', 'config.coming', `${variable}=${value} is not there yet: ${INSTEAD[name]}. Leave it out.`);
}

/** The file that is named, which must be there, or the one in the data folder, which need not. */
function readFile(environment: Variables): Variables {
  const named = text(environment, 'KEYHOUSE_CONFIG');
  const path = named ?? join(text(environment, 'KEYHOUSE_DATA') ?? DEFAULT_DATA, 'keyhouse.conf');
  const content = readIfThere(path);
  if (content === undefined && named !== undefined) {
    throw new Refusal(
      'invalid',
      'config.file',
      `KEYHOUSE_CONFIG names ${path}, which cannot be read. Make the file, or leave the variable out.`,
    );
  }
  const found = parseConfigFile(path, content ?? '');
  if (found.has('KEYHOUSE_CONFIG') || (named === undefined && found.has('KEYHOUSE_DATA'))) {
    throw new Refusal(
      'invalid',
      'config.file',
      `${path} cannot say where it is itself: set KEYHOUSE_DATA or KEYHOUSE_CONFIG in the environment.`,
    );
  }
  checkClosed(path, found);
  return Object.fromEntries(found);
}

function readIfThere(path: string): string | undefined {
  const bytes = readBytes(path);
  const content = bytes && fromUtf8(bytes);
  if (bytes !== undefined && content === undefined) {
    throw new Refusal('invalid', 'config.file', `${path} is no text in UTF-8. Write it anew.`);
  }
  return content;
}

function readBytes(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') return undefined;
    throw cannotRead(path, code, error);
  }
}

function cannotRead(path: string, code: string | undefined, cause: unknown): Refusal {
  const folder = dirname(path);
  let message = `Keyhouse may not read ${path}. Give it that file, or remove it.`;
  if (code === 'ENOTDIR') message = `${folder} is no folder. Set KEYHOUSE_DATA to one that Keyhouse may write to.`;
  else if (!mayLookInto(folder)) message = `Keyhouse may not look into ${folder}. Give it that folder, or set KEYHOUSE_DATA to another.`;
  return new Refusal('invalid', 'config.file', message, { cause });
}

function mayLookInto(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function checkClosed(path: string, found: ReadonlyMap<string, string>): void {
  const secretOne = DEFINITIONS.find(({ kind, name }) => kind === 'secret' && found.has(name));
  if (secretOne === undefined || (statSync(path).mode & 0o007) === 0) return;
  throw new Refusal(
    'invalid',
    'config.file',
    `${path} holds ${secretOne.name} and everybody on this machine can read it. Run: chmod o= ${path}`,
  );
}

/** An empty variable counts as none: it does not hide what the file says. */
function withoutEmpty(environment: Variables): Variables {
  return Object.fromEntries(
    Object.keys(environment).flatMap((name) => {
      const value = text(environment, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function checkNames(variables: Variables): void {
  const known: readonly string[] = DEFINITIONS.map(({ name }) => name);
  for (const name of Object.keys(variables)) {
    if (!name.startsWith('KEYHOUSE_') || FOREIGN.test(name) || known.includes(name)) continue;
    if (COMING.has(name))
      throw new Refusal('invalid', 'config.coming', `${name} is not there yet: files lie in the data folder. Leave it out.`);
    const nearest = nearestName(name, known);
    throw new Refusal(
      'invalid',
      'config.unknown',
      `${name} is no setting. The nearest one is ${nearest}; docs/configuration.md has them all.`,
    );
  }
}
