import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { Refusal } from './base/refusal.ts';
import { Secret } from './base/secret.ts';
import { DEFINITIONS } from './settings/definitions.ts';
import { POLICY_VALUES } from './settings/policies.ts';
import type { Policies, Settings } from './settings/settings.ts';
import { trustProxies } from './web/client-address.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables of ours that are no settings: tests read them. */
const FOREIGN = /^KEYHOUSE_TEST_/;
const COMING = new Set(['KEYHOUSE_FILES_URL', 'KEYHOUSE_FILES_HOST']);

export interface Config {
  readonly settings: Settings;
  readonly secretKey: Secret | undefined;
}

/**
 * Reads the environment and the file, once, at start. The only place that does.
 *
 * @throws Refusal `config.*`: one sentence that names the variable and shows a right value
 */
export function readConfig(environment: Variables = process.env): Config {
  const dataFolder = resolve(environment['KEYHOUSE_DATA'] ?? './data');
  const variables = { ...readFile(environment['KEYHOUSE_CONFIG'] ?? join(dataFolder, 'keyhouse.conf')), ...environment };
  checkNames(variables);
  const url = readUrl(text(variables, 'KEYHOUSE_URL') ?? 'http://localhost:8765');
  const [listenHost, listenPort] = readListen(text(variables, 'KEYHOUSE_LISTEN') ?? '127.0.0.1:8765');
  const site = oneOf(variables, 'KEYHOUSE_SITE', ['main', 'test']) ?? 'main';
  const settings: Settings = {
    url,
    listenHost,
    listenPort,
    dataFolder,
    databaseUrl: secret(variables, 'KEYHOUSE_DATABASE_URL'),
    smtpUrl: secret(variables, 'KEYHOUSE_SMTP_URL'),
    mailFrom: text(variables, 'KEYHOUSE_MAIL_FROM') ?? `keyhouse@${new URL(url).hostname}`,
    site,
    siteName: text(variables, 'KEYHOUSE_SITE_NAME') ?? (site === 'test' ? 'Test Keyhouse' : 'Keyhouse'),
    siblingUrl: text(variables, 'KEYHOUSE_SIBLING_URL')?.replace(/\/$/, ''),
    securityContact: readContact(variables, 'KEYHOUSE_SECURITY_CONTACT'),
    supportUrl: readContact(variables, 'KEYHOUSE_SUPPORT_URL'),
    trustedProxies: readProxies(text(variables, 'KEYHOUSE_TRUSTED_PROXIES')),
    maxFileBytes: readBytes(variables, 'KEYHOUSE_MAX_FILE_BYTES') ?? 100 * 2 ** 20,
    maxProjectBytes: readBytes(variables, 'KEYHOUSE_MAX_PROJECT_BYTES') ?? 10 * 2 ** 30,
    pinned: readPins(variables),
  };
  return { settings, secretKey: secret(variables, 'KEYHOUSE_SECRET_KEY') };
}

/** npm stays between us and whoever started it; when it is gone the server ends too. */
export function isStartedByNpm(): boolean {
  return process.env['npm_lifecycle_event'] !== undefined;
}

/** Browsers refuse passkeys on an address: then start and pages say so. */
export function hasAddressAsHost(url: string): boolean {
  return isIP(new URL(url).hostname.replace(/^\[|\]$/g, '')) !== 0;
}

function wrong(name: string, problem: string, example: string): Refusal {
  return new Refusal('invalid', 'config.value', `${name} ${problem}. Write for example ${name}=${example}`);
}

function text(variables: Variables, name: string): string | undefined {
  const value = variables[name]?.trim();
  return value === '' ? undefined : value;
}

function secret(variables: Variables, name: string): Secret | undefined {
  const value = text(variables, name);
  return value === undefined ? undefined : new Secret(value);
}

function oneOf<Value extends string>(variables: Variables, name: string, values: readonly Value[]): Value | undefined {
  const value = text(variables, name);
  if (value === undefined) return undefined;
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) throw wrong(name, `is "${value}", but only ${values.join(', ')} are known`, values[0] ?? '');
  return found;
}

