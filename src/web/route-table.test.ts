import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textAnswer } from './answer.ts';
import { get, post, postStream, type Route } from './route.ts';
import { allowedMethods, checkRoutes, renderRouteTable, slashedPath } from './route-table.ts';

const handle = async () => textAnswer('');
const looked = get('/project/:name/', { who: 'anyone', limit: 'page' }, handle);
const posted = post('/project/:name/', { who: 'publisher', limit: 'form', csrf: 'form', fresh: 'action' }, handle);
const uploaded = postStream('/legacy/', { who: 'token', limit: 'upload', csrf: 'token', fresh: 'none' }, handle);

test('law 5: a route that leaves a rule out, or contradicts itself, does not start', () => {
  const bad: [Partial<Record<keyof Route, unknown>>, Route, RegExp][] = [
    [{ who: undefined }, looked, /who may call/],
    [{ who: 'everybody' }, looked, /who may call/],
    [{ limit: undefined }, looked, /limit/],
    [{ limit: 'mail-account' }, looked, /limit/],
    [{ fresh: undefined }, posted, /fresh/],
    [{ fresh: 'action' }, looked, /asks visitors/],
    [{ csrf: undefined }, posted, /CSRF/],
    [{ csrf: 'not needed' }, posted, /CSRF/],
    [{ csrf: 'token' }, posted, /takes cookies/],
    [{ csrf: 'form' }, uploaded, /takes cookies/],
    [{ who: 'anyone' }, uploaded, /takes cookies/],
    [{ body: 'stream' }, posted, /before the token/],
    [{ body: 'form' }, looked, /looked at/],
    [{ body: 'none' }, posted, /what body/],
    [{ link: true }, posted, /mailed link/],
    [{ recovering: undefined }, posted, /recovery code/],
    [{ recovering: 'always' }, posted, /recovery code/],
    [{ method: 'PUT' }, posted, /neither GET nor POST/],
    [{ path: 'project' }, looked, /has no path/],
    [{ path: '/a//b' }, looked, /has no path/],
    [{ path: '/:Name/' }, looked, /has no path/],
    [{ path: '/*' }, looked, /has no path/],
    [{ path: '/:a-:b' }, looked, /has no path/],
  ];

  for (const [change, route, message] of bad) {
    assert.throws(() => checkRoutes([{ ...route, ...change } as Route]), message, JSON.stringify(change));
  }
});

test('the same route twice does not start, whatever its parts are called', () => {
  const twin = get('/project/:project/', { who: 'anyone', limit: 'page' }, handle);

  checkRoutes([looked, posted, uploaded]);
  assert.throws(() => checkRoutes([looked, posted, twin]), /GET \/project\/:project\/ is there twice/);
});

test('a path knows its methods', () => {
  const routes = [looked, posted, uploaded];

  assert.equal(allowedMethods(routes, '/project/demo/'), 'GET, HEAD, POST');
  assert.equal(allowedMethods(routes, '/legacy/'), 'POST');
  assert.equal(allowedMethods(routes, '/project//'), undefined);
  assert.equal(allowedMethods(routes, '/project/a/b/'), undefined);
});

test('only a page is found again by adding its slash', () => {
  const routes = [looked, uploaded, get('/project/:name', { who: 'anyone', limit: 'page' }, handle)];

  assert.equal(slashedPath([looked, uploaded], '/project/demo'), '/project/demo/');
  assert.equal(slashedPath(routes, '/project/demo'), undefined);
  assert.equal(slashedPath(routes, '/legacy'), undefined);
});

test('the table is written in one order', () => {
  assert.equal(
    renderRouteTable([uploaded, posted, looked]),
    [
      '| method | path | who | CSRF | freshness | recovery code | setting up | limit |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      '| POST | `/legacy/` | token | token | none | as anyone | as anyone | upload |',
      '| GET | `/project/:name/` | anyone | not needed | none | as anyone | as anyone | page |',
      '| POST | `/project/:name/` | publisher | form | action | no | no | form |',
      '',
    ].join('\n'),
  );
});
