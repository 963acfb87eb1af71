import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { startTestSite, type TestAnswer } from '../../tests/support/test-site.ts';
import { utf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { htmlAnswer, jsonAnswer, redirect, textAnswer } from './answer.ts';
import { preparePage } from './prepared.ts';
import { get, type Route } from './route.ts';

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

const page = { who: 'anyone', limit: 'page' } as const;

const ROUTES: readonly Route[] = [
  get('/', page, async () => htmlAnswer('<!doctype html><p>front</p>', { cache: 'page' })),
  get('/form/', page, async (request) => htmlAnswer(`token ${request.csrfToken}`, { cache: 'page' })),
  get('/moved/', page, async () => redirect('/')),
  get('/broken/', page, async () => {
    throw new Error('the cellar is flooded');
  }),
  get('/refused/', page, async () => {
    throw new Refusal('too-many', 'limit.test', 'Wait three minutes.', { retryAfterSeconds: 180, cause: new Error('hidden detail') });
  }),
  get('/sign-in-first/', page, async () => {
    throw new Refusal('not-signed-in', 'page.not-signed-in', 'Sign in first.');
  }),
  get('/simple/', { who: 'anyone', limit: 'index' }, async () => htmlAnswer('<p>index</p>', { cache: 'index' })),
  get('/simple/:name/', { who: 'anyone', limit: 'index' }, async (request) => {
    throw new Refusal('not-signed-in', 'page.not-signed-in', `Show a token for ${request.params['name']} (grün)\r\nX-Evil: 1`);
  }),
  get('/packages/:name', { who: 'anyone', limit: 'index' }, async () => ({
    status: 200,
    contentType: 'application/octet-stream',
    headers: { 'content-length': '5' },
    body: Readable.from([Buffer.from('wheel')]),
    cache: 'immutable',
  })),
  get('/pypi/:name/json', { who: 'anyone', limit: 'index' }, async (request) => {
    if (request.params['name'] === 'demo') return jsonAnswer('{}');
    throw new Refusal('not-found', 'project.not-found', 'No such project.');
  }),
  get('/robots.txt', page, async () => textAnswer('User-agent: *\n')),
];

const assets = new Map([
  ['/assets/abc/site.css', preparePage(false, { contentType: 'text/css; charset=utf-8', body: utf8('a{}'), cache: 'immutable' })],
]);

function assertProtected(answer: TestAnswer, what: string): void {
  const { headers } = answer;
  assert.equal(headers['x-content-type-options'], 'nosniff', what);
  assert.equal(headers['x-frame-options'], 'DENY', what);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin', what);
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin', what);
  assert.match(String(headers['referrer-policy']), /^(same-origin|no-referrer)$/, what);
  assert.match(String(headers['permissions-policy']), /camera=\(\).*publickey-credentials-get=\(self\)/, what);
  assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/, what);
  assert.deepEqual([headers['server'], headers['x-powered-by']], [undefined, undefined], what);
  assert.notEqual(headers['cache-control'], undefined, what);
}

test('every answer carries the security headers, whatever kind it is', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES, assets });
  const paths = [
    '/',
    '/moved/',
    '/broken/',
    '/refused/',
    '/sign-in-first/',
    '/simple/',
    '/simple/x/',
    '/packages/x',
    '/pypi/demo/json',
    '/pypi/x/json',
    '/robots.txt',
    '/none',
    '/%ff',
    '/assets/abc/site.css',
    '/?a=1&a=2',
  ];

  for (const path of paths) assertProtected(await site.ask(path), path);
  assertProtected(await site.ask('/', { method: 'POST' }), '405');
  assertProtected(await site.ask('/', { method: 'PROPFIND' }), 'PROPFIND');
  assertProtected(await site.ask('/', { headers: { host: 'evil.example' } }), 'foreign host');
});

test('pages have the page policy, data is sandboxed', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES, assets });

  assert.equal((await site.ask('/')).headers['content-security-policy'], PAGE_POLICY);
  assert.equal((await site.ask('/none')).headers['content-security-policy'], PAGE_POLICY);
  for (const path of ['/simple/', '/packages/x', '/pypi/demo/json', '/assets/abc/site.css']) {
    assert.match(String((await site.ask(path)).headers['content-security-policy']), /^sandbox allow-downloads; default-src 'none'/, path);
  }
});

test('only an https site asks browsers to come back by https', async (t) => {
  const plain = await startTestSite(t, { routes: ROUTES });
  const secure = await startTestSite(t, { routes: ROUTES, settings: { url: 'https://index.example' } });
  const headers = { host: 'index.example' };

  assert.equal((await plain.ask('/')).headers['strict-transport-security'], undefined);
  for (const path of ['/', '/none', '/moved/', '/simple/']) {
    assert.equal((await secure.ask(path, { headers })).headers['strict-transport-security'], 'max-age=31536000; includeSubDomains', path);
  }
});

