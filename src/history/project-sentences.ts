import type { ProjectEvents } from '../audit/events/project-events.ts';
import type { ProjectId } from '../base/brands.ts';
import type { Names, Tellers } from './tell.ts';

/** Tokens, projects, releases and files. */
export const PROJECT_SENTENCES: Tellers<ProjectEvents> = {
  'project.locked': {
    sign: 'lock',
    tone: 'stop',
    say: ({ details }) => `The last owner of ${details.name} closed the account: nothing is uploaded to it any more`,
  },
  'token.made': {
    sign: 'token',
    say: ({ who, details, names }) =>
      `${who} made the token “${details.description}” for ${details.project === null ? 'all projects' : projectName(names, details.project)}`,
  },
  'token.deleted': {
    sign: 'token',
    say: ({ who, details }) =>
      `${who} deleted the token “${details.description}”${details.reason === undefined ? '' : `: “${details.reason}”`}`,
  },
  'token.resumed': {
    sign: 'token',
    tone: 'wait',
    say: ({ who, details }) => `${who} let the suspended token “${details.description}” work again`,
  },
  'project.created': { sign: 'release', say: ({ who, details }) => `${who} made the project ${details.name}` },
  'project.role-granted': {
    sign: 'people',
    say: ({ details, names, nameOf }) =>
      `${nameOf(details.account) ?? 'An account'} became ${details.role} of ${projectName(names, details.project)}`,
  },
  'project.release-published': {
    sign: 'release',
    tone: 'good',
    say: ({ who, details, names }) => `${who} published ${projectName(names, details.project)} ${details.version}`,
  },
  'project.file-uploaded': { sign: 'upload', say: ({ who, details }) => `${who} uploaded ${details.filename}` },
  'index.project-created': { sign: 'release', say: ({ details }) => `The project ${details.name} came into the index` },
  'index.release-published': { sign: 'release', say: ({ details }) => `${details.name} ${details.version} came into the index` },
  'index.file-added': { sign: 'file', say: ({ details }) => `${details.filename} came into the index` },
};

function projectName(names: Names, id: string): string {
  return names.projects.get(id as ProjectId) ?? 'a deleted project';
}
