import assert from 'node:assert/strict';
import { hkdfSync } from 'node:crypto';
import { canonicalJson } from '../../src/base/canonical-json.ts';
import { deriveKey } from '../../src/crypto/derive-key.ts';
import { openSealed, seal } from '../../src/crypto/seal.ts';
import { attackedSites } from '../support/attack-site.ts';
import { codeNow, nextCode, signUpMember, typePassword } from '../support/story-people.ts';

const { site, prepared, attack } = attackedSites({}, async (started) => ({
  victim: await signUpMember(started, 'victim'),
  thief: await signUpMember(started, 'thief'),
}));

async function idOf(username: string): Promise<string> {
  return (await site().world.read.selectFrom('accounts').select('id').where('username', '=', username).executeTakeFirstOrThrow()).id;
}

attack('4 keys: each derived key is HKDF-SHA-256 over master, site and label, and no two labels share one', async () => {
  const { keys } = site().world;
  const labels = [
    'seal/totp',
    'seal/password',
    'seal/token-root',
    'seal/mail',
    'mac/recovery',
    'mac/ref',
    'mac/row',
    'mac/csrf',
    'derive/enrol',
  ] as const;
  const ours = labels.map((label) => Buffer.from(deriveKey(keys, label)).toString('hex'));
  const master = keys.masters[0].key.reveal();
  const known = labels.map((label) => Buffer.from(hkdfSync('sha256', master, keys.siteId, `keyhouse/v1/${label}`, 32)).toString('hex'));

  assert.deepEqual(ours, known);
  assert.equal(new Set(ours).size, labels.length);
});

attack('4 keys: a sealed value that is moved to another row, owner, column or site, or changed in any byte, does not open', async () => {
  const { world } = site();
  const { keys } = world;
  const place = { table: 'totp_apps', column: 'secret', rowId: 'a', ownerId: 'b' };
  const sealed = seal(world, 'seal/totp', place, new Uint8Array([1, 2, 3]));
  assert.match(sealed, /^1\.1\.[\w-]{16}\.[\w-]+$/);
  assert.deepEqual(openSealed(keys, 'seal/totp', place, sealed), new Uint8Array([1, 2, 3]));

  for (const moved of [{ rowId: 'c' }, { ownerId: 'c' }, { column: 'c' }, { table: 'c' }]) {
    assert.throws(() => openSealed(keys, 'seal/totp', { ...place, ...moved }, sealed), /does not open/);
  }
  assert.throws(() => openSealed(keys, 'seal/password', place, sealed), /does not open/);
  assert.throws(() => openSealed({ ...keys, siteId: new Uint8Array(16) }, 'seal/totp', place, sealed), /does not open/);
  for (let at = 4; at < sealed.length; at += 1) {
    const other = sealed[at] === 'A' ? 'B' : 'A';
    assert.throws(() => openSealed(keys, 'seal/totp', place, sealed.slice(0, at) + other + sealed.slice(at + 1)), /does not open/);
  }
});

attack('6.7.1, 4 keys: a thief who can write to the database does not make his own session one of the victim', async () => {
  const { thief } = prepared();
  const { database, read } = site().world;
  const [mine, account_id] = [(await idOf('thief')) as never, (await idOf('victim')) as never];
  const { epoch } = await read
    .selectFrom('sessions')
    .select('epoch')
    .where('account_id', '=', account_id)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  const kept = await read.selectFrom('sessions').select(['handle', 'account_id', 'epoch']).where('account_id', '=', mine).execute();
  const browser = thief.browser.clone();

  await database.transaction((tx) => tx.updateTable('sessions').set({ account_id, epoch }).where('account_id', '=', mine).execute());
  await browser.open('/manage/account/');
  for (const { handle, ...was } of kept)
    await database.transaction((tx) => tx.updateTable('sessions').set(was).where('handle', '=', handle).execute());

  assert.equal(browser.path, '/account/login/?next=%2Fmanage%2Faccount%2F');
  await browser.open('/manage/account/');
  assert.equal(browser.path, '/manage/account/', 'his own session is as good as before');
});

