import { type Html, html, sanitizedHtml } from '../base/html.ts';
import { isSafeLink } from '../base/safe-link.ts';
import { codeBlock, command } from '../layout/code.ts';
import { empty } from '../layout/empty.ts';
import { factList } from '../layout/facts.ts';
import { hash } from '../layout/hash.ts';
import { icon } from '../layout/icons.ts';
import { tabs } from '../layout/navigation.ts';
import { pageHead } from '../layout/page-head.ts';
import { marginPart, part } from '../layout/part.ts';
import { sizeText } from '../layout/size-text.ts';
import { table } from '../layout/table.ts';
import { tag } from '../layout/tags.ts';
import { dayText, timeTag } from '../layout/times.ts';
import { paths } from '../paths.ts';
import type { ProjectPage } from './find-project-page.ts';
import { searchForm } from './front-page.ts';
import { releaseList } from './release-list.ts';
import type { ListedRelease } from './store.ts';

export function searchPage(view: { query: string; found: readonly ListedRelease[]; now: number }): Html {
  const { query, found, now } = view;
  const nothing = empty({ title: `No project with “${query}” in its name`, text: 'Check the spelling, or search for a part of it.' });
  const list = found.length === 0 ? nothing : releaseList(found, now);
  return html`<div class="head"><h1>Search</h1>${searchForm('q-search', 'Project name', query)}</div>${query !== '' && list}`;
}

export function projectPage(page: ProjectPage, indexUrl: string): Html {
  const { project, release, metadata } = page;
  const state = page.isNewest ? tag('Newest') : tag('An older version', 'wait', 'clock');
  const pin = `${project.name}==${release.version}`;
  const more = html`<div class="tags">${release.yanked_at !== null && tag('Yanked', 'wait', 'yank')}${state}<span class="small muted">Released ${timeTag(release.made_at)}</span></div>`;
  const install = html`<section aria-label="Install" class="stack-2">${command({ text: `pip install --index-url ${indexUrl} ${pin}`, label: 'pip command' })}<details class="fold"><summary>uv and poetry ${icon('down')}</summary><div class="stack-2">${command({ text: `uv add --index ${indexUrl} ${pin}`, label: 'uv command' })}${codeBlock({ text: `poetry source add keyhouse ${indexUrl}\npoetry add --source keyhouse ${pin}`, label: 'poetry commands' })}</div></details></section>`;
  const links = [
    { href: '#description', label: 'Description' },
    { href: '#files', label: 'Files', count: page.files.length },
    { href: '#versions', label: 'Versions', count: page.releases.length },
  ];
  const matter = html`<div>${tabs('On this page', links, '')}${description(page)}${filesPart(page)}${versionsPart(page)}</div>`;
  return html`${pageHead({ heading: html`${project.display_name} <span class="version">${release.version}</span>`, isIdentifier: true, lead: metadata.summary, more })}<div class="beside beside--project">${install}${origin(page)}${matter}<aside class="stack-5" aria-label="About this project">${facts(page)}</aside></div>`;
}

/** What the house knows of where the files come from; what it does not know is said too. */
function origin({ files, uploaders }: ProjectPage): Html {
  const names = uploaders.map((name, index) => html`${index > 0 && ', '}<a class="mono" href="${paths.user(name)}">${name}</a>`);
  const all = files.length === 1 ? 'The file was' : `All ${files.length} files were`;
  return html`<section class="panel" aria-labelledby="origin-h"><div class="panel__head"><h2 id="origin-h">Where it comes from</h2></div><ul class="proofs">
<li>${icon('token')}<div>${all} uploaded with an API token, made with a second factor${names.length > 0 && html` by ${names}`}<small>No password uploads anything here</small></div></li>
<li>${icon('trail')}<div>Each upload stands in the log of this index<small>It cannot be taken back unseen</small></div></li>
<li>${icon('minus', 'none')}<div>No proof of how it was built<small>Nothing here attests a build</small></div></li>
</ul></section>`;
}

