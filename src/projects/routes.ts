import type { Action } from '../access/matrix.ts';
import { may } from '../access/may.ts';
import { Refusal } from '../base/refusal.ts';
import { hasLiveFactor } from '../factors/has-live-factor.ts';
import type { ShowPage } from '../layout/show-page.ts';
import { paths } from '../paths.ts';
import { findProject, findProjectsOf, findRole, findRoleHolders } from '../roles/find-roles.ts';
import { get, type PageRequest, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import type { FindProjectHistory } from './doors.ts';
import { findReleases } from './find-releases.ts';
import { collaborationPage, type ProjectPage, projectHistoryPage, projectsPage, releasesPage } from './pages.ts';

export interface ProjectDoors {
  readonly showPage: ShowPage;
  /** Built in `history/`. */
  readonly findProjectHistory: FindProjectHistory;
}

/** The pages of people's own projects. */
export function projectRoutes({ showPage, findProjectHistory }: ProjectDoors): readonly Route[] {
  return [
    get(paths.manageProjects(), { who: 'account', limit: 'page' }, async (request, reading) => {
      const held = await findProjectsOf(reading, request.caller.accountId);
      const releases = await findReleases(
        reading.read,
        held.map((role) => role.projectId),
      );
      const projects = held.map((role) => ({ ...role, releases: releases.get(role.projectId) ?? [] }));
      return showPage(request, { title: 'Your projects', content: projectsPage(projects, reading.settings.url) });
    }),
    get('/manage/project/:name/releases/', { who: 'account', limit: 'page' }, async (request, reading) => {
      const page = await findProjectPage(request, reading, 'see-management');
      return showPage(request, { title: `Releases of ${page.project.name}`, content: releasesPage(page) });
    }),
    get('/manage/project/:name/collaboration/', { who: 'account', limit: 'page' }, async (request, reading) => {
      const page = await findProjectPage(request, reading, 'see-management');
      const holders = await findRoleHolders(reading, page.project.id);
      const owners = holders.filter(({ role }) => role === 'owner');
      const withFactor = await Promise.all(owners.map(({ accountId }) => hasLiveFactor(reading, accountId)));
      const guarded = { owners: owners.length, withFactor: withFactor.filter(Boolean).length };
      const content = collaborationPage(page, holders, page.role === 'owner' ? guarded : undefined);
      return showPage(request, { title: `People of ${page.project.name}`, content });
    }),
    get('/manage/project/:name/history/', { who: 'publisher', limit: 'page' }, async (request, reading) => {
      const page = await findProjectPage(request, reading, 'see-history');
      const history = await findProjectHistory(reading, {
        projectId: page.project.id,
        readerId: request.caller.accountId,
        path: paths.manageProject(page.project.name, 'history'),
        older: request.query.get('older'),
      });
      return showPage(request, { title: `History of ${page.project.name}`, content: projectHistoryPage(page, history) });
    }),
  ];
}

/**
 * The project of a URL, for somebody who may do `action` on it. Without a role on it there is nothing here, whether it exists or not.
 *
 * @throws Refusal `project.not-yours`, or the matrix's own code for a role or account that is not enough
 */
async function findProjectPage(request: PageRequest<'account' | 'publisher'>, reading: Reading, action: Action): Promise<ProjectPage> {
  const { accountId } = request.caller;
  const project = await findProject(reading.read, request.params['name'] ?? '');
  const role = project && (await findRole(reading, project.id, accountId));
  if (project === undefined || role === undefined) {
    throw new Refusal('not-found', 'project.not-yours', 'There is no project of yours with this name.');
  }

  const decision = await may(reading, request.caller, action, { kind: 'project', id: project.id });
  if (!decision.isAllowed) throw new Refusal('forbidden', decision.code, decision.reason);
  const releases = await findReleases(reading.read, [project.id]);
  return { project, role, releases: releases.get(project.id) ?? [] };
}
