import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TokenId } from '../../src/base/brands.ts';
import { fromBase64url, toBase64url, utf8 } from '../../src/base/bytes.ts';
import { hmacSha256 } from '../../src/crypto/digest.ts';
import { API_TOKEN_PREFIX, mintApiToken, renderApiToken } from '../../src/protocols/api-token.ts';
import { renderCaveat } from '../../src/protocols/caveat.ts';
import { attenuate, type Macaroon, parseMacaroon, serializeMacaroon } from '../../src/protocols/macaroon.ts';
import { attackedSite } from '../support/attack-site.ts';
import { aWheel } from '../support/distributions.ts';
import { sendUpload } from '../support/send-upload.ts';
import { type Member, makeToken, signUpMember } from '../support/story-people.ts';

let owner: Member;
let token: string;
let thief: string;
const site = attackedSite({}, async (started) => {
  owner = await signUpMember(started, 'owner');
  token = await makeToken(owner, 'laptop');
  thief = await makeToken(await signUpMember(started, 'thief'), 'thief');
});

async function uploaded(text: string, version: string, name = 'castle'): Promise<string> {
  const { status, reason } = await sendUpload(site().origin, text, aWheel(name, version));
  return `${status} ${reason}`;
}

function macaroonOf(text: string): Macaroon {
  const macaroon = parseMacaroon(fromBase64url(text.slice(API_TOKEN_PREFIX.length)) ?? new Uint8Array());
  if (macaroon === undefined) throw new Error('no token');
  return macaroon;
}

test('E3: a token of another site, its test twin, or a copy with another id is none here', async () => {
  const rootKey = new Uint8Array(32).fill(9);
  const { keys } = site().world;
  const grant = { tokenId: 'ab'.repeat(16) as TokenId, actions: ['upload'], caveats: [] } as const;
  const other = mintApiToken(hmacSha256, rootKey, { ...grant, siteId: 'cd'.repeat(16) });
  const ours = mintApiToken(hmacSha256, rootKey, { ...grant, siteId: Buffer.from(keys.siteId).toString('hex') });

  assert.match(await uploaded(other, '1.0'), /^403 This API token belongs to another index/);
  assert.match(await uploaded(ours, '1.0'), /^403 This API token is not known here/);
});

test('E4: duplicate packets, trailing bytes, other spellings of base64, version 1 and discharge macaroons are refused', async () => {
  const bytes = serializeMacaroon(macaroonOf(token));
  const spell = (changed: Uint8Array): string => API_TOKEN_PREFIX + toBase64url(changed);
  const last = token.at(-1) ?? '';
  const forged = [
    spell(new Uint8Array([...bytes, 0])),
    spell(new Uint8Array([1, ...bytes.subarray(1)])),
    spell(bytes.subarray(0, bytes.length - 1)),
    `${token}=`,
    `${token.slice(0, -1)}${String.fromCharCode(last.charCodeAt(0) + 1)}`,
    token.replaceAll('_', '/').replaceAll('-', '+').replace('keyhouse+', 'keyhouse-'),
    `${token}.${token}`,
    `${token},${token}`,
    token.toUpperCase(),
    token.replace('keyhouse-', 'pypi-'),
    `keyhouse-${'A'.repeat(6_000)}`,
  ].filter((text) => text !== token);

  for (const text of forged) assert.match(await uploaded(text, '1.0'), /^403 /, text.slice(0, 40));
});

test('E4: a flipped bit in any byte of a token opens nothing', async () => {
  const bytes = serializeMacaroon(macaroonOf(token));
  for (let at = 0; at < bytes.length; at += 7) {
    const changed = Uint8Array.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    assert.match(await uploaded(API_TOKEN_PREFIX + toBase64url(changed), '1.0'), /^403 /, `byte ${at}`);
  }
});

test('E4: who cuts a caveat away, puts them in another order, or lifts one over from an own token is refused', async () => {
  const own = macaroonOf(token);
  const narrowed = attenuate(hmacSha256, own, renderCaveat({ kind: 'expiration', expiresAtSeconds: 1, notBeforeSeconds: 0 }));
  const mine = macaroonOf(thief);
  const forged: Macaroon[] = [
    { ...narrowed, caveats: own.caveats },
    { ...narrowed, caveats: [...narrowed.caveats].reverse() },
    { ...own, caveats: [] },
    { ...mine, identifier: own.identifier },
    { ...own, signature: mine.signature },
  ];
  for (const macaroon of forged) assert.match(await uploaded(renderApiToken(macaroon), '1.0'), /^403 This API token is not known here/);
  assert.match(await uploaded(renderApiToken(narrowed), '1.0'), /^403 The token has expired/);
});

