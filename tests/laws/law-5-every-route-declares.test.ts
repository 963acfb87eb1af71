import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeApp } from '../../src/app.ts';
import { textAnswer } from '../../src/web/answer.ts';
import { get, post, type Route } from '../../src/web/route.ts';
import { checkRoutes } from '../../src/web/route-table.ts';
import { startStorySite } from '../support/story-site.ts';
import { startTestSite } from '../support/test-site.ts';

const handle = async () => textAnswer('');
const whole = post('/deed/', { who: 'account', limit: 'form', csrf: 'form', fresh: 'action' }, handle);

for (const rule of ['who', 'csrf', 'limit', 'fresh'] as const) {
  test(`law 5: a server with a route that does not declare "${rule}" does not start`, async (t) => {
    const { [rule]: _, ...undeclared } = whole;

    await assert.rejects(startTestSite(t, { routes: [undeclared as Route] }), /^Error: route POST \/deed\/ /);
  });
}

test('law 5: what is not in the table is not there', async (t) => {
  const site = await startTestSite(t, { routes: [get('/known/', { who: 'anyone', limit: 'page' }, handle)] });

  assert.equal((await site.ask('/known/')).status, 200);
  assert.equal((await site.ask('/unknown/')).status, 404);
});

test('law 5: every route of the product declares everything, and forms of people who are signed in are bound to their cookie', async (t) => {
  const { site, close } = await startStorySite({}, undefined);
  t.after(close);
  const { routes } = await composeApp(site.world, 0);

  checkRoutes(routes);
  assert.ok(routes.length > 60);
  for (const route of routes.filter(({ method, who }) => method === 'POST' && who !== 'token'))
    assert.equal(route.csrf, 'form', route.path);
});
