import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readConfig } from './config.ts';
import { DEFINITIONS } from './settings/definitions.ts';
import { hasAddressAsHost } from './settings/has-address-as-host.ts';
import type { Settings } from './settings/settings.ts';

test('without any setting it is an index on localhost for those who are invited', (t) => {
  const { settings, secretKey } = readConfig({ KEYHOUSE_DATA: makeFolder(t) });

  assert.deepEqual({ ...settings, dataFolder: '' }, {
    url: 'http://localhost:8765',
    listenHost: '127.0.0.1',
    listenPort: 8765,
    dataFolder: '',
    databaseUrl: undefined,
    smtpUrl: undefined,
    mailFrom: 'keyhouse@localhost',
    site: 'main',
    siteName: 'Keyhouse',
    siblingUrl: undefined,
    securityContact: undefined,
    supportUrl: undefined,
    trustedProxies: [],
    maxFileBytes: 104_857_600,
    maxProjectBytes: 10_737_418_240,
    releaseOpenDays: 14,
    pinned: {},
  } satisfies Settings);
  assert.equal(secretKey, undefined);
});

test('every setting is read', (t) => {
  const folder = makeFolder(t);
  const { settings, secretKey, backupPassphrase } = readConfig({
    KEYHOUSE_URL: 'https://PyPI.example.org/',
    KEYHOUSE_LISTEN: '[::1]:0',
    KEYHOUSE_DATA: folder,
    KEYHOUSE_DATABASE_URL: 'postgres://k:geheim@db/keyhouse?sslmode=verify-full',
    KEYHOUSE_SECRET_KEY: 'abc',
    KEYHOUSE_BACKUP_PASSPHRASE: 'long enough words',
    KEYHOUSE_SMTP_URL: 'smtps://k:geheim@mail.example.org',
    KEYHOUSE_MAIL_FROM: 'Our index <index@example.org>',
    KEYHOUSE_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    KEYHOUSE_SITE: 'test',
    KEYHOUSE_SIBLING_URL: 'https://pypi.example.org',
    KEYHOUSE_SECURITY_CONTACT: 'mailto:security@example.org',
    KEYHOUSE_SUPPORT_URL: 'https://help.example.org/index',
    KEYHOUSE_MAX_FILE_BYTES: '1000',
    KEYHOUSE_MAX_PROJECT_BYTES: '2000',
    KEYHOUSE_REGISTRATION: 'closed',
    KEYHOUSE_READ_ACCESS: 'public',
    KEYHOUSE_TWO_FACTOR: 'publishers',
    KEYHOUSE_RELEASE_OPEN_DAYS: '30',
    KEYHOUSE_UPLOAD_RULES: 'public',
  });

  assert.equal(settings.databaseUrl?.reveal(), 'postgres://k:geheim@db/keyhouse?sslmode=verify-full');
  assert.equal(settings.smtpUrl?.reveal(), 'smtps://k:geheim@mail.example.org');
  assert.equal(secretKey?.reveal(), 'abc');
  assert.equal(backupPassphrase?.reveal(), 'long enough words');
  assert.deepEqual({ ...settings, databaseUrl: undefined, smtpUrl: undefined }, {
    url: 'https://pypi.example.org',
    listenHost: '::1',
    listenPort: 0,
    dataFolder: resolve(folder),
    databaseUrl: undefined,
    smtpUrl: undefined,
    mailFrom: 'Our index <index@example.org>',
    site: 'test',
    siteName: 'Test Keyhouse',
    siblingUrl: 'https://pypi.example.org',
    securityContact: 'mailto:security@example.org',
    supportUrl: 'https://help.example.org/index',
    trustedProxies: ['10.0.0.0/8', '::1'],
    maxFileBytes: 1_000,
    maxProjectBytes: 2_000,
    releaseOpenDays: 30,
    pinned: { registration: 'closed', readAccess: 'public', twoFactor: 'publishers', uploadRules: 'public' },
  } satisfies Settings);
});

