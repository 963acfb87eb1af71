import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { millis } from '../base/brands.ts';
import { utf8 } from '../base/bytes.ts';
import { preparePage } from './prepared.ts';
import { makeSendPrepared } from './send-prepared.ts';

const PAGE = preparePage(false, { contentType: 'text/html', body: utf8('prepared'), cache: 'index', headers: { etag: '"1"' } });
const KEEP_ALIVE_MS = 65_000;
const DATE = /Date: [^\r]*\r\n/g;

test('a prepared page is, but for the time, what node:http writes by itself', async (t) => {
  const ours = await ask(t, preparedServer(), 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const theirs = await ask(t, plainServer(), 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');

  assert.match(ours, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(ours, /\r\nKeep-Alive: timeout=65\r\n\r\nprepared$/);
  assert.equal(ours.replace(DATE, ''), theirs.replace(DATE, ''));
});

test('its date is that of the clock', async (t) => {
  assert.match(await ask(t, preparedServer(), 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'), /\r\nDate: Tue, 24 Nov 2026 12:00:07 GMT\r\n/);
});

test('two requests that come together are answered in turn on one connection', async (t) => {
  const both = await ask(t, preparedServer(), 'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n');

  assert.equal(both.match(/HTTP\/1\.1 200 OK\r\n/g)?.length, 2);
  assert.equal(both.match(/\r\n\r\nprepared/g)?.length, 2);
});

for (const request of ['GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 'GET / HTTP/1.0\r\nHost: a\r\n\r\n']) {
  test(`a connection that is to end is told so: ${request.split('\r\n').join(' ').trim()}`, async (t) => {
    const answer = await ask(t, preparedServer(), request);

    assert.match(answer, /\r\nConnection: close\r\n\r\nprepared$/);
  });
}

test('where node:http keeps its head elsewhere, the answer is what it writes by itself', async (t) => {
  const send = makeSendPrepared({ now: () => millis(0), keepAliveTimeoutMs: KEEP_ALIVE_MS });
  const elsewhere = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (_request, response) => {
    Reflect.deleteProperty(response, '_header');
    send(response, PAGE);
  });

  const ours = await ask(t, elsewhere, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const theirs = await ask(t, plainServer(), 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');

  assert.equal(ours.replace(DATE, ''), theirs.replace(DATE, ''));
});

test('a header that would break a line is refused when the page is prepared', () => {
  const headers = { etag: '"1"\r\nset-cookie: a=b' };

  assert.throws(() => preparePage(false, { contentType: 'text/html', body: utf8('a'), cache: 'index', headers }), {
    code: 'ERR_INVALID_CHAR',
  });
});

function preparedServer(): Server {
  const send = makeSendPrepared({ now: () => millis(Date.UTC(2026, 10, 24, 12, 0, 7, 900)), keepAliveTimeoutMs: KEEP_ALIVE_MS });
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (_request, response) => send(response, PAGE));
}

function plainServer(): Server {
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (_request, response) => {
    response.writeHead(200, PAGE.headers as string[]);
    response.end(PAGE.body);
  });
}

/** Everything that comes back until the server has been silent for a moment. */
async function ask(t: TestContext, server: Server, request: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  const wanted = request.split('GET ').length - 1;
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('error', reject);
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.split('\r\n\r\nprepared').length > wanted) resolve(text);
    });
    socket.write(request);
  });
}
