import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { startTestSite, TEST_HOST, type TestSite } from '../../tests/support/test-site.ts';
import { utf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { textAnswer } from './answer.ts';
import type { HttpLimits } from './http-limits.ts';
import { type PreparedPage, preparePage } from './prepared.ts';
import { get, post, postStream, type Route } from './route.ts';

let letGo = (): void => undefined;
let closedStreams = 0;

const ROUTES: readonly Route[] = [
  get('/', { who: 'anyone', limit: 'page' }, async () => textAnswer('front')),
  get('/slow/', { who: 'anyone', limit: 'page' }, async () => {
    await new Promise<void>((resolve) => {
      letGo = resolve;
    });
    return textAnswer('slow but whole');
  }),
  get('/packages/endless', { who: 'anyone', limit: 'index' }, async () => {
    const body = new Readable({ read: () => body.push(Buffer.alloc(65_536)) });
    body.once('close', () => {
      closedStreams += 1;
    });
    return { status: 200, contentType: 'application/octet-stream', body };
  }),
  post('/form/', { who: 'anyone', limit: 'form', csrf: 'form', fresh: 'none' }, async () => textAnswer('did')),
  postStream('/legacy/', { who: 'token', limit: 'upload', csrf: 'token', fresh: 'none' }, async (request) => {
    if (request.headers['authorization'] !== 'Basic good') throw new Refusal('forbidden', 'upload.token', 'This token may not upload.');
    request.wantBody();
    let size = 0;
    for await (const chunk of request.body as AsyncIterable<Uint8Array>) size += chunk.length;
    return textAnswer(`read ${size}`);
  }),
];

function start(
  t: TestContext,
  limits: Partial<HttpLimits> = {},
  prepared: () => PreparedPage | undefined = () => undefined,
): Promise<TestSite> {
  return startTestSite(t, { routes: ROUTES, limits, prepared });
}

const head = (line: string, ...headers: string[]) => `${[`${line} HTTP/1.1`, `Host: ${TEST_HOST}`, ...headers].join('\r\n')}\r\n\r\n`;

function open(t: TestContext, site: TestSite, text: string): { socket: Socket; got: () => string; closed: Promise<void> } {
  const socket = connect(site.port, '127.0.0.1');
  t.after(() => socket.destroy());
  let got = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    got += chunk;
  });
  socket.on('error', () => undefined);
  socket.write(text, 'latin1');
  return { socket, got: () => got, closed: new Promise((resolve) => socket.once('close', () => resolve())) };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('120: hundreds of half-open requests do not keep the next visitor waiting', async (t) => {
  const site = await start(t, { maxConnectionsPerAddress: 100, maxConnections: 150 });
  const halves = Array.from({ length: 300 }, () => open(t, site, `GET / HTTP/1.1\r\nHost: ${TEST_HOST}\r\nX-A: `));
  await Promise.all(halves.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));

  const answer = await site.ask('/');

  assert.equal(answer.status, 200);
  await Promise.all(halves.slice(0, 150).map(({ closed }) => closed));
});

