import assert from 'node:assert/strict';
import type { EventKind } from '../../src/audit/events/events.ts';
import type { Attempted, Visitor } from '../support/browser-client.ts';
import { aWheel } from '../support/distributions.ts';
import { networkOf } from '../support/race.ts';
import { sendUpload } from '../support/send-upload.ts';
import { codeNow, type Member, makeToken, nextCode, signUp, signUpMember, typePassword, uploadWith } from '../support/story-people.ts';
import { type StorySite, story } from '../support/story-site.ts';
import { times } from '../support/test-length.ts';
import { together } from '../support/together.ts';

/** Two things that people do at the same moment, twenty-five times each: what happened must fit one order of the two. */

const ROUNDS = Array.from({ length: times(2, 6) }, (_, index) => index + 1);
const BEHIND_A_PROXY = { settings: { trustedProxies: ['127.0.0.1'] } };
const NEW = 'rhubarb winter saddle ninety';
const OTHER = 'quarry violin sixteen lamp';

function count(answers: readonly Attempted[], location: string): number {
  return answers.filter((answer) => answer.location?.split('#')[0] === location).length;
}

/** Serials of the entries of a kind, in the order in which they happened. */
async function serials(site: StorySite, kind: EventKind): Promise<readonly number[]> {
  const entries = await site.world.read.selectFrom('entries').select('serial').where('kind', '=', kind).orderBy('serial').execute();
  return entries.map(({ serial }) => serial);
}

/** Sessions of an account that open it now. */
async function liveSessions(site: StorySite, username: string): Promise<number> {
  const live = await site.world.read
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select('sessions.handle')
    .where('accounts.username', '=', username)
    .whereRef('sessions.epoch', '=', 'accounts.auth_epoch')
    .where('sessions.ended_at', 'is', null)
    .execute();
  return live.length;
}

async function openRemoval(browser: Visitor): Promise<string> {
  await browser.open('/manage/account/');
  const remove = /\/manage\/account\/totp\/[0-9a-f]+\/remove\//.exec(browser.page)?.[0] ?? '';
  await browser.open(remove);
  return remove;
}

story(
  'removing the only app while somebody signs in with it: it goes once, and no session of before is left',
  async (site) => {
    for (const round of ROUNDS) {
      const ada = await signUpMember(site, `ada${round}`);
      const half = site.browser({ address: networkOf(round) });
      await typePassword(half, ada);
      const code = nextCode(site, ada.app);
      const remove = await openRemoval(ada.browser);

      const [removed] = await together(
        () => ada.browser.attempt(remove),
        (number) => half.clone(networkOf(number)).attempt('/account/two-factor/', { totp_value: code }),
      );

      assert.equal(count(removed, '/manage/account/?done=factor-removed'), 1);
      assert.equal(await liveSessions(site, ada.username), 1);
    }
  },
  BEHIND_A_PROXY,
);

story(
  'of two new passwords at once one counts, and the other opens nothing',
  async (site) => {
    for (const round of ROUNDS) {
      const ada = await signUp(site, `ada${round}`);
      await ada.browser.open('/manage/account/password/');
      const change = (number: number, password: string): Promise<Attempted> =>
        ada.browser
          .clone(networkOf(number))
          .attempt('/manage/account/password/', { password_current: ada.password, password, password_confirm: password });

      const [first, second] = await together(
        (number) => change(number, NEW),
        (number) => change(number + 25, OTHER),
      );

      const done = '/manage/account/?done=password-changed';
      assert.equal(count([...first, ...second], done), 1);
      const [counts, opensNothing] = count(first, done) === 1 ? [NEW, OTHER] : [OTHER, NEW];
      site.clock.advance({ hours: 2 });
      const browser = site.browser({ address: networkOf(60) });
      await typePassword(browser, { username: ada.username, password: opensNothing });
      assert.equal(browser.status, 401);
      await typePassword(browser, { username: ada.username, password: counts });
      assert.equal(browser.path, '/manage/account/');
    }
  },
  BEHIND_A_PROXY,
);

/** Uploads of one project, beside something that ends the right to it: none is published after the end. */
async function endWhileUploading(
  site: StorySite,
  ada: Member,
  end: () => Promise<Attempted>,
  endedBy: 'account.frozen' | 'token.deleted',
): Promise<void> {
  const token = await makeToken(ada, 'laptop');
  const name = `tidewater-${ada.username}`;
  await uploadWith(site, token, aWheel(name, '0.1'));
  await prepareEnd[endedBy](ada.browser);

  const [uploads] = await together((number) => sendUpload(site.origin, token, aWheel(name, `1.${number}`)), end);

  const accepted = uploads.filter(({ status }) => status === 200).length;
  const files = await site.world.read.selectFrom('files').select('id').where('filename', 'like', `%${ada.username}-1.%`).execute();
  const [ended = 0] = (await serials(site, endedBy)).slice(-1);
  assert.equal(files.length, accepted);
  assert.deepEqual(
    (await serials(site, 'project.file-uploaded')).filter((serial) => serial > ended),
    [],
  );
  for (const { status } of uploads) assert.ok(status === 200 || status === 403, String(status));
  site.clock.advance({ hours: 25 });
}

const prepareEnd: Readonly<Record<'account.frozen' | 'token.deleted', (browser: Visitor) => Promise<string>>> = {
  'account.frozen': (browser) => browser.open('/manage/account/freeze/'),
  'token.deleted': async (browser) => {
    await browser.open('/manage/account/');
    return browser.open(deletionOn(browser.page));
  },
};

