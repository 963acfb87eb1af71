import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Visitor } from '../../tests/support/browser-client.ts';
import { mailedLink } from '../../tests/support/mailed-link.ts';
import { createTestDatabase, testPostgresUrl } from '../../tests/support/postgres.ts';
import { missingProgram } from '../../tests/support/programs.ts';
import { makePublisher, PUBLISHER_PASSWORD, type Publisher } from '../../tests/support/publisher.ts';
import { besides, type Ran, runKeyhouse } from '../../tests/support/run-keyhouse.ts';
import { uploadWheel } from '../../tests/support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../../tests/support/start-keyhouse.ts';
import type { CommandHost } from './command.ts';
import { USER } from './user.ts';

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`keyhouse user beside a running server (${engine})`, { skip: engine === 'PostgreSQL' && missingProgram('postgresql') }, () => {
    let keyhouse: Keyhouse;
    let ada: Publisher;
    let databaseUrl: Record<string, string> = {};
    let drop = async (): Promise<void> => undefined;

    before(async () => {
      if (engine === 'PostgreSQL') {
        const place = await createTestDatabase(await testPostgresUrl());
        databaseUrl = { KEYHOUSE_DATABASE_URL: place.url };
        drop = place.drop;
      }
      keyhouse = await startKeyhouse(databaseUrl);
      ada = await makePublisher(keyhouse);
    });
    after(async () => {
      await keyhouse?.stop();
      keyhouse?.remove();
      await drop();
    });
    const user = (...words: readonly string[]): Promise<Ran> => runKeyhouse(besides(keyhouse, databaseUrl), 'user', ...words);

    test('an invitation made on the host opens the page that makes the account', async () => {
      const { code, output } = await user('invite', '--email', 'bob@example.org');
      const bob = new Visitor(keyhouse.origin);

      await bob.open(output.trim().replace(keyhouse.origin, ''));

      assert.equal(code, 0);
      assert.match(bob.page, /You are invited/);
    });

    test('a command that was told another address or mail server than the server does nothing', async () => {
      const environment = besides(keyhouse, databaseUrl);
      const otherUrl = { ...environment, KEYHOUSE_URL: 'http://localhost:8765' };
      const otherMail = { ...environment, KEYHOUSE_SMTP_URL: 'smtp://mail.example.org' };

      const invited = await runKeyhouse(otherUrl, 'user', 'invite', '--email', 'eve@example.org');
      const frozen = await runKeyhouse(otherMail, 'user', 'freeze', 'ada', '--reason', 'a test');

      assert.deepEqual([invited.code, invited.output, frozen.code, frozen.output], [1, '', 1, '']);
      assert.match(
        invited.complaint,
        /was last started with http:\/\/localhost:\d+ in KEYHOUSE_URL, and this command has http:\/\/localhost:8765/,
      );
      assert.match(frozen.complaint, /was last started with none in KEYHOUSE_SMTP_URL, and this command has mail\.example\.org/);
    });

    test('the list says who is an operator', async () => {
      const { code, output } = await user('list');

      assert.equal(code, 0);
      assert.match(output, /^ada\tsince .*\toperator\n$/);
    });

    test('a look at an account shows its addresses and stands in its history', async () => {
      const { output } = await user('show', 'Ada');
      await ada.browser.open('/manage/account/');

      assert.match(output, /^Address +ada@example\.org \(primary, vouched for\)$/m);
      assert.match(output, /^Second factor +Phone$/m);
      assert.match(ada.browser.page, /A command on the server looked at your account and addresses/);
    });

    test('a reset link asks for the second factor', async () => {
      const { code, output } = await user('reset-link', 'ada', '--reason', 'she called');
      const browser = new Visitor(keyhouse.origin);

      await browser.open(output.trim().replace(keyhouse.origin, ''));

      assert.equal(code, 0);
      assert.match(browser.page, /name="totp_value"/);
    });

    test('a freeze ends the open session and refuses the token in the running server at once', async () => {
      assert.equal(await uploadWheel(keyhouse.origin, ada.token, 'before-freeze'), 200);

      const { code } = await user('freeze', 'ada', '--reason', 'her laptop was stolen');

      assert.equal(code, 0);
      assert.equal(await uploadWheel(keyhouse.origin, ada.token, 'after-freeze'), 403);
      assert.doesNotMatch(await ada.browser.open('/manage/account/'), /API tokens/);
      assert.match((await user('list')).output, /frozen/);
    });

    test('freezing what is frozen is refused in one sentence', async () => {
      const { code, complaint } = await user('freeze', 'ada', '--reason', 'again');

      assert.deepEqual([code, complaint], [1, 'keyhouse: This account is frozen already.\n']);
    });

    test('a lifted freeze lets the owner sign in again, and the history names the command', async () => {
      await user('unfreeze', 'ada', '--reason', 'the laptop is back');
      const browser = new Visitor(keyhouse.origin);
      await browser.open('/account/login/');
      await browser.send('/account/login/', { username: 'ada', password: PUBLISHER_PASSWORD });
      await browser.open('/account/recovery-code/');
      await browser.send('/account/recovery-code/', { recovery_code_value: ada.codes[0] ?? '' });
      await browser.open(await mailedLink(keyhouse, 'confirm-sign-in'));
      await browser.send('/account/confirm-sign-in/', { deed: 'confirm' });

      assert.match(
        await browser.open('/manage/account/'),
        /A command on the server lifted the freeze of your account: “the laptop is back”/,
      );
    });
  });
}