attack('13: the thief’s own app copied into the victim’s row shows no code that signs in', async () => {
  const { victim, thief } = prepared();
  const { database, read } = site().world;
  const [mine, hers] = [await idOf('thief'), await idOf('victim')];
  const app = await read
    .selectFrom('totp_apps')
    .selectAll()
    .where('account_id', '=', hers as never)
    .executeTakeFirstOrThrow();
  const own = await read
    .selectFrom('totp_apps')
    .selectAll()
    .where('account_id', '=', mine as never)
    .executeTakeFirstOrThrow();
  const set = (row: object): Promise<unknown> =>
    database.transaction((tx) => tx.updateTable('totp_apps').set(row).where('id', '=', app.id).execute());
  const { id: _, account_id: __, ...planted } = own;
  await set(planted);
  const browser = site().browser();
  await typePassword(browser, victim);
  await browser.send('/account/two-factor/', { totp_value: nextCode(site(), thief.app) });
  await set(app);

  assert.equal(browser.status, 401);
});

attack('4 keys: an operator’s grant that was written into the database opens no operator’s page', async () => {
  const { thief } = prepared();
  const { database } = site().world;
  const account_id = (await idOf('thief')) as never;
  const grant = { account_id, granted_at: 0, granted_by: null, row_mac: 'A'.repeat(43) };
  await database.transaction((tx) => tx.insertInto('operators').values(grant).execute());
  await thief.browser.open('/admin/');
  await database.transaction((tx) => tx.deleteFrom('operators').where('account_id', '=', account_id).execute());

  assert.equal(thief.browser.status, 404);
});

attack(
  '6.4.1, 7.2.3, 4 formats: every cookie is one of five names, 43 opaque characters, Secure, HttpOnly, Path=/, SameSite and without a domain',
  async () => {
    const { victim } = prepared();
    const lines: string[] = [];
    const keep = (answer: Response): void => {
      lines.push(...answer.headers.getSetCookie());
    };
    keep(await site().ask('/account/login/'));
    keep(await site().ask(`/account/reset-password/?token=${'A'.repeat(43)}`));
    const pre = lines[0]?.split(';')[0] ?? '';
    const page = await (await site().ask('/account/login/', { headers: { cookie: pre } })).text();
    const csrf_token = /name="csrf_token" value="([^"]*)"/.exec(page)?.[1] ?? '';
    const body = new URLSearchParams({ csrf_token, username: victim.username, password: victim.password }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    keep(await site().ask('/account/login/', { method: 'POST', headers: { ...type, cookie: pre }, body }));

    assert.equal(lines.length, 3);
    for (const line of lines) {
      assert.match(line, /^__Host-kh_(?:pre|half|link)=[\w-]{43}; (?:Max-Age=\d+; )?Path=\/; Secure; HttpOnly; SameSite=Lax$/);
    }
  },
);

attack(
  '4 events: each entry says what, when, who, by which proof and outcome, in one canonical form that anybody can hash again',
  async () => {
    const entries = await site().world.read.selectFrom('entries').select('body').execute();

    assert.ok(entries.length > 10);
    for (const { body } of entries) {
      const parsed = JSON.parse(body) as Parameters<typeof canonicalJson>[0] & object;
      assert.deepEqual(Object.keys(parsed), [
        'actor',
        'at',
        'credential',
        'details',
        'id',
        'kind',
        'outcome',
        'request',
        'rows',
        'subjects',
        'v',
      ]);
      assert.equal(canonicalJson(parsed), body);
    }
  },
);

attack('4 person: what is about a person is sealed to her, under an id that is neither her account nor her name', async () => {
  const people = await site().world.read.selectFrom('accounts').select(['id', 'person_id', 'username']).execute();

  for (const { id, person_id, username } of people) {
    assert.match(person_id, /^[0-9a-f]{32}$/);
    assert.notEqual(person_id as string, id as string);
    assert.ok(!person_id.includes(username));
  }
});

attack('4 time: while the clock has jumped ahead no code made from time is right', async () => {
  const { victim } = prepared();
  const { clock } = site();
  const { isSuspect } = clock;
  const browser = site().browser();
  await typePassword(browser, victim);
  const totp_value = nextCode(site(), victim.app);
  clock.isSuspect = () => true;
  await browser.send('/account/two-factor/', { totp_value });
  clock.isSuspect = isSuspect;
  assert.equal(browser.status, 401);

  await browser.send('/account/two-factor/', { totp_value: codeNow(site(), victim.app) });
  assert.equal(browser.path, '/manage/account/');
});
