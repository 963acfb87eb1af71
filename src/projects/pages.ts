import { type Html, html } from '../base/html.ts';
import { linkButton } from '../layout/button.ts';
import { command } from '../layout/code.ts';
import { empty } from '../layout/empty.ts';
import { tabs } from '../layout/navigation.ts';
import { notice } from '../layout/notice.ts';
import { pageHead } from '../layout/page-head.ts';
import { rows } from '../layout/rows.ts';
import { sizeText } from '../layout/size-text.ts';
import { table } from '../layout/table.ts';
import { tag } from '../layout/tags.ts';
import { dayText, timeTag } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { NamedProjectRow, ProjectRole, RoleHolder } from '../roles/find-roles.ts';
import { ROLE_SENTENCES, type Role } from '../roles/role.ts';
import type { ReleaseFigures } from './store.ts';

export interface ListedProject extends ProjectRole {
  readonly releases: readonly ReleaseFigures[];
}

/** The projects on which a person holds a role. `origin` of the site. */
export function projectsPage(projects: readonly ListedProject[], origin: string): Html {
  const head = pageHead({ heading: 'Your projects', lead: 'Everything you may upload to.' });
  return html`${head}${projects.length === 0 ? firstProject(origin) : rows('Your projects', projects.map(projectRow))}`;
}

function projectRow({ project, role, releases }: ListedProject): Parameters<typeof rows>[1][number] {
  const newest = releases[0];
  const newestFacts = newest === undefined ? ['No release yet'] : [`Newest ${newest.version}`, countText(releases.length, 'release')];
  return {
    sign: 'release',
    name: html`<a class="mono" href="${paths.manageProject(project.name, 'releases')}">${project.displayName}</a>`,
    tags: [tag(role === 'owner' ? 'Owner' : 'Maintainer')],
    text: ROLE_SENTENCES[role],
    facts: [...newestFacts, `Made ${dayText(project.madeAt)}`],
    actions: [
      linkButton({
        href: paths.project(project.name),
        label: 'See it',
        kind: 'plain',
        isSmall: true,
        unseen: ` as others do: ${project.name}`,
      }),
    ],
  };
}

function firstProject(origin: string): Html {
  const text = html`The first upload of a new name makes the project, and you its owner. Make a token, then upload:`;
  return html`${empty({ title: 'No projects', text, action: linkButton({ href: paths.token(), label: 'Create a token', kind: 'plain', sign: 'plus' }) })}
<div class="read flow above-5">${command({ text: `twine upload --repository-url ${origin}${paths.upload()} dist/*`, label: 'twine command' })}<p class="small muted">A confirmed mail address and a second factor come first. <a href="${paths.help('upload')}">How uploading works</a></p></div>`;
}

export interface ProjectPage {
  readonly project: NamedProjectRow;
  readonly role: Role;
  readonly releases: readonly ReleaseFigures[];
}

/** The releases of a project. */
export function releasesPage(page: ProjectPage): Html {
  return html`${projectHead(page, 'releases')}${page.releases.length === 0 ? noReleases() : releaseTable(page)}`;
}

/** Who may what on a project, and, for its owners, how many of them a second factor guards: whose is missing stands nowhere. */
export function collaborationPage(
  page: ProjectPage,
  holders: readonly RoleHolder[],
  guarded: { readonly owners: number; readonly withFactor: number } | undefined,
): Html {
  const people = holders.map((holder) => ({
    sign: 'person' as const,
    name: html`<a class="mono" href="${paths.user(holder.username)}">${holder.username}</a>`,
    tags: [tag(holder.role === 'owner' ? 'Owner' : 'Maintainer')],
    text: ROLE_SENTENCES[holder.role],
    facts: [`Since ${dayText(holder.grantedAt)}`],
  }));
  return html`${projectHead(page, 'collaboration')}${guarded && guardedNotice(guarded)}${rows('People', people)}`;
}

function guardedNotice({ owners, withFactor }: { readonly owners: number; readonly withFactor: number }): Html {
  if (withFactor === owners) {
    return notice({ kind: 'info', title: owners === 1 ? 'The owner has a second factor' : `All ${owners} owners have a second factor` });
  }
  const text = 'Without one a password that was guessed, phished or leaked is enough to look around here as an owner. Talk to each other.';
  return notice({ kind: 'wait', title: `${withFactor} of ${owners} owners have a second factor`, text });
}

/** What happened to a project; `history` comes from there. */
export function projectHistoryPage(page: ProjectPage, history: Html): Html {
  return html`${projectHead(page, 'history')}${history}`;
}

function projectHead({ project, role, releases }: ProjectPage, current: 'releases' | 'collaboration' | 'history'): Html {
  const label = { releases: 'Releases', collaboration: 'People', history: 'History' }[current];
  const crumbs = [
    { label: 'Projects', href: paths.manageProjects() },
    { label: project.name, href: paths.project(project.name) },
    { label },
  ];
  const pages = [
    { href: paths.manageProject(project.name, 'releases'), label: 'Releases', count: releases.length },
    { href: paths.manageProject(project.name, 'collaboration'), label: 'People' },
    ...(role === 'owner' ? [{ href: paths.manageProject(project.name, 'history'), label: 'History' }] : []),
  ];
  const head = pageHead({ heading: project.displayName, isIdentifier: true, crumbs });
  return html`${head}${tabs(project.name, pages, paths.manageProject(project.name, current))}`;
}

function noReleases(): Html {
  return empty({ title: 'No releases', text: 'Upload a file, and its release stands here.' });
}

function releaseTable({ project, releases }: ProjectPage): Html {
  return table({
    caption: `Releases of ${project.name}, newest version first`,
    isCaptionUnseen: true,
    columns: [{ label: 'Version' }, { label: 'Published' }, { label: 'Files', kind: 'right' }, { label: 'Size', kind: 'right' }],
    rows: releases.map((release, i) => ({ cells: releaseCells(project, release, i === 0), isOff: release.yankedAt !== null })),
  });
}

function releaseCells(project: NamedProjectRow, release: ReleaseFigures, isNewest: boolean): readonly (string | Html)[] {
  const tags = [...(isNewest ? [tag('Newest')] : []), ...(release.yankedAt === null ? [] : [tag('Yanked', 'wait', 'yank')])];
  const version = html`<a class="mono" href="${paths.release(project.name, release.version)}">${release.version}</a> ${tags}`;
  return [version, timeTag(release.madeAt), String(release.files), sizeText(release.bytes)];
}

function countText(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