function deletionOn(page: string): string {
  return /\/manage\/account\/token\/[0-9a-f]+\/delete\//.exec(page)?.[0] ?? '';
}

story('E9, 8.3.2: a token that is deleted while it uploads publishes nothing after the deletion', async (site) => {
  for (const round of ROUNDS) {
    const ada = await signUpMember(site, `ada${round}`);
    await endWhileUploading(site, ada, () => ada.browser.attempt(deletionOn(ada.browser.page)), 'token.deleted');
  }
});

story('E9, 8.3.2: an account that is frozen while its token uploads publishes nothing after the freeze', async (site) => {
  for (const round of ROUNDS) {
    const ada = await signUpMember(site, `ada${round}`);
    await endWhileUploading(site, ada, () => ada.browser.attempt('/manage/account/freeze/'), 'account.frozen');
    assert.equal(await liveSessions(site, ada.username), 0);
  }
});

story('two people who upload a new name at once: one owns it, and only her files are there', async (site) => {
  for (const round of ROUNDS) {
    const tokens = [];
    for (const username of [`ada${round}`, `eve${round}`]) tokens.push(await makeToken(await signUpMember(site, username), 'laptop'));
    const [ada = '', eve = ''] = tokens;
    const name = `moorings${round}`;

    const [hers, others] = await together(
      (number) => sendUpload(site.origin, ada, aWheel(name, `1.${number}`)),
      (number) => sendUpload(site.origin, eve, aWheel(name, `2.${number}`)),
    );

    const accepted = [hers, others].map((answers) => answers.filter(({ status }) => status === 200).length);
    const owners = await site.world.read
      .selectFrom('files')
      .innerJoin('projects', 'projects.id', 'files.project_id')
      .select('files.uploaded_by')
      .distinct()
      .where('projects.name', '=', name)
      .execute();
    assert.equal(owners.length, 1);
    assert.ok(accepted.includes(0) && Math.max(...accepted) > 0, accepted.join(' and '));
    site.clock.advance({ hours: 2 });
  }
});

story(
  'a reset while somebody signs in with the old password leaves no session',
  async (site) => {
    for (const round of ROUNDS) {
      const ada = await signUp(site, `ada${round}`);
      const browser = site.browser();
      await browser.open('/account/request-password-reset/');
      await browser.send('/account/request-password-reset/', { username_or_email: ada.username });
      await browser.open(await site.linkMailedTo(ada.address));
      const thief = site.browser();
      await thief.open('/account/login/');

      const [resets] = await together(
        (number) => browser.clone(networkOf(number)).attempt('/account/reset-password/', { password: NEW, password_confirm: NEW }),
        (number) => thief.clone(networkOf(number + 25)).attempt('/account/login/', { username: ada.username, password: ada.password }),
      );

      assert.equal(count(resets, '/account/reset-password/?done=set'), 1);
      assert.equal(await liveSessions(site, ada.username), 0);
    }
  },
  BEHIND_A_PROXY,
);

story(
  'a step-up while the session signs out: one of the two, and at most one session is left',
  async (site) => {
    for (const round of ROUNDS) {
      const ada = await signUpMember(site, `ada${round}`);
      const code = nextCode(site, ada.app);
      const leaving = ada.browser.clone();
      await leaving.open('/account/logout/');
      await ada.browser.open('/account/reauthenticate/');
      const typed = { password: ada.password, totp_value: code };

      const [steps] = await together(
        (number) => ada.browser.clone(networkOf(number)).attempt('/account/reauthenticate/', typed),
        () => leaving.attempt('/account/logout/'),
      );

      const stepped = count(steps, '/manage/account/');
      assert.ok(stepped <= 1, String(stepped));
      assert.equal(await liveSessions(site, ada.username), stepped);
    }
  },
  BEHIND_A_PROXY,
);

story(
  'tokens made while the account is frozen: none after the freeze',
  async (site) => {
    for (const round of ROUNDS) {
      const ada = await signUpMember(site, `ada${round}`);
      const freezing = ada.browser.clone();
      await freezing.open('/manage/account/freeze/');
      await ada.browser.open('/manage/account/token/');

      await together(
        (number) => ada.browser.attempt('/manage/account/token/', { description: `laptop ${number}`, token_scope: 'scope:user' }),
        () => freezing.attempt('/manage/account/freeze/'),
      );

      const [frozen = 0] = (await serials(site, 'account.frozen')).slice(-1);
      assert.deepEqual(
        (await serials(site, 'token.made')).filter((serial) => serial > frozen),
        [],
      );
    }
  },
  BEHIND_A_PROXY,
);

story(
  '8: of fifty wrong codes and passwords at once five of each are looked at',
  async (site) => {
    for (const round of ROUNDS) {
      const ada = await signUpMember(site, `ada${round}`);
      const half = site.browser({ address: networkOf(round) });
      await typePassword(half, ada);
      const wrong = codeNow(site, ada.app) === '000000' ? '000001' : '000000';
      const stranger = site.browser();
      await stranger.open('/account/login/');

      const [codes, passwords] = await together(
        (number) => half.clone(networkOf(number)).attempt('/account/two-factor/', { totp_value: wrong }),
        (number) =>
          stranger.clone(networkOf(number + 25)).attempt('/account/login/', { username: ada.username, password: 'not the one she has' }),
      );

      for (const answers of [codes, passwords]) assert.equal(answers.filter(({ status }) => status === 401).length, 5);
      for (const answers of [codes, passwords]) assert.equal(answers.filter(({ status }) => status === 429).length, 20);
      site.clock.advance({ hours: 2 });
    }
  },
  BEHIND_A_PROXY,
);