test('a request that is being answered is not closed for newcomers', async (t) => {
  const site = await start(t, { maxConnectionsPerAddress: 5 });
  const slow = open(t, site, head('GET /slow/', 'Connection: close'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (let i = 0; i < 20; i++) open(t, site, 'GET / HTTP/1.1\r\n');
  assert.equal((await site.ask('/')).status, 200);

  letGo();
  await slow.closed;

  assert.match(slow.got(), /slow but whole$/);
});

test('headers that do not come to an end are cut off with 408', async (t) => {
  const site = await start(t, { headersTimeoutMs: 300 });
  const half = open(t, site, `GET / HTTP/1.1\r\nHost: ${TEST_HOST}\r\nX-A: `);

  await half.closed;

  assert.match(half.got(), /^HTTP\/1\.1 408 /);
});

test('a request that names no host is 400, with the headers of every answer', async (t) => {
  const site = await start(t);
  for (const path of ['/', '/_health/', '/nothing']) {
    const nameless = open(t, site, `GET ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`);

    await nameless.closed;

    assert.match(nameless.got(), /^HTTP\/1\.1 400 /);
    assert.match(nameless.got(), /x-content-type-options: nosniff/);
  }
});

test('118: a body that trickles is cut off, one that comes steadily is not', async (t) => {
  const site = await start(t, { leastBytesPerSecond: 1_000, rateCheckMs: 200 });
  const headers = ['Authorization: Basic good', 'Content-Length: 4000', 'Connection: close'];
  const trickle = open(t, site, head('POST /legacy/', ...headers));
  const steady = open(t, site, head('POST /legacy/', ...headers));
  const drip = setInterval(() => {
    trickle.socket.write('x');
    steady.socket.write('x'.repeat(200));
  }, 50);
  t.after(() => clearInterval(drip));

  await Promise.all([trickle.closed, steady.closed]);

  assert.equal(trickle.got(), '');
  assert.match(steady.got(), /read 4000$/);
});

test('a client that asks first is refused before it sends its body', async (t) => {
  const site = await start(t);

  const got = await site.raw(head('POST /legacy/', 'Content-Length: 100000000', 'Expect: 100-continue'));

  assert.match(got, /^HTTP\/1\.1 403 This token may not upload\.\r\n/);
  assert.match(got, /\r\nconnection: close\r\n/i);
});

test('a client that asks first is told to go on when the body is wanted', async (t) => {
  const site = await start(t);
  const asking = open(
    t,
    site,
    head('POST /legacy/', 'Authorization: Basic good', 'Content-Length: 3', 'Expect: 100-continue', 'Connection: close'),
  );
  await until(() => asking.got().startsWith('HTTP/1.1 100 Continue\r\n\r\n'));

  asking.socket.write('abc');
  await asking.closed;

  assert.match(asking.got(), /read 3$/);
});

test('a client that sends everything at once still gets to read why it was refused', async (t) => {
  const site = await start(t);
  const body = new Uint8Array(20_000_000);

  const answer = await site.ask('/legacy/', { method: 'POST', body });

  assert.deepEqual([answer.status, answer.body], [403, 'This token may not upload.\n']);
});

test('a form beyond 64 KiB is 413, whether it says so or not', async (t) => {
  const site = await start(t);
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = `a=${'x'.repeat(70_000)}`;

  assert.equal((await site.ask('/form/', { method: 'POST', headers: type, body })).status, 413);
  assert.equal((await site.ask('/form/', { method: 'POST', headers: { ...type, 'transfer-encoding': 'chunked' }, body })).status, 413);
});

test('a download ends with the client that goes away', async (t) => {
  const site = await start(t);
  const client = open(t, site, head('GET /packages/endless'));
  await until(() => client.got().length > 100_000);

  client.socket.destroy();
  await until(() => closedStreams === 1);

  assert.equal((await site.ask('/')).status, 200);
  assert.equal(site.log.filter((line) => line.startsWith('error')).length, 0);
});

test('stopping lets running requests end and takes no new ones', async (t) => {
  const site = await start(t);
  const slow = open(t, site, head('GET /slow/'));
  open(t, site, head('GET /'));
  await new Promise((resolve) => setTimeout(resolve, 50));

  const closing = site.close();
  await assert.rejects(site.ask('/'));
  letGo();
  await closing;
  await slow.closed;

  assert.match(slow.got(), /slow but whole$/);
  assert.match(slow.got(), /\r\nconnection: close\r\n/i);
});

test('stopping cuts what does not end in time', async (t) => {
  const site = await start(t, { closeMs: 200 });
  const slow = open(t, site, head('GET /slow/'));
  await new Promise((resolve) => setTimeout(resolve, 50));

  await site.close();
  await slow.closed;

  assert.equal(slow.got(), '');
});

test('a prepared page answers plain GETs for the public name alone', async (t) => {
  const page = preparePage(false, { contentType: 'text/html', body: utf8('prepared'), cache: 'index', headers: { etag: '"1"' } });
  const site = await start(t, {}, () => page);

  const answer = await site.ask('/simple/demo/');

  assert.deepEqual([answer.status, answer.body, answer.headers.etag], [200, 'prepared', '"1"']);
  assert.equal(answer.headers['cache-control'], 'public, max-age=600');
  assert.match(String(answer.headers['content-security-policy']), /^sandbox/);
  const longWay: Record<string, string>[] = [
    { authorization: 'Basic x' },
    { cookie: 'a=b' },
    { 'if-none-match': '"1"' },
    { range: 'bytes=0-1' },
    { 'content-length': '0' },
  ];
  for (const headers of longWay) assert.equal((await site.ask('/simple/demo/', { headers })).status, 404, JSON.stringify(headers));
  assert.equal((await site.ask('/simple/demo/', { headers: { host: 'evil.example' } })).status, 421);
});
