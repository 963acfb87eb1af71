import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addProject, addResident, basic, type Resident, VISIT } from '../../tests/support/residents.ts';
import { formBody, startTestSite, TEST_HOST, type TestAnswer, type TestSite } from '../../tests/support/test-site.ts';
import { findStrayRows } from '../audit/find-stray-rows.ts';
import { makeShowPage } from '../layout/show-page.ts';
import { makeFindCaller } from '../sessions/find-caller.ts';
import { authenticateToken } from './authenticate-token.ts';
import { findTokens } from './find-tokens.ts';
import { makeToken } from './make-token.ts';
import { tokenRoutes } from './routes.ts';

interface Scene {
  readonly site: TestSite;
  readonly ines: Resident;
  /** Who calls from now on. */
  as(resident: Resident): void;
  open(path: string): Promise<TestAnswer>;
  /** Fills in the form of a page and sends it to the page's own address. */
  send(path: string, fields: Readonly<Record<string, string>>): Promise<TestAnswer>;
}

const LOOK = {
  ...({ name: 'Keyhouse', kind: 'main', version: '1', canRegister: false } as const),
  ...{ logCuts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], assets: (file: string) => `/assets/${file}` },
};

async function openSite(t: Parameters<typeof startTestSite>[0]): Promise<Scene> {
  const routes = tokenRoutes({ showPage: makeShowPage(() => LOOK) });
  const site: TestSite = await startTestSite(t, { routes, findCaller: (cookies, visit) => makeFindCaller(site.world)(cookies, visit) });
  const ines = await addResident(site.world, 'ines');
  let { cookie } = ines;
  return {
    ...{ site, ines },
    as(resident) {
      cookie = resident.cookie;
    },
    open: (path) => site.ask(path, { headers: { cookie } }),
    async send(path, fields) {
      const page = await site.ask(path, { headers: { cookie } });
      const csrfToken = /name="csrf_token" value="([^"]*)"/.exec(page.body)?.[1] ?? '';
      const form = formBody({ csrf_token: csrfToken, ...fields });
      return site.ask(path, { method: 'POST', headers: { ...form.headers, origin: `http://${TEST_HOST}`, cookie }, body: form.body });
    },
  };
}

test('the form makes a token that is shown once, in an answer that nobody stores', async (t) => {
  const { site, open, ines, send } = await openSite(t);
  await addProject(site.world, ines, 'tidewater');

  const answer = await send('/manage/account/token/', { description: 'ci', token_scope: 'scope:project:tidewater' });

  const text = /data-copy="(keyhouse-[A-Za-z0-9_-]+)"/.exec(answer.body)?.[1] ?? '';
  const caller = await authenticateToken(site.world, basic(text), VISIT);
  assert.equal(answer.status, 200);
  assert.match(answer.headers['cache-control'] ?? '', /no-store/);
  assert.equal(caller.kind, 'token');
  assert.ok(!(await open('/manage/account/token/')).body.includes(text));
  assert.deepEqual(await findStrayRows(site.world.database.read), []);
});

test('a form with an error comes back filled, and says what to do', async (t) => {
  const { site, ines, send } = await openSite(t);

  const answer = await send('/manage/account/token/', { description: 'a <b>job</b>', token_scope: 'scope:project:nothing' });

  assert.equal(answer.status, 400);
  assert.match(answer.body, /<title>Error: Create a token/);
  assert.match(answer.body, /Choose a project on which you hold a role/);
  assert.match(answer.body, /value="a &lt;b&gt;job&lt;\/b&gt;"/);
  assert.deepEqual(await findTokens(site.world, ines.accountId), []);
});

test('without a second factor there is no token form', async (t) => {
  const { site, open, as } = await openSite(t);
  as(await addResident(site.world, 'tomasz', { hasSecondFactor: false }));

  const answer = await open('/manage/account/token/');

  assert.equal(answer.status, 303);
  assert.equal(answer.headers.location, '/manage/account/?needs=factor');
});

test('7.5.3: sixteen minutes after the last proof the form asks for a new one', async (t) => {
  const { site, open } = await openSite(t);
  site.clock.advance({ minutes: 16 });

  const answer = await open('/manage/account/token/');

  assert.equal(answer.status, 303);
  assert.match(answer.headers.location ?? '', /^\/account\/reauthenticate\//);
});

test('deleting asks first, then the token opens nothing', async (t) => {
  const { site, open, ines, send } = await openSite(t);
  const made = await makeToken(site.world, VISIT, ines.caller, { description: 'ci', scope: 'scope:user' });
  const path = `/manage/account/token/${made.id}/delete/`;

  const page = await open(path);
  const answer = await send(path, {});

  assert.match(page.body, /Files it uploaded stay/);
  assert.equal(answer.status, 303);
  assert.equal((await authenticateToken(site.world, basic(made.secret.reveal()), VISIT)).kind, 'refused');
});

test("another person's token is neither shown nor deleted", async (t) => {
  const { site, open, ines, as, send } = await openSite(t);
  const made = await makeToken(site.world, VISIT, ines.caller, { description: 'ci', scope: 'scope:user' });
  const path = `/manage/account/token/${made.id}/delete/`;
  as(await addResident(site.world, 'tomasz'));

  const page = await open(path);
  await send(path, {});

  assert.equal(page.status, 404);
  assert.equal((await authenticateToken(site.world, basic(made.secret.reveal()), VISIT)).kind, 'token');
});