/** A wrong call is noticed before anything is asked of the machine. */
const NO_HOST = {} as CommandHost;

describe('keyhouse user, called wrongly', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-cli-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const environment = { KEYHOUSE_DATA: join(folder, 'none') };

  test('an index that is not there is not made', async () => {
    const { code, complaint } = await runKeyhouse(environment, 'user', 'list');

    assert.equal(code, 1);
    assert.match(
      complaint,
      /^keyhouse: There is no index in .*none yet\. Set KEYHOUSE_DATA to where it is, or make one with: keyhouse serve\n$/,
    );
    assert.deepEqual(existsSync(environment.KEYHOUSE_DATA) && readdirSync(environment.KEYHOUSE_DATA), false);
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no word', [], /Say what to do\./],
    ['an unknown word', ['promote', 'ada'], /There is no "keyhouse user promote"\./],
    ['no name', ['freeze', '--reason', 'x'], /NAME is missing\./],
    ['no reason', ['freeze', 'ada'], /Give a reason/],
    ['a reason of 201 letters', ['freeze', 'ada', '--reason', 'é'.repeat(201)], /Shorten the reason: it has 201 letters, and 200 are kept/],
    ['no address', ['invite'], /Say whom: --email ADDRESS/],
    ['an unknown option', ['list', '--all'], /Unknown option '--all'\./],
    ['a word too many', ['show', 'ada', 'bob'], /"bob" is one word too many\./],
  ];
  for (const [what, words, sentence] of wrong) {
    test(`${what} is a wrong call`, async () => {
      await assert.rejects(USER.run(words, NO_HOST), { code: 'command.usage', message: sentence });
    });
  }

  test('a wrong call ends with exit code 2 and says where the help is', async () => {
    const { code, complaint } = await runKeyhouse(environment, 'user', 'promote', 'ada');

    assert.deepEqual([code, complaint], [2, 'keyhouse: There is no "keyhouse user promote".\nRun: keyhouse help user\n']);
  });

  test('its help fits on one screen and needs no index', async () => {
    const { code, output } = await runKeyhouse(environment, 'user', 'freeze', '--help');

    assert.equal(code, 0);
    assert.match(output, /^keyhouse user invite --email ADDRESS/);
    assert.ok(output.split('\n').length <= 24);
  });
});