const WRONG: readonly (readonly [name: string, values: readonly string[]])[] = [
  [
    'KEYHOUSE_URL',
    ['pypi.example.org', 'https://pypi.example.org/index', 'https://user@pypi.example.org', 'ftp://localhost', 'https://a.example/?x'],
  ],
  ['KEYHOUSE_LISTEN', ['8765', 'localhost', 'localhost:', ':8765', 'localhost:65536', '::1:8765', 'a b:1']],
  ['KEYHOUSE_DATABASE_URL', ['mysql://k:hidden@localhost/keyhouse', 'postgres://k:hidden@localhost', 'postgres:///keyhouse', 'hidden']],
  ['KEYHOUSE_SMTP_URL', ['https://k:hidden@mail', 'hidden', 'smtp://k:hidden@mail?tls.rejectUnauthorized=false', 'smtp://k:hidden%@mail']],
  ['KEYHOUSE_MAIL_FROM', ['nobody', 'a@b, c@d', 'a@b\r\nBcc: c@d', 'Name <a@b', 'a@b>', '<a>@b']],
  ['KEYHOUSE_TRUSTED_PROXIES', ['proxy.example', '10.0.0.0/33']],
  ['KEYHOUSE_SITE', ['production', 'Main']],
  ['KEYHOUSE_SITE_NAME', ['x'.repeat(61), 'a:b', '<b>', 'a\u202eb']],
  ['KEYHOUSE_SIBLING_URL', ['http://test.example.org', 'test']],
  [
    'KEYHOUSE_SECURITY_CONTACT',
    ['security@example.org', 'javascript:alert(1)', 'http://example.org', 'mailto:', 'https://u:p@example.org'],
  ],
  ['KEYHOUSE_SUPPORT_URL', ['help']],
  ['KEYHOUSE_MAX_FILE_BYTES', ['0', '-1', '100MB', '1e9', '1.5']],
  ['KEYHOUSE_MAX_PROJECT_BYTES', ['0']],
  ['KEYHOUSE_REGISTRATION', ['everybody']],
  ['KEYHOUSE_READ_ACCESS', ['private']],
  ['KEYHOUSE_TWO_FACTOR', ['required']],
  ['KEYHOUSE_UPLOAD_RULES', ['strict']],
  ['KEYHOUSE_RELEASE_OPEN_DAYS', ['0', '-1', '1.5', 'never']],
];
for (const [name, values] of WRONG) {
  test(`a wrong ${name} is one sentence that names it`, (t) => {
    const folder = makeFolder(t);
    for (const value of values) {
      assert.throws(
        () => readConfig({ KEYHOUSE_DATA: folder, [name]: value }),
        (error: Error & { code?: string }) =>
          error.code === 'config.value' && error.message.includes(name) && !error.message.includes('hidden'),
        value,
      );
    }
  });
}

test('plain http beyond this machine is refused, and the sentence says why', (t) => {
  assert.throws(() => readConfig({ KEYHOUSE_DATA: makeFolder(t), KEYHOUSE_URL: 'http://pypi.example.org' }), {
    code: 'config.value',
    message:
      'KEYHOUSE_URL is "http://pypi.example.org": in clear everybody on the way reads passwords and tokens, so only https works beyond this machine. Write for example KEYHOUSE_URL=https://pypi.example.org',
  });
});

for (const url of ['http://localhost', 'http://127.0.0.1:9000', 'http://[::1]:9000', 'http://index.localhost:9000']) {
  test(`plain http is fine on this machine: ${url}`, (t) => {
    assert.equal(readConfig({ KEYHOUSE_DATA: makeFolder(t), KEYHOUSE_URL: url }).settings.url, url);
  });
}

