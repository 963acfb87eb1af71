import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Visitor } from '../support/browser-client.ts';
import { createTestDatabase, testPostgresUrl } from '../support/postgres.ts';
import { missingProgram } from '../support/programs.ts';
import { equipPublisher, openSetupLink, type Publisher } from '../support/publisher.ts';
import { besides, runKeyhouse } from '../support/run-keyhouse.ts';
import { uploadWheel } from '../support/send-upload.ts';
import { type Keyhouse, startKeyhouse } from '../support/start-keyhouse.ts';

const PUBLIC_URL = 'https://keys.example.org';
const PASSWORD = 'lantern oboe gravel tuesday';
const NEW_PASSWORD = 'rhubarb winter saddle ninety';

/** A path with its one-time link, as a page shows it for handing over. */
function linkOn(page: string, path: string): string {
  const found = new RegExp(`${PUBLIC_URL}(${path}\\?token=[A-Za-z0-9_-]{43})<`).exec(page)?.[1];
  if (found === undefined) throw new Error(`no link to ${path} on the page`);
  return found;
}

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`an index without mail (${engine})`, { skip: engine === 'PostgreSQL' && missingProgram('postgresql') }, () => {
    let keyhouse: Keyhouse;
    let ada: Publisher;
    let maya: Visitor;
    let environment: Record<string, string> = {};
    let drop = async (): Promise<void> => undefined;
    const visitor = (): Visitor => new Visitor(keyhouse.origin, { address: '203.0.113.5', publicUrl: PUBLIC_URL });

    before(async () => {
      environment = { KEYHOUSE_URL: PUBLIC_URL, KEYHOUSE_TRUSTED_PROXIES: '127.0.0.1' };
      if (engine === 'PostgreSQL') {
        const place = await createTestDatabase(await testPostgresUrl());
        environment['KEYHOUSE_DATABASE_URL'] = place.url;
        drop = place.drop;
      }
      keyhouse = await startKeyhouse(environment);
    });
    after(async () => {
      await keyhouse?.stop();
      keyhouse?.remove();
      await drop();
    });

    test('8.4.2: the first operator reaches /admin/ only with a second factor', async () => {
      const browser = visitor();
      await openSetupLink(keyhouse, browser, 'ada');

      await browser.open('/admin/');
      assert.match(browser.page, /That needs a second factor/);
      ada = await equipPublisher(browser, 'ada');
      await browser.open('/admin/');

      assert.equal(browser.status, 200);
      assert.match(browser.page, /This index sends no mail/);
      assert.match(browser.text, /Nobody is named to be told about a hole.*Set KEYHOUSE_SECURITY_CONTACT/s);
      assert.match(keyhouse.greeting(), /Nobody is named to be told about a hole: set KEYHOUSE_SECURITY_CONTACT/);
    });

    test('a stranger is told at once what cannot be done without mail', async () => {
      const stranger = visitor();

      assert.match(
        await stranger.open('/account/register/'),
        /sends no mail, so it cannot confirm your address\. Ask one of its operators/,
      );
      assert.match(await stranger.open('/account/request-password-reset/'), /sends no mail\. Ask an operator for a link/);
      await stranger.open('/account/login/');
      assert.match(stranger.text, /Ask an operator for a link: this index sends no mail/);
      assert.doesNotMatch(stranger.text, /by mail/);
    });

    test('an invitation is handed over, names its address, and makes the account at once', async () => {
      await ada.browser.open('/admin/invite/');
      await ada.browser.send('/admin/invite/', { email: 'maya@example.org', reason: '' });
      assert.match(ada.browser.page, /Give a reason: it stands in the history/);
      assert.match(ada.browser.page, /value="maya@example\.org"/);
      await ada.browser.send('/admin/invite/', { email: 'maya@example.org', reason: 'joins the build team' });
      maya = visitor();
      await maya.open(linkOn(ada.browser.page, '/account/invitation/'));
      assert.match(maya.page, /value="maya@example\.org"/);
      assert.match(maya.text, /You set up a second factor\. It is needed before you can publish\./);
      assert.doesNotMatch(maya.text, /You confirm the mail address/);

      const passwords = { password: PASSWORD, password_confirm: PASSWORD };
      await maya.send('/account/invitation/', { username: 'maya', name: '', email: 'maya@example.org', ...passwords });

      assert.match(maya.page, /the account is yours/);
      assert.match(maya.page, /Vouched for/);
    });

    test('what happened stands on the page with its reason, addresses only once they are asked for', async () => {
      await ada.browser.open('/admin/');
      assert.match(ada.browser.page, /The operator ada invited “•••”: “joins the build team”/);
      assert.doesNotMatch(ada.browser.page, /maya@example\.org|203\.0\.113\.5/);

      await ada.browser.send('/admin/events/', {});

      assert.match(ada.browser.page, /The operator ada invited “maya@example\.org”: “joins the build team”/);
      assert.match(ada.browser.page, /The operator ada looked at the events of this site/);
    });

    test('an address that she adds counts once the operator vouches for it, with a reason', async () => {
      await maya.open('/manage/account/password/');
      assert.match(maya.text, /All other sessions end\./);
      await maya.open('/manage/account/emails/');
      assert.doesNotMatch(maya.text, /Notices about your account/);
      await maya.send('/manage/account/emails/', { email: 'maya@work.example' });
      assert.match(maya.page, /Ask an operator to vouch for it within a day/);

      await ada.browser.open('/admin/users/maya/');
      assert.doesNotMatch(ada.browser.page, /maya@work\.example/);
      await ada.browser.send('/admin/users/maya/addresses/', {});
      const form = /action="(\/admin\/users\/maya\/addresses\/[0-9a-f]{32}\/vouch\/)"/.exec(ada.browser.page)?.[1] ?? '';
      await ada.browser.send(form, { reason: 'showed her badge' });

      await maya.open('/manage/account/');
      assert.match(ada.browser.page, /The address counts from now on/);
      assert.match(maya.page, /The operator ada vouched for the address “maya@work\.example”: “showed her badge”/);
      assert.match(maya.page, /The operator ada looked at your account and addresses/);
    });

    test('a forgotten password of an account without a factor is set anew by a link that the host hands over, no operator alone', async () => {
      await ada.browser.open('/admin/users/maya/');
      assert.match(ada.browser.text, /no operator opens an account alone/);
      const host = besides(keyhouse, { ...environment, KEYHOUSE_URL: PUBLIC_URL });
      const { output } = await runKeyhouse(host, 'user', 'reset-link', 'maya', '--reason', 'she forgot it, and called');
      const link = output.trim().replace(PUBLIC_URL, '');

      maya = visitor();
      await maya.open(link);
      await maya.send('/account/reset-password/', { password: NEW_PASSWORD, password_confirm: NEW_PASSWORD });
      assert.match(maya.text, /Every session has ended\. Tokens/);
      await maya.open('/account/login/');
      await maya.send('/account/login/', { username: 'maya', password: NEW_PASSWORD });

      assert.match(maya.page, /Your account/);
      assert.match(maya.page, /An operator made a link to reset the password/);
    });

    test('a frozen account reaches nothing until the freeze is lifted, each with its reason', async () => {
      await ada.browser.open('/admin/users/maya/');
      await ada.browser.send('/admin/users/maya/freeze/', { reason: 'laptop stolen' });
      assert.match(ada.browser.page, /The account is frozen/);
      await maya.open('/manage/account/');
      assert.match(maya.page, /Sign in/);

      await ada.browser.send('/admin/users/maya/unfreeze/', { reason: 'laptop found' });
      await maya.open('/account/login/');
      await maya.send('/account/login/', { username: 'maya', password: NEW_PASSWORD });

      assert.match(maya.page, /The operator ada froze your account: “laptop stolen”/);
      assert.match(maya.page, /The operator ada lifted the freeze of your account: “laptop found”/);
    });

    test('a revoked token uploads nothing, and its owner reads why', async () => {
      assert.equal(await uploadWheel(keyhouse.origin, ada.token, 'tidewater'), 200);
      await ada.browser.open('/admin/users/ada/');
      const form = /action="(\/admin\/tokens\/[0-9a-f]{32}\/revoke\/)"/.exec(ada.browser.page)?.[1] ?? '';
      await ada.browser.send(form, { reason: '' });
      assert.match(ada.browser.page, /Give a reason/);

      await ada.browser.send(form, { reason: 'seen in a public repository' });

      assert.match(ada.browser.page, /The token is revoked/);
      assert.equal(await uploadWheel(keyhouse.origin, ada.token, 'tidewater', '2.0'), 403);
      assert.match(await ada.browser.open('/manage/account/'), /the token “ci”: “seen in a public repository”/);
    });

    test('a policy is closed at once, and opened only after a wait that can be withdrawn', async () => {
      await ada.browser.open('/admin/policies/');
      await ada.browser.send('/admin/policies/registration/', { value: 'closed', reason: '' });
      assert.match(ada.browser.page, /Give a reason/);
      await ada.browser.send('/admin/policies/registration/', { value: 'closed', reason: 'an attack' });
      assert.match(ada.browser.page, /The policy is changed/);

      await ada.browser.send('/admin/policies/registration/', { value: 'open', reason: 'it is over' });
      assert.match(ada.browser.page, /Waits: Everybody may create an account/);
      await ada.browser.send('/admin/policies/registration/withdraw/', { reason: 'it is not' });
      assert.match(ada.browser.page, /The change is withdrawn/);

      await ada.browser.open('/admin/');
      assert.match(ada.browser.page, /The operator ada withdrew the change of the policy “registration” to open: “it is not”/);
    });

    test('to everybody else the operators’ pages are not there', async () => {
      await maya.open('/admin/users/ada/');
      const asMaya = maya.status;
      const nobody = visitor();
      await nobody.open('/admin/');

      assert.equal(asMaya, 404);
      assert.equal(nobody.status, 404);
    });
  });
}
