import assert from 'node:assert/strict';
import { composeApp } from '../../src/app.ts';
import { guard } from '../../src/web/guards.ts';
import { aBrowser, addMember } from '../support/a-browser.ts';
import { accountWorld } from '../support/account-world.ts';
import { onBothDatabases } from '../support/on-both-databases.ts';

onBothDatabases('B16: half signed in, every route but the second step refuses', async (database) => {
  const world = accountWorld(database);
  const { routes } = await composeApp(world, 0);
  await addMember(world, 'ines');
  const browser = aBrowser(world);
  await browser.signIn('ines');
  const { caller } = await browser.half();
  const asked = { caller, referer: undefined, now: world.clock.now() };

  const open = routes
    .filter(({ who }) => who !== 'anyone' && who !== 'token' && who !== 'operator')
    .filter((route) => guard({ ...asked, route, target: route.path }) === undefined)
    .map((route) => `${route.method} ${route.path}`);
  const operators = routes.filter(({ who }) => who === 'operator');

  assert.deepEqual(open.toSorted(), [
    'GET /account/recovery-code/',
    'GET /account/two-factor/',
    'POST /account/recovery-code/',
    'POST /account/two-factor/',
    'POST /account/two-factor/passkey/',
    'POST /account/two-factor/passkey/options/',
  ]);
  assert.notEqual(operators.length, 0);
  for (const route of operators) assert.throws(() => guard({ ...asked, route, target: route.path }), { code: 'page.not-found' });
});