function readUrl(value: string): string {
  const url = URL.parse(value);
  const isLoopback =
    url !== null &&
    (url.hostname === 'localhost' ||
      url.hostname.endsWith('.localhost') ||
      url.hostname === '[::1]' ||
      /^127\.\d+\.\d+\.\d+$/.test(url.hostname));
  const isOrigin = url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (!isOrigin) throw wrong('KEYHOUSE_URL', `is "${value}", which is no origin`, 'https://pypi.example.org');
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) return url.origin;
  throw wrong(
    'KEYHOUSE_URL',
    `is "${value}": in clear everybody on the way reads passwords and tokens, so only https works beyond this machine`,
    'https://pypi.example.org',
  );
}

function readListen(value: string): [string, number] {
  const colon = value.lastIndexOf(':');
  const host = value.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(value.slice(colon + 1));
  if (colon > 0 && host !== '' && Number.isInteger(port) && port >= 0 && port < 65_536) return [host, port];
  throw wrong('KEYHOUSE_LISTEN', `is "${value}", which is no host and port`, '127.0.0.1:8765');
}

function readContact(variables: Variables, name: string): string | undefined {
  const value = text(variables, name);
  if (value === undefined || /^(?:https:\/\/|mailto:)\S+$/.test(value)) return value;
  throw wrong(name, `is "${value}", which is no https: or mailto: URL`, 'mailto:security@example.org');
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

function readBytes(variables: Variables, name: string): number | undefined {
  const value = text(variables, name);
  if (value === undefined) return undefined;
  const bytes = Number(value);
  if (!/^\d{1,15}$/.test(value) || bytes === 0) throw wrong(name, `is "${value}", which is no number of bytes`, '104857600');
  return bytes;
}

function readPins(variables: Variables): Partial<Policies> {
  const registration = oneOf(variables, 'KEYHOUSE_REGISTRATION', POLICY_VALUES.registration);
  const readAccess = oneOf(variables, 'KEYHOUSE_READ_ACCESS', POLICY_VALUES.readAccess);
  const twoFactor = oneOf(variables, 'KEYHOUSE_TWO_FACTOR', POLICY_VALUES.twoFactor);
  const uploadRules = oneOf(variables, 'KEYHOUSE_UPLOAD_RULES', POLICY_VALUES.uploadRules);
  if (readAccess === 'authenticated')
    throw new Refusal(
      'invalid',
      'config.coming',
      'KEYHOUSE_READ_ACCESS=authenticated is not there yet: this release is readable by everybody who reaches it.',
    );
  return {
    ...(registration && { registration }),
    ...(readAccess && { readAccess }),
    ...(twoFactor && { twoFactor }),
    ...(uploadRules && { uploadRules }),
  };
}

function readFile(path: string): Variables {
  if (!existsSync(path)) return {};
  const found: Record<string, string> = {};
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const equals = trimmed.indexOf('=');
    if (equals < 1)
      throw new Refusal('invalid', 'config.file', `${path} has a line without "=": ${trimmed.slice(0, 40)}. Write NAME=value.`);
    found[trimmed.slice(0, equals).trim()] = trimmed.slice(equals + 1).trim();
  }
  return found;
}

function checkNames(variables: Variables): void {
  for (const name of Object.keys(variables)) {
    if (!name.startsWith('KEYHOUSE_') || FOREIGN.test(name) || DEFINITIONS.some((known) => known.name === name)) continue;
    if (COMING.has(name))
      throw new Refusal('invalid', 'config.coming', `${name} is not there yet: files lie in the data folder. Leave it out.`);
    throw new Refusal(
      'invalid',
      'config.unknown',
      `${name} is no setting. The nearest one is ${nearest(name)}; docs/configuration.md has them all.`,
    );
  }
}

function nearest(name: string): string {
  const ranked = DEFINITIONS.map((known) => ({ name: known.name, distance: editDistance(name, known.name) })).sort(
    (a, b) => a.distance - b.distance,
  );
  return ranked[0]?.name ?? 'KEYHOUSE_URL';
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
