import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addProject, addResident, type Resident } from '../../tests/support/residents.ts';
import { startTestSite, type TestAnswer, type TestSite } from '../../tests/support/test-site.ts';
import { html } from '../base/html.ts';
import { makeShowPage } from '../layout/show-page.ts';
import { makeFindCaller } from '../sessions/find-caller.ts';
import { projectRoutes } from './routes.ts';

interface Scene {
  readonly site: TestSite;
  readonly ines: Resident;
  /** Without a second factor. */
  readonly tomasz: Resident;
  open(resident: Resident, path: string): Promise<TestAnswer>;
}

const LOOK = {
  ...({ name: 'Keyhouse', kind: 'main', version: '1', canRegister: false } as const),
  ...{ logCuts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], assets: (file: string) => `/assets/${file}` },
};

async function openSite(t: Parameters<typeof startTestSite>[0]): Promise<Scene> {
  const routes = projectRoutes({ showPage: makeShowPage(() => LOOK), findProjectHistory: async () => html`<p>the history</p>` });
  const site: TestSite = await startTestSite(t, { routes, findCaller: (cookies, visit) => makeFindCaller(site.world)(cookies, visit) });
  const ines = await addResident(site.world, 'ines');
  const tomasz = await addResident(site.world, 'tomasz', { hasSecondFactor: false });
  return { site, ines, tomasz, open: (resident, path) => site.ask(path, { headers: { cookie: resident.cookie } }) };
}

test('without a project the page says how to make the first', async (t) => {
  const { tomasz, open } = await openSite(t);

  const answer = await open(tomasz, '/manage/projects/');

  assert.equal(answer.status, 200);
  assert.match(answer.body, /The first upload of a new name makes the project/);
  assert.match(answer.body, /data-copy="twine upload --repository-url http:\/\/localhost:8765\/legacy\/ dist\/\*"/);
});

test('an owner sees her projects, their releases and their history', async (t) => {
  const { site, ines, open } = await openSite(t);
  await addProject(site.world, ines, 'Tidewater');

  const list = await open(ines, '/manage/projects/');
  const releases = await open(ines, '/manage/project/tidewater/releases/');
  const history = await open(ines, '/manage/project/tidewater/history/');

  assert.match(list.body, /href="\/manage\/project\/tidewater\/releases\/">Tidewater/);
  assert.match(releases.body, /No releases/);
  assert.match(history.body, /the history/);
});

test("another person's project answers like one that does not exist", async (t) => {
  const { site, ines, tomasz, open } = await openSite(t);
  await addProject(site.world, tomasz, 'fernseed');

  const theirs = await open(ines, '/manage/project/fernseed/releases/');
  const nobodys = await open(ines, '/manage/project/nothing/releases/');

  assert.deepEqual([theirs.status, nobodys.status], [404, 404]);
});

test('an owner without a second factor reads no project history', async (t) => {
  const { site, tomasz, open } = await openSite(t);
  await addProject(site.world, tomasz, 'fernseed');

  const releases = await open(tomasz, '/manage/project/fernseed/releases/');
  const history = await open(tomasz, '/manage/project/fernseed/history/');

  assert.equal(releases.status, 200);
  assert.equal(history.status, 303);
});