test('a misspelt name is refused with the nearest one', (t) => {
  assert.throws(() => readConfig({ KEYHOUSE_DATA: makeFolder(t), KEYHOUSE_SMTP: 'smtp://localhost' }), {
    code: 'config.unknown',
    message: 'KEYHOUSE_SMTP is no setting. The nearest one is KEYHOUSE_SITE; docs/configuration.md has them all.',
  });
});

for (const name of ['KEYHOUSE_FILES_URL', 'KEYHOUSE_FILES_HOST']) {
  test(`${name} is refused as not there yet`, (t) => {
    assert.throws(() => readConfig({ KEYHOUSE_DATA: makeFolder(t), [name]: 's3://bucket' }), {
      code: 'config.coming',
      message: `${name} is not there yet: files lie in the data folder. Leave it out.`,
    });
  });
}

test('the file in the data folder is read, and the environment wins over it', (t) => {
  const folder = makeFolder(t);
  writeFileSync(join(folder, 'keyhouse.conf'), '# ours\n\nKEYHOUSE_SITE_NAME = "Example Index"\nKEYHOUSE_REGISTRATION=open\n');

  const { settings } = readConfig({ KEYHOUSE_DATA: folder, KEYHOUSE_REGISTRATION: 'closed' });

  assert.equal(settings.siteName, 'Example Index');
  assert.equal(settings.pinned.registration, 'closed');
});

test('an empty variable does not hide what the file says', (t) => {
  const folder = makeFolder(t);
  writeFileSync(join(folder, 'keyhouse.conf'), 'KEYHOUSE_SITE_NAME=Ours\n');

  assert.equal(readConfig({ KEYHOUSE_DATA: folder, KEYHOUSE_SITE_NAME: '' }).settings.siteName, 'Ours');
});

test('a file that is named may say where the data folder is', (t) => {
  const folder = makeFolder(t);
  const file = join(folder, 'ours.conf');
  writeFileSync(file, `KEYHOUSE_DATA=${folder}/elsewhere\n`);

  assert.equal(readConfig({ KEYHOUSE_CONFIG: file }).settings.dataFolder, join(folder, 'elsewhere'));
});

test('a file that is named and not there is refused', (t) => {
  const file = join(makeFolder(t), 'gone.conf');

  assert.throws(() => readConfig({ KEYHOUSE_CONFIG: file }), { code: 'config.file' });
});

test('the file in the data folder cannot move the data folder', (t) => {
  const folder = makeFolder(t);
  writeFileSync(join(folder, 'keyhouse.conf'), 'KEYHOUSE_DATA=/elsewhere\n');

  assert.throws(() => readConfig({ KEYHOUSE_DATA: folder }), { code: 'config.file' });
});

test('a file that is no text is refused', (t) => {
  const folder = makeFolder(t);
  const file = join(folder, 'keyhouse.conf');
  writeFileSync(file, Buffer.from('KEYHOUSE_SITE_NAME=\xff\xfe\n', 'latin1'));

  assert.throws(() => readConfig({ KEYHOUSE_DATA: folder }), {
    code: 'config.file',
    message: `${file} is no text in UTF-8. Write it anew.`,
  });
});

test('a file with a secret that everybody can read is refused', (t) => {
  const folder = makeFolder(t);
  const file = join(folder, 'keyhouse.conf');
  writeFileSync(file, 'KEYHOUSE_SMTP_URL=smtps://k:geheim@mail.example.org\n');
  chmodSync(file, 0o644);

  assert.throws(() => readConfig({ KEYHOUSE_DATA: folder }), {
    code: 'config.file',
    message: `${file} holds KEYHOUSE_SMTP_URL and everybody on this machine can read it. Run: chmod o= ${file}`,
  });
  chmodSync(file, 0o640);
  assert.equal(readConfig({ KEYHOUSE_DATA: folder }).settings.smtpUrl?.reveal(), 'smtps://k:geheim@mail.example.org');
});

