import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startTestSite, TEST_HOST, type TestSite } from '../../tests/support/test-site.ts';
import { textAnswer } from './answer.ts';
import { get, postStream, type Route } from './route.ts';

const asked: string[] = [];

const ROUTES: readonly Route[] = [
  get('/', { who: 'anyone', limit: 'page' }, async () => textAnswer('front')),
  get('/second/', { who: 'anyone', limit: 'page' }, async () => {
    asked.push('second');
    return textAnswer('second');
  }),
  postStream('/legacy/', { who: 'token', limit: 'upload', csrf: 'token', fresh: 'none' }, async (request) => {
    let size = 0;
    for await (const chunk of request.body as AsyncIterable<Uint8Array>) size += chunk.length;
    return textAnswer(`read ${size}`);
  }),
];

function start(t: TestContext, url = `http://${TEST_HOST}`): Promise<TestSite> {
  asked.length = 0;
  return startTestSite(t, { routes: ROUTES, settings: { url } });
}

const HIDDEN = `GET /second/ HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`;

// Each is one request that some server on the way reads in two ways, with a second one hidden behind it.
const SMUGGLING: Readonly<Record<string, string>> = {
  'CL and TE': `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'TE and CL': `Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`,
  'two different lengths': `Content-Length: 0\r\nContent-Length: 60\r\n\r\n`,
  'two equal lengths': `Content-Length: 0\r\nContent-Length: 0\r\n\r\n`,
  'list of lengths': `Content-Length: 0, 0\r\n\r\n`,
  'length with plus': `Content-Length: +0\r\n\r\n`,
  'negative length': `Content-Length: -1\r\n\r\n`,
  'hexadecimal length': `Content-Length: 0x0\r\n\r\n`,
  'length with blank inside': `Content-Length: 0 0\r\n\r\n`,
  'length beyond 64 bits': `Content-Length: 99999999999999999999\r\n\r\n`,
  'TE twice': `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
  'TE list ending in identity': `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
  'TE unknown': `Transfer-Encoding: cow\r\n\r\n0\r\n\r\n`,
  'TE xchunked': `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  'TE with blank before colon': `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  'TE folded': `Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`,
  'header folded': `X-A: 1\r\n 2\r\nContent-Length: 0\r\n\r\n`,
  'header name with blank': `X A: 1\r\n\r\n`,
  'header without colon': `XA\r\n\r\n`,
  'NUL in header': `X-A: a\0b\r\n\r\n`,
  'bare CR in header': `X-A: a\rb\r\n\r\n`,
  'chunk size with plus': `Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n`,
  'chunk size 0x0': `Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n`,
  'chunk size negative': `Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n`,
  'chunk size overflows': `Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n`,
  'chunk without its line end': `Transfer-Encoding: chunked\r\n\r\n1\r\nab0\r\n\r\n`,
  'chunk with bare LF': `Transfer-Encoding: chunked\r\n\r\n1\na\n0\n\n`,
  'chunk extension with LF': `Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\nx\r\n0\r\n\r\n`,
};

test('4.2.1: what can be read in two ways is refused, and nothing behind it is served', async (t) => {
  const site = await start(t);

  for (const [name, rest] of Object.entries(SMUGGLING)) {
    const got = await site.raw(`POST /legacy/ HTTP/1.1\r\nHost: ${TEST_HOST}\r\n${rest}${HIDDEN}`);
    assert.match(got, /^HTTP\/1\.1 4\d\d /, name);
    assert.equal(got.split('HTTP/1.1 ').length, 2, `${name}: one answer`);
    assert.match(got, /\r\nconnection: close\r\n/i, name);
  }
  assert.deepEqual(asked, []);
});

const MALFORMED: Readonly<Record<string, string>> = {
  'no HTTP': 'hello\r\n\r\n',
  'HTTP/0.9': 'GET /\r\n\r\n',
  'HTTP/2 preface': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'lower-case method': `get / HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`,
  'unknown method': `HACK / HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`,
  'no host': 'GET / HTTP/1.1\r\n\r\n',
  'two hosts': `GET / HTTP/1.1\r\nHost: ${TEST_HOST}\r\nHost: evil.example\r\n\r\n`,
  'absolute address': `GET http://evil.example/ HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`,
  'address of our own, absolute': `GET http://${TEST_HOST}/ HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`,
  'no path': `GET second HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`,
  asterisk: `OPTIONS * HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`,
  'anchor in the address': `GET /#x HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`,
  'bytes beyond ASCII in the address': `GET /\xff HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`,
  'NUL in the address': `GET /\0 HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`,
  'NUL encoded': `GET /?a=%00 HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`,
  'bad escape': `GET /%zz HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`,
  'two origins': `GET / HTTP/1.1\r\nHost: ${TEST_HOST}\r\nOrigin: http://${TEST_HOST}\r\nOrigin: http://evil.example\r\n\r\n`,
  'unknown expectation': `GET / HTTP/1.1\r\nHost: ${TEST_HOST}\r\nExpect: a-cow\r\n\r\n`,
  'TLS hello': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
};