test('80: a restriction that the site does not know, of a wrong type or with a field too many, denies', async () => {
  const own = macaroonOf(token);
  for (const text of [
    '[99,"x"]',
    '[3]',
    '[3,[]]',
    '[3,["upload"],1]',
    '[0,"soon",0]',
    '{}',
    'null',
    '[1,"castle"]',
    '[3,["UPLOAD"]]',
    ' [3,["upload"]]',
    '\u00ff',
  ]) {
    const made = renderApiToken(attenuate(hmacSha256, own, utf8(text)));
    assert.match(await uploaded(made, '1.0'), /^403 The token /, text);
  }
});

test('84, E5: a token of one project makes no new project and uploads to no other, whatever its holder adds', async () => {
  assert.equal(await uploaded(token, '1.0'), '200 OK');
  const narrow = await makeToken(owner, 'castle only', 'scope:project:castle');
  const wider = attenuate(hmacSha256, macaroonOf(narrow), renderCaveat({ kind: 'actions', actions: ['upload'] }));

  assert.equal(await uploaded(narrow, '1.1'), '200 OK');
  for (const text of [narrow, renderApiToken(wider)]) {
    assert.match(await uploaded(text, '1.0', 'moat'), /^403 /);
    assert.equal((await site().ask('/project/moat/')).status, 404);
  }
  assert.match(await uploaded(thief, '6.6'), /^403 /, 'nor does the token of somebody without a role');
});

test('85: a token is taken from Basic, token and bearer alone: not from the address, a field, another user name or a cookie', async () => {
  const asked = (path: string, headers: Record<string, string>): Promise<Response> =>
    site().ask(path, { method: 'POST', headers, body: new FormData() });
  const basic = (username: string): string => `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`;
  const refused = [
    await asked(`/legacy/?token=${token}`, {}),
    await asked('/legacy/', { cookie: `token=${token}; __Host-kh_session=${token}` }),
    await asked('/legacy/', { authorization: basic('owner') }),
    await asked('/legacy/', { authorization: basic('') }),
    await asked('/legacy/', { authorization: basic('__TOKEN__') }),
    await asked('/legacy/', { authorization: `Digest ${token}` }),
    await asked('/legacy/', { cookie: owner.browser.cookie }),
    await asked('/legacy/', { authorization: basic('__token__'), 'sec-fetch-site': 'cross-site' }),
  ];

  assert.deepEqual(
    refused.map(({ status }) => status),
    [403, 403, 403, 403, 403, 403, 403, 403],
  );
  for (const answer of refused) assert.ok(!(answer.statusText + (await answer.text())).includes(token));
});

test('8.2.2, 86: the ids of somebody else’s tokens, sessions, apps and addresses are nothing to a thief', async () => {
  const other = await signUpMember(site(), 'prowler');
  const { read } = site().world;
  const { id } = await read.selectFrom('accounts').select('id').where('username', '=', 'owner').executeTakeFirstOrThrow();
  const rowOf = async (table: 'tokens' | 'totp_apps' | 'emails'): Promise<string> =>
    (await read.selectFrom(table).select('id').where('account_id', '=', id).executeTakeFirstOrThrow()).id;
  const { handle } = await read
    .selectFrom('sessions')
    .select('handle')
    .where('account_id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  await other.browser.open('/manage/account/token/');
  const csrf_token = /name="csrf_token" value="([^"]*)"/.exec(other.browser.page)?.[1] ?? '';
  const headers = { cookie: other.browser.cookie, origin: site().origin, 'content-type': 'application/x-www-form-urlencoded' };
  const posted = async (path: string): Promise<number> =>
    (await site().ask(path, { method: 'POST', headers, body: new URLSearchParams({ csrf_token }).toString() })).status;

  assert.equal(await posted(`/manage/account/token/${await rowOf('tokens')}/delete/`), 404);
  assert.equal(await posted(`/manage/account/token/${await rowOf('tokens')}/resume/`), 404);
  assert.equal(await posted(`/manage/account/totp/${await rowOf('totp_apps')}/remove/`), 404);
  assert.equal(await posted(`/manage/account/emails/${await rowOf('emails')}/remove/`), 404);
  assert.equal(await posted(`/manage/account/emails/${await rowOf('emails')}/make-primary/`), 404);
  assert.equal(await posted(`/manage/account/sessions/${handle}/end/`), 404);
  assert.equal(await posted(`/admin/tokens/${await rowOf('tokens')}/revoke/`), 404);
  assert.equal((await site().ask('/manage/project/castle/releases/', { headers })).status, 404);
  await owner.browser.open('/manage/account/');
  assert.equal(owner.browser.path, '/manage/account/');
});
