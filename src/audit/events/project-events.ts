import { type Declarations, privately, publicly } from './declare.ts';

/** Tokens, projects, releases and files; `index.*` are the public announcements that mirrors and watchers follow. */
export interface ProjectEvents {
  /** Its last owner closed her account. */
  'project.locked': { details: { project: string; name: string } };
  'token.made': { details: { token: string; description: string; project: string | null } };
  'token.deleted': { details: { token: string; description: string; by: 'owner' | 'operator'; reason?: string } };
  'token.resumed': { details: { token: string; description: string } };
  'project.created': { details: { project: string; name: string } };
  'project.role-granted': { details: { project: string; account: string; role: string } };
  'project.release-published': { details: { project: string; release: string; version: string } };
  'project.file-uploaded': { details: { project: string; release: string; file: string; filename: string; sha256: string; size: number } };
  'index.project-created': { details: { project: string; name: string } };
  'index.release-published': { details: { project: string; name: string; version: string } };
  'index.file-added': { details: { project: string; name: string; version: string; filename: string; sha256: string } };
}

export const PROJECT_EVENTS: Declarations<ProjectEvents> = {
  'project.locked': privately(),
  'token.made': privately('tokens', 'links'),
  'token.deleted': privately('tokens', 'links'),
  'token.resumed': privately('tokens', 'links'),
  'project.created': privately('projects'),
  'project.role-granted': privately('project_roles', 'projects'),
  'project.release-published': privately('releases', 'projects'),
  'project.file-uploaded': privately('files', 'filenames', 'projects', 'releases'),
  'index.project-created': publicly(),
  'index.release-published': publicly(),
  'index.file-added': publicly(),
};