test('121: malformed requests are answered with 4xx and all security headers', async (t) => {
  const site = await start(t);

  for (const [name, text] of Object.entries(MALFORMED)) {
    const got = await site.raw(text, 300);
    assert.match(got, /^HTTP\/1\.1 4\d\d /, name);
    if (name === 'no host') continue;
    assert.match(got, /content-security-policy: /, name);
    assert.match(got, /x-content-type-options: nosniff\r\n/, name);
  }
});

test('header floods end in 431', async (t) => {
  const site = await start(t);
  const flood = (lines: string) => site.raw(`GET / HTTP/1.1\r\nHost: ${TEST_HOST}\r\n${lines}\r\n`, 500);

  assert.match(await flood(`X: ${'a'.repeat(65_536)}\r\n`), /^HTTP\/1\.1 431 /);
  assert.match(await flood('X: 1\r\n'.repeat(2_001)), /^HTTP\/1\.1 431 /);
  assert.match(await flood('X: 1\r\n'.repeat(101)), /^HTTP\/1\.1 431 /);
  assert.match(await flood('X: 1\r\n'.repeat(90)), /^HTTP\/1\.1 200 /);
  assert.match(await site.raw(`GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`, 500), /^HTTP\/1\.1 414 /);
  assert.match(await site.raw(`GET /${'a'.repeat(65_536)} HTTP/1.1\r\nHost: ${TEST_HOST}\r\n\r\n`, 500), /^HTTP\/1\.1 (414|431) /);
});

test('paths with dots, doubled slashes and semicolons are nothing', async (t) => {
  const site = await start(t);

  for (const path of [
    '//',
    '/./',
    '/second/.',
    '/second/..',
    '/second//',
    '/second/;x',
    '/second;x/',
    '/second%2f',
    '/%2e/',
    '/second/x.css',
    '/SECOND/',
  ]) {
    assert.equal((await site.ask(path)).status, 404, path);
  }
});

test('62: pages are served for the public name alone, whoever a client says we are', async (t) => {
  const site = await start(t);
  const status = async (headers: Record<string, string>, path = '/') => (await site.ask(path, { headers })).status;

  for (const host of [
    'evil.example',
    `${TEST_HOST}@evil.example`,
    `localhost.evil.example`,
    'localhost:8765/x',
    'localhost:port',
    'xn--lcalhost-n4a',
    '[::ffff:1.2.3.4]',
  ]) {
    assert.equal(await status({ host }), 421, host);
    assert.equal(await status({ host }, '/simple/'), 421, host);
  }
  assert.equal(await status({ 'x-forwarded-host': 'evil.example' }), 200);
  assert.equal(await status({ forwarded: 'host=evil.example', 'x-original-url': '/second/' }), 200);
  assert.deepEqual(asked, []);
});

test('A9: pages opened by an address of this machine lead to its name, tools are served there', async (t) => {
  const site = await start(t);

  for (const host of ['127.0.0.1:8765', '127.0.0.1', '[::1]:8765', 'index.localhost']) {
    const page = await site.ask('/second/?a=1', { headers: { host } });
    assert.deepEqual([page.status, page.headers.location], [302, `http://${TEST_HOST}/second/?a=1`], host);
    assert.equal((await site.ask('/second/', { method: 'POST', headers: { host } })).status, 421, host);
    assert.equal((await site.ask('/legacy/', { method: 'POST', headers: { host }, body: 'abc' })).body, 'read 3', host);
  }
});

test('health answers whatever name a probe uses', async (t) => {
  const site = await startTestSite(t, { routes: [get('/_health/', { who: 'anyone', limit: 'index' }, async () => textAnswer('ok'))] });

  assert.equal((await site.ask('/_health/', { headers: { host: '10.2.3.4:8765' } })).status, 200);
});

test('4.1.2: a proxy that was asked by plain http leads pages to https and refuses tools', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES, settings: { url: 'https://index.example', trustedProxies: ['127.0.0.1'] } });
  const headers = { host: 'internal:8765', 'x-forwarded-host': 'index.example', 'x-forwarded-proto': 'http' };

  const page = await site.ask('/second/', { headers });
  const tool = await site.ask('/legacy/', { method: 'POST', headers, body: 'abc' });

  assert.deepEqual([page.status, page.headers.location], [302, 'https://index.example/second/']);
  assert.equal(tool.status, 403);
  assert.match(tool.body, /Replace the one you sent/);
  assert.equal((await site.ask('/second/', { headers: { ...headers, 'x-forwarded-proto': 'https' } })).status, 200);
});