for (const value of [
  'postgres://k:hidden@db/keyhouse',
  'postgres://k:hidden@10.0.0.7/keyhouse?sslmode=prefer',
  'postgres://k:hidden@localhost/keyhouse?host=db.example.org',
  'postgres://k:hidden@localhost,db.example.org/keyhouse',
  'postgres://k:hidden@db/keyhouse?sslmode=require&sslmode=allow',
]) {
  test(`a database on another machine says how the way to it is kept: ${value.split('@')[1]} is refused`, (t) => {
    assert.throws(() => readConfig({ KEYHOUSE_DATA: makeFolder(t), KEYHOUSE_DATABASE_URL: value }), {
      code: 'config.value',
      message: /^KEYHOUSE_DATABASE_URL names a PostgreSQL on another machine and no TLS, (?!.*hidden).*sslmode=verify-full$/,
    });
  });
}

for (const value of [
  'postgres://k:p@localhost/keyhouse',
  'postgres://k:p@127.0.0.1:5433/keyhouse',
  'postgresql://k:p@[::1]/keyhouse',
  'postgres:///keyhouse?host=/var/run/postgresql',
  'postgres://k:p@db.example.org/keyhouse?sslmode=verify-full',
  'postgres://k:p@db.example.org/keyhouse?sslmode=disable',
]) {
  test(`${value} is taken`, (t) => {
    const { settings } = readConfig({ KEYHOUSE_DATA: makeFolder(t), KEYHOUSE_DATABASE_URL: value });

    assert.equal(settings.databaseUrl?.reveal(), value);
  });
}

test('a policy that nothing enforces yet is refused', (t) => {
  assert.throws(() => readConfig({ KEYHOUSE_DATA: makeFolder(t), KEYHOUSE_READ_ACCESS: 'authenticated' }), { code: 'config.coming' });
});

test('passkeys are not asked for where browsers refuse them', (t) => {
  const asked = { KEYHOUSE_DATA: makeFolder(t), KEYHOUSE_PHISHING_RESISTANT: 'operators' };

  assert.equal(readConfig(asked).settings.pinned.phishingResistant, 'operators');
  assert.throws(() => readConfig({ ...asked, KEYHOUSE_URL: 'http://127.0.0.1:8765' }), /cannot be met/);
});

test('the name of a test index says that it is one', (t) => {
  const names = ['', 'Example Index', 'Our test bench'].map(
    (name) => readConfig({ KEYHOUSE_DATA: makeFolder(t), KEYHOUSE_SITE: 'test', KEYHOUSE_SITE_NAME: name }).settings.siteName,
  );

  assert.deepEqual(names, ['Test Keyhouse', 'Example Index (test)', 'Our test bench']);
});

test('variables of other programs are left alone', (t) => {
  assert.equal(readConfig({ KEYHOUSE_DATA: makeFolder(t), PATH: '/bin', KEYHOUSE_TEST_POSTGRES_URL: 'x' }).settings.site, 'main');
});

test('no secret shows itself', (t) => {
  const { settings, secretKey } = readConfig({
    KEYHOUSE_DATA: makeFolder(t),
    KEYHOUSE_DATABASE_URL: 'postgres://k:geheim@db/keyhouse?sslmode=verify-full',
    KEYHOUSE_SECRET_KEY: 'geheim',
  });

  assert.equal(JSON.stringify({ settings, secretKey }).includes('geheim'), false);
});

test('passkeys do not work where the host is an address', () => {
  assert.deepEqual(
    ['http://127.0.0.1:8765', 'http://[::1]:8765', 'http://localhost:8765', 'https://pypi.example.org'].map(hasAddressAsHost),
    [true, true, false, false],
  );
});

test('each definition is a name that is read, once', (t) => {
  const names = DEFINITIONS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const known = Object.fromEntries(names.map((name) => [name, '']));
  assert.equal(readConfig({ ...known, KEYHOUSE_DATA: makeFolder(t) }).settings.site, 'main');
});

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
