import { namePlace, openPersonal } from '../accounts/personal.ts';
import { usernameKey } from '../accounts/username.ts';
import { Refusal } from '../base/refusal.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { normalizeProjectName } from '../python/project-name.ts';
import { findProjectsOf } from '../roles/find-roles.ts';
import { type Answer, redirect } from '../web/answer.ts';
import { get, type PageRequest, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { findProjectPage } from './find-project-page.ts';
import { frontPage } from './front-page.ts';
import { projectPage, searchPage, userPage } from './pages.ts';
import { countAll, findAccount, listNewest, listNewestOf, searchProjects } from './store.ts';

const NEWEST = 10;
const FOUND = 50;

/** Pages to look at: front, search, projects, people. */
export function browseRoutes({ showPage }: { readonly showPage: ShowPage }): readonly Route[] {
  return [
    get(paths.front(), { who: 'anyone', limit: 'page' }, async (request, { read, settings, clock }) => {
      const newest = await listNewest(read, NEWEST);
      const content = frontPage({ siteUrl: settings.url, counts: await countAll(read), newest, now: clock.now() });
      return showPage(request, { title: 'Python packages', kind: 'front', content }, { cache: 'page' });
    }),
    get('/search/', { who: 'anyone', limit: 'search' }, async (request, { read, clock }) => {
      const query = (request.query.get('q') ?? '').trim().slice(0, 100);
      const found = query === '' ? [] : await searchProjects(read, normalizeProjectName(query), FOUND);
      const content = searchPage({ query, found, now: clock.now() });
      return showPage(request, { title: query === '' ? 'Search' : `Search for ${query}`, kind: 'search', content }, { cache: 'page' });
    }),
    get('/project/:name/', { who: 'anyone', limit: 'page' }, (request, reading) => showProject(showPage, request, reading)),
    get('/project/:name/:version/', { who: 'anyone', limit: 'page' }, (request, reading) => showProject(showPage, request, reading)),
    get('/user/:username/', { who: 'anyone', limit: 'page' }, (request, reading) => showUser(showPage, request, reading)),
  ];
}

function indexUrl(reading: Reading): string {
  return `${reading.settings.url}${paths.simpleIndex()}`;
}

async function showProject(showPage: ShowPage, request: PageRequest<'anyone'>, reading: Reading): Promise<Answer> {
  const { name = '', version } = request.params;
  const normal = normalizeProjectName(name.slice(0, 200));
  if (normal !== name) return redirect(version === undefined ? paths.project(normal) : paths.release(normal, version));
  const page = await findProjectPage(reading, name, version);
  if (page === undefined) throw new Refusal('not-found', 'browse.no-project', 'There is no such project or version in this index.');
  return showPage(
    request,
    { title: `${page.project.display_name} ${page.release.version}`, content: projectPage(page, indexUrl(reading)) },
    { cache: 'page' },
  );
}

async function showUser(showPage: ShowPage, request: PageRequest<'anyone'>, reading: Reading): Promise<Answer> {
  const { username = '' } = request.params;
  const account = await findAccount(reading.read, usernameKey(username));
  if (account === undefined) throw new Refusal('not-found', 'browse.no-user', 'There is nobody of this name.');
  if (account.username !== username) return redirect(paths.user(account.username));
  const name = await openPersonal(reading, account.person_id, namePlace(account.id, account.person_id), account.name_sealed);
  const held = await findProjectsOf(reading, account.id);
  const projects = await listNewestOf(
    reading.read,
    held.map(({ project }) => project.id),
  );
  const content = userPage({ username: account.username, name: name ?? '', madeAt: account.made_at, projects, now: reading.clock.now() });
  return showPage(request, { title: account.username, content }, { cache: 'page' });
}
