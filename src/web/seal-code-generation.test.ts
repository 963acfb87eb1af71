import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestSite } from '../../tests/support/test-site.ts';
import { textAnswer } from './answer.ts';
import { readUpload } from './multipart.ts';
import { get, postStream, type Route } from './route.ts';

const ROUTES: readonly Route[] = [
  get('/', { who: 'anyone', limit: 'page' }, async () => textAnswer('front')),
  get('/project/:name/:version/', { who: 'anyone', limit: 'page' }, async (request) => textAnswer(Object.values(request.params).join(' '))),
  postStream('/legacy/', { who: 'token', limit: 'upload', csrf: 'token', fresh: 'none' }, async (request) => {
    const rules = { maxParts: 5, maxFieldBytes: 100, keep: async () => 'kept', drop: async () => undefined };
    return textAnswer(JSON.stringify((await readUpload(request.body, request.headers, rules)).fields));
  }),
];

test('1.3.2: once the server listens nothing turns text into code, and every kind of request still works', async (t) => {
  const site = await startTestSite(t, { routes: ROUTES, isSealed: true });
  const refused = { name: 'EvalError' };
  const makers = [() => undefined, async () => undefined, function* none() {}, async function* none() {}];

  // biome-ignore lint/security/noGlobalEval: what must not work
  assert.throws(() => globalThis.eval('1'), refused);
  assert.throws(() => new Function('return 1'), refused);
  for (const maker of makers) assert.throws(() => (maker.constructor as FunctionConstructor)('return 1'), refused);

  const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n';
  const uploaded = await site.ask('/legacy/', {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: part,
  });
  assert.equal(uploaded.body, '[["a","1"]]');
  assert.equal((await site.ask('/project/demo/1.0/')).body, 'demo 1.0');
  assert.equal((await site.ask('/', { method: 'HEAD' })).status, 200);
  assert.equal((await site.ask('/none')).status, 404);
  assert.equal((await site.ask('/', { method: 'DELETE' })).status, 405);
  assert.equal((await site.ask('/%ff')).status, 400);
});