function description({ release }: ProjectPage): Html {
  const body =
    release.description_html.trim() === ''
      ? html`<p class="muted">The author wrote no description.</p>`
      : sanitizedHtml(release.description_html);
  return html`<section class="prose described part" id="description" aria-label="Description">${body}</section>`;
}

function filesPart({ project, release, files }: ProjectPage): Html {
  const items = files.map((file) => ({
    cells: [
      html`<a class="break mono" href="${paths.file(file.sha256, file.filename)}">${file.filename}</a><small>${file.kind === 'wheel' ? 'Wheel' : 'Source distribution'}, uploaded ${dayText(file.uploaded_at)}</small>`,
      html`<span class="nowrap num">${sizeText(file.size)}</span>`,
      hash(file.sha256, file.filename),
    ],
  }));
  const columns = [{ label: 'File' }, { label: 'Size', kind: 'right' as const }, { label: 'SHA-256', kind: 'full' as const }];
  return part({
    id: 'files',
    heading: 'Files',
    lead: 'A file name is never used twice.',
    content: table({ caption: `Files of ${project.name} ${release.version}`, isCaptionUnseen: true, columns, rows: items }),
  });
}

function versionsPart({ project, releases }: ProjectPage): Html {
  const items = releases.map((release) => ({
    cells: [
      html`<a class="mono" href="${paths.release(project.name, release.version)}">${release.version}</a>`,
      dayText(release.made_at),
      release.yanked_at === null ? '' : tag('Yanked', 'wait', 'yank'),
    ],
    isOff: release.yanked_at !== null,
  }));
  const columns = [{ label: 'Version' }, { label: 'Released' }, { label: 'State' }];
  return part({
    id: 'versions',
    heading: 'Versions',
    content: table({ caption: `Versions of ${project.name}`, isCaptionUnseen: true, columns, rows: items }),
  });
}

function facts({ metadata, owners }: ProjectPage): Html {
  const listed: (readonly [string, string | Html])[] = [];
  if (metadata.requiresPython !== undefined) listed.push(['Python', html`<code class="bare">${metadata.requiresPython}</code>`]);
  if (metadata.license !== undefined && metadata.license.length <= 100) listed.push(['Licence', metadata.license]);
  if (metadata.author !== undefined) listed.push(['Author', metadata.author.slice(0, 200)]);
  if (owners.length > 0)
    listed.push([
      'Owners',
      html`${owners.map((name, index) => html`${index > 0 && ', '}<a class="mono" href="${paths.user(name)}">${name}</a>`)}`,
    ]);
  const urls = (metadata.projectUrls ?? []).filter(({ url }) => isSafeLink(url));
  const links = html`<section class="stack-2" aria-labelledby="links-h"><h2 id="links-h" class="small">Links given by the author</h2><ul class="proofs">${urls.map(({ label, url }) => html`<li>${icon('out')}<a href="${url}" rel="nofollow noopener noreferrer">${label} <small>${new URL(url).host}</small></a></li>`)}</ul></section>`;
  return html`<section aria-labelledby="about-h"><h2 id="about-h" class="unseen">Facts</h2>${factList(listed)}</section>${urls.length > 0 && links}`;
}

export interface UserView {
  readonly username: string;
  readonly name: string;
  /** Milliseconds, as `now`. */
  readonly madeAt: number;
  readonly projects: readonly ListedRelease[];
  readonly now: number;
}

export function userPage({ username, name, madeAt, projects, now }: UserView): Html {
  const nothing = empty({ title: 'No project yet', text: 'Projects that this person looks after will stand here.' });
  const since = html`<p class="muted small">Here since ${dayText(madeAt)}</p>`;
  const head = pageHead({ heading: username, isIdentifier: true, lead: name === '' ? undefined : name, more: since });
  return html`${head}${marginPart({ heading: 'Projects', isFirst: true, content: projects.length === 0 ? nothing : releaseList(projects, now) })}`;
}
