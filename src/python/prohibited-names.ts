import type { ProjectName } from './project-name.ts';

/** Files that people hand to pip by mistake, `pip install requirements.txt`: whoever had such a name would be installed instead. */
const PROHIBITED: ReadonlySet<string> = new Set([
  ...['requirements-txt', 'requirement-txt', 'rrequirements-txt', 'requirements-in', 'requirements-dev-txt', 'dev-requirements-txt'],
  ...['constraints-txt', 'pyproject-toml', 'setup-py', 'setup-cfg', 'poetry-lock', 'uv-lock', 'pylock-toml', 'pipfile-lock'],
]);

/** Whether no new project may have this name. */
export function isProhibitedName(name: ProjectName): boolean {
  return PROHIBITED.has(name);
}
