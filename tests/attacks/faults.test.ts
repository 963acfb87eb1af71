// What is down: the database, the mail server. Nobody is let in for it, and what was done is told later.
import assert from 'node:assert/strict';
import { refuseFailedDatabase } from '../../src/database/database-errors.ts';
import type { World } from '../../src/world.ts';
import { aWheel } from '../support/distributions.ts';
import { attack } from '../support/on-both-sites.ts';
import { askAtLogin, signUpWithPasskey } from '../support/passkeys.ts';
import { sendUpload } from '../support/send-upload.ts';
import { codeNow, makeToken, PASSWORD, setUpOperator, signIn, signUpMember, typePassword } from '../support/story-people.ts';

const NEW = 'rhubarb winter saddle ninety';
let isDiskGone = false;

/** As SQLite says it when the disk below it is gone. */
function diskGone(): unknown {
  return refuseFailedDatabase(Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 10 }));
}

/** The outside with a disk that can be pulled out. */
function onBreakingDisk(world: World): World {
  return {
    ...world,
    database: {
      ...world.database,
      transaction: (work) => (isDiskGone ? Promise.reject(diskGone()) : world.database.transaction(work)),
    },
    read: {
      selectFrom: ((...from: Parameters<World['read']['selectFrom']>) => {
        if (isDiskGone) throw diskGone();
        return world.read.selectFrom(...from);
      }) as World['read']['selectFrom'],
    },
  };
}

attack(
  '20, 16.5.3: with the database gone every way in answers with a clear page, and nobody is let through',
  { wrap: onBreakingDisk },
  async ({ site, dropDatabase }, t) => {
    const member = await signUpMember(site, 'ada');
    const keyholder = await signUpWithPasskey(site, 'kay');
    const token = await makeToken(member, 'ci');
    const [byPassword, byCode, byKey, stranger] = [site.browser(), site.browser(), site.browser(), site.browser()];
    await byPassword.open('/account/login/');
    await typePassword(byCode, member);
    const asked = await askAtLogin(byKey);
    t.after(() => {
      isDiskGone = false;
    });
    if (dropDatabase === undefined) isDiskGone = true;
    else await dropDatabase();

    await byPassword.send('/account/login/', { username: 'ada', password: PASSWORD });
    await byCode.send('/account/two-factor/', { totp_value: codeNow(site, member.app) });
    await byKey.send('/account/login/passkey/', { credential: keyholder.authenticator.get(asked) });
    await member.browser.open('/manage/account/');
    await stranger.open('/account/login/');

    for (const browser of [byPassword, byCode, byKey, member.browser]) {
      assert.equal(browser.status, 503, browser.path);
      assert.match(browser.text, /Closed for the moment\n.*database cannot be/);
      assert.doesNotMatch(browser.cookie, browser === member.browser ? /never/ : /kh_session=/);
    }
    assert.ok([200, 503].includes(stranger.status));
    assert.equal((await sendUpload(site.origin, token, aWheel('castle', '1.0'))).status, 503);
  },
);

let isMailDown = false;

/** The outside with a mail server that can go down. */
function onBreakingMail(world: World): World {
  const send: World['mailer']['send'] = async (mail) => {
    if (isMailDown) throw new Error('connect ECONNREFUSED');
    await world.mailer.send(mail);
  };
  return { ...world, mailer: { mode: world.mailer.mode, send } };
}

attack(
  'with the mail server down the act succeeds, the mail goes out later, and operators see it meanwhile',
  { wrap: onBreakingMail },
  async ({ site }, t) => {
    const olga = await setUpOperator(site);
    const member = await signUpMember(site, 'ada');
    await site.runJobs();
    t.after(() => {
      isMailDown = false;
    });
    isMailDown = true;
    const before = site.mails.length;

    await member.browser.open('/manage/account/password/');
    await member.browser.send('/manage/account/password/', { password_current: PASSWORD, password: NEW, password_confirm: NEW });
    assert.match(member.browser.text, /password/i);
    assert.equal(member.browser.status, 200);
    await site.runJobs();

    assert.equal(site.mails.length, before);
    await olga.browser.open('/admin/');
    assert.match(olga.browser.text, /The mail server does not take a mail/);
    assert.ok(site.log.some((line) => line.includes('a mail was not delivered')));
    const browser = site.browser();
    isMailDown = false;
    await signIn(site, { ...member, password: NEW }, browser);
    site.clock.advance({ minutes: 5 });
    await site.runJobs();
    assert.ok(site.mails.slice(before).some(({ to, text }) => to === member.address && /password of your account was changed/i.test(text)));
    await olga.browser.open('/admin/');
    assert.doesNotMatch(olga.browser.text, /does not take/);
  },
);

attack(
  'while the mail server is down a browser that is new waits for its mailbox, and is not let in for it',
  { wrap: onBreakingMail },
  async ({ site }, t) => {
    const member = await signUpMember(site, 'ada');
    await site.runJobs();
    t.after(() => {
      isMailDown = false;
    });
    isMailDown = true;
    const browser = site.browser({ readsMail: false });

    await signIn(site, member, browser);
    await site.runJobs();
    await browser.open('/manage/account/');

    assert.equal(browser.path, '/account/two-factor/mailbox/');
  },
);
