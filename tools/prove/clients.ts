import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Visitor } from '../../tests/support/browser-client.ts';
import { mailedLink } from '../../tests/support/mailed-link.ts';
import { currentCode, makeToken, setUpTotp, signUpFields } from '../../tests/support/publisher.ts';
import { type ListedFile, listAsJson } from '../../tests/support/read-index.ts';
import { type Keyhouse, startKeyhouse } from '../../tests/support/start-keyhouse.ts';
import type { Claim, Proving } from './claim.ts';
import { INSTALLING } from './client-installs.ts';
import { type Bench, type Index, PUBLISHING, type Ran } from './client-programs.ts';
import { expect } from './expect.ts';

const PASSWORD = 'wandering otters keep ledgers';

/** The whole way, with every client that is installed here. */
export const clients: Claim = {
  name: 'clients',
  sentence:
    'From registering through a second factor to the security history, with the real clients: they publish with a token and install with hashes.',
  async run({ say }) {
    const keyhouse = await startKeyhouse({ KEYHOUSE_REGISTRATION: 'open' });
    const folder = mkdtempSync(join(tmpdir(), 'keyhouse-clients-'));
    try {
      const browser = await becomePublisher(keyhouse, say);
      const token = await makeToken(browser, 'scope:user');
      say('made an API token');
      const index = { uploadUrl: `${keyhouse.origin}/legacy/`, simpleUrl: `${keyhouse.origin}/simple/`, token };
      const published = await publishAll(index, folder, say);
      const installed = await installAll(index, folder, published[0] ?? '', say);
      await checkHistory(browser, published, say);

      return `published by ${published.join(', ')}; installed by ${installed.join(', ')}`;
    } finally {
      await keyhouse.stop();
      keyhouse.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Registers, confirms the address, sets up an app, and signs in with it in a new browser. */
async function becomePublisher(keyhouse: Keyhouse, say: Proving['say']): Promise<Visitor> {
  const first = new Visitor(keyhouse.origin);
  await first.open('/account/register/');
  await first.send('/account/register/', { ...signUpFields('ada'), password: PASSWORD, password_confirm: PASSWORD });
  await first.open(await mailedLink(keyhouse, 'verify-email'));
  await first.send('/account/verify-email/', { deed: 'confirm' });
  expect(first.page.includes('Your address is confirmed'), 'The mailed link did not confirm the address.');
  say('registered ada and confirmed the address by the mailed link');

  const { totpSecret } = await setUpTotp(first);
  say('set up an authenticator app and gave back a recovery code');

  const second = new Visitor(keyhouse.origin);
  await second.open('/account/login/');
  await second.send('/account/login/', { username: 'ada', password: PASSWORD });
  expect(second.path === '/account/two-factor/', 'After the password no code was asked for.');
  await second.send('/account/two-factor/', { totp_value: currentCode({ totpSecret }) });
  expect(second.text.includes('Look into your mailbox'), 'A new browser was not asked for the mailbox.');
  await second.open(await mailedLink(keyhouse, 'confirm-sign-in'));
  await second.send('/account/confirm-sign-in/', { deed: 'confirm' });
  expect(second.path.startsWith('/manage/account/'), `The code did not sign in (${second.status}).`);
  say('signed in from another browser with password and code');
  return second;
}

async function publishAll(index: Index, folder: string, say: Proving['say']): Promise<readonly string[]> {
  const published: string[] = [];
  for (const { name, find, publish } of PUBLISHING) {
    const program = find();
    if (program === undefined) {
      say(`${name} is not installed here, so it was not tried`);
      continue;
    }
    const project = projectOf(name);
    const ran = publish(makeBench(folder, `publish-${name}`, { program, project, index }));
    checkRan(`${name} to publish`, ran, index);
    const files = await listed(index, project);
    say(`${name} published ${files.map(({ filename }) => filename).join(' and ')}`);
    expect(files.length === 2, `After ${name} the index lists ${files.length} files of ${project}.`);
    published.push(name);
  }
  expect(published.length > 0, 'None of the clients that publish is installed here.');
  return published;
}

/** All install what the first of them published. */
async function installAll(index: Index, folder: string, publisher: string, say: Proving['say']): Promise<readonly string[]> {
  const installed = new Set<string>();
  const project = projectOf(publisher);
  const wheel = (await listed(index, project)).find(({ filename }) => filename.endsWith('.whl'));
  expect(wheel !== undefined, `The index lists no wheel of ${project}.`);
  for (const [number, { name, what, find, install }] of INSTALLING.entries()) {
    const program = find();
    if (program === undefined) {
      say(`${name} is not installed here, so ${what} was not tried`);
      continue;
    }
    checkRan(what, install(makeBench(folder, `install-${number}`, { program, project, index }), wheel), index);
    say(`${what} got ${wheel.filename} with its hash`);
    installed.add(name);
  }
  expect(installed.size > 0, 'None of the clients that install is installed here.');
  return [...installed];
}

async function checkHistory(browser: Visitor, published: readonly string[], say: Proving['say']): Promise<void> {
  const pages: string[] = [];
  for (let path: string | undefined = '/manage/account/history/'; path !== undefined && pages.length < 10; ) {
    pages.push(await browser.open(path));
    path = /href="(\/manage\/account\/history\/\?[^"]*)"[^>]*>[^<]*Older/.exec(browser.page)?.[1]?.replaceAll('&amp;', '&');
  }
  const text = pages.join('\n');
  const files = published.map((name) => `${projectOf(name).replaceAll('-', '_')}-1.0.tar.gz`);
  const steps = ['authenticator app “Phone”', 'recovery code', 'token “ci”', ...files];
  const missing = steps.filter((step) => !text.includes(step));
  say(`the security history tells of ${steps.length - missing.length} of ${steps.length} steps that were looked for`);
  expect(missing.length === 0, `The security history does not tell of: ${missing.join(', ')}.`);
}

function projectOf(client: string): string {
  return PUBLISHING.find(({ name }) => name === client)?.project ?? `proof-by-${client}`;
}

function makeBench(parent: string, name: string, rest: Omit<Bench, 'folder'>): Bench {
  const folder = join(parent, name);
  mkdirSync(folder);
  return { folder, ...rest };
}

function listed({ simpleUrl }: Index, project: string): Promise<readonly ListedFile[]> {
  return listAsJson(new URL(simpleUrl).origin, project);
}

/** What a client printed may hold the token, which nobody needs to see. */
function checkRan(what: string, { isDone, text }: Ran, { token }: Index): void {
  expect(isDone, `${what} failed: ${text.replaceAll(token, '<token>').trim().slice(-1_500)}`);
}