test('a bug shows its incident number and no detail, and is logged once', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES });

  const answer = await site.ask('/broken/');

  const id = String(answer.headers['x-request-id']);
  assert.match(id, /^[0-9a-f]{16}$/);
  assert.equal(answer.status, 500);
  assert.ok(answer.body.includes(`site.failed ${id}`));
  assert.equal(answer.body.includes('cellar'), false);
  assert.equal(site.log.filter((line) => line.startsWith('error') && line.includes('cellar') && line.includes(id)).length, 1);
});

test('a refusal says when to come back and never its cause', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES });

  const answer = await site.ask('/refused/');

  assert.equal(answer.status, 429);
  assert.equal(answer.headers['retry-after'], '180');
  assert.equal(answer.body.includes('hidden detail'), false);
});

test('each face refuses in its own language', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES });

  const [toPerson, toTool, toProgram] = await Promise.all([
    site.ask('/sign-in-first/?x=1'),
    site.ask('/simple/x/'),
    site.ask('/pypi/x/json'),
  ]);

  assert.deepEqual([toPerson.status, toPerson.headers.location], [303, '/account/login/?next=%2Fsign-in-first%2F%3Fx%3D1']);
  assert.equal(toTool.status, 401);
  assert.equal(toTool.headers['www-authenticate'], 'Basic realm="Keyhouse", charset="UTF-8"');
  assert.equal(toTool.headers['content-type'], 'text/plain; charset=utf-8');
  assert.equal(toTool.reason, 'Show a token for x (gr\u00fcn)??X-Evil: 1');
  assert.equal(toTool.headers['x-evil'], undefined);
  assert.deepEqual([toProgram.status, toProgram.body], [404, '{"message":"Not Found","code":"project.not-found"}\n']);
});

test('whoever holds a cookie of ours gets nothing that is stored', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES });
  const cookie = `__Host-kh_session=${'a'.repeat(43)}`;

  assert.equal((await site.ask('/')).headers['cache-control'], 'public, no-cache');
  assert.equal((await site.ask('/')).headers.vary, 'Cookie');
  assert.equal((await site.ask('/', { headers: { cookie } })).headers['cache-control'], 'no-store');
  assert.equal((await site.ask('/', { headers: { cookie: 'theme=dark' } })).headers['cache-control'], 'public, no-cache');
  assert.equal((await site.ask('/simple/')).headers['cache-control'], 'public, max-age=600');
  assert.equal((await site.ask('/simple/', { headers: { authorization: 'Basic eDp5' } })).headers['cache-control'], 'private, max-age=600');
  assert.equal((await site.ask('/refused/')).headers['cache-control'], 'no-store');
});

test('a visitor gets a cookie only with a page that has a form, and that page is not stored', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES });

  const form = await site.ask('/form/');

  assert.equal((await site.ask('/')).headers['set-cookie'], undefined);
  assert.match(form.headers['set-cookie']?.[0] ?? '', /^__Host-kh_pre=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
  assert.equal(form.headers['cache-control'], 'no-store');
});

test('HEAD answers as GET does, without the body', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES, assets });

  for (const path of ['/', '/packages/x', '/pypi/demo/json', '/none', '/assets/abc/site.css']) {
    const [got, headed] = await Promise.all([site.ask(path), site.ask(path, { method: 'HEAD' })]);
    assert.equal(headed.body, '', path);
    assert.deepEqual([headed.status, headed.headers['content-length']], [got.status, got.headers['content-length']], path);
  }
});

test('a method that a path does not answer is 405 with what it does', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES, assets });

  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH', 'PURGE']) {
    const answer = await site.ask('/simple/', { method });
    assert.deepEqual([answer.status, answer.headers['allow']], [405, 'GET, HEAD'], method);
  }
  assert.equal((await site.ask('/assets/abc/site.css', { method: 'POST' })).status, 405);
  assert.equal((await site.ask('/none', { method: 'DELETE' })).status, 404);
});

test('a page without its slash leads to the page, nothing else is led anywhere', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES });

  const led = await site.ask('/moved?a=1');

  assert.deepEqual([led.status, led.headers.location], [301, '/moved/?a=1']);
  for (const path of ['//evil.example/moved', '/moved/x', '/robots.txt/', '/%2fevil.example/', '/.//moved']) {
    assert.equal((await site.ask(path)).status, 404, path);
  }
});

test('each answer is noted by its route, never by what was asked', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES });

  await site.ask('/pypi/hush/json?token=hush');

  const lines = site.log.filter((line) => line.startsWith('info answered'));
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /"route":"\/pypi\/:name\/json","status":404/);
  assert.equal(site.log.join('\n').includes('hush'), false);
});
