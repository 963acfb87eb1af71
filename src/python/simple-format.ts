import type { Millis } from '../base/brands.ts';
import { paths } from '../paths.ts';
import type { ProjectName } from './project-name.ts';
import { compareVersions, type Version } from './version.ts';

/** The newest version of the index API that these pages speak. */
export const SIMPLE_API_VERSION = '1.4';

/** A file as index pages show it. */
export interface SimpleFile {
  readonly filename: string;
  readonly version: Version;
  /** Whole URL, without fragment. */
  readonly url: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly uploadedAt: Millis;
  /** Normal text of the specifiers; undefined when every Python will do. */
  readonly requiresPython: string | undefined;
  /** False, or the reason; an empty text is a yank without a reason. */
  readonly yanked: false | string;
  /** SHA-256 of the file's own metadata when that can be fetched at `<url>.metadata`. */
  readonly metadataSha256: string | undefined;
  /** Whole URL of the attestations, when there are any. */
  readonly provenanceUrl: string | undefined;
}

/** PEP 792. */
export type ProjectStatus = 'active' | 'archived' | 'quarantined';

/** A project's page. The files may come in any order; those of a quarantined project are never shown. */
export interface SimpleProject {
  readonly name: ProjectName;
  readonly status: ProjectStatus;
  /** Sequence of the project's newest public entry. */
  readonly serial: number;
  readonly files: readonly SimpleFile[];
}

export interface SimpleListedProject {
  readonly name: ProjectName;
  /** The spelling to show. */
  readonly display: string;
  readonly serial: number;
}

/** The list of all projects, already without quarantined ones and in the order of their normalised names. */
export interface SimpleIndex {
  /** Sequence of the site's newest public entry. */
  readonly serial: number;
  readonly projects: readonly SimpleListedProject[];
}

/**
 * The list of projects as JSON: compact, keys sorted, one line end at the end.
 *
 * @see PEP 691, "Project List"
 */
export function renderIndexJson(index: SimpleIndex): string {
  const projects = index.projects.map((project) => ({ '_last-serial': project.serial, name: project.display }));
  return toJson({ meta: meta(index.serial), projects });
}

/**
 * A project's page as JSON: files by version and name, versions that have a file.
 *
 * @see PEP 691, "Project Detail"; PEP 592, 700, 714, 740 and 792 for its keys
 */
export function renderProjectJson(project: SimpleProject): string {
  const files = shownFiles(project);
  return toJson({
    files: files.map(fileJson),
    meta: meta(project.serial),
    name: project.name,
    'project-status': { status: project.status },
    versions: [...new Set(files.map((file) => file.version.text))],
  });
}

/**
 * The list of projects as HTML.
 *
 * @see PEP 503; PEP 629 for the version; its form is frozen by PEP 833
 */
export function renderIndexHtml(index: SimpleIndex): string {
  const rows = index.projects.map(({ name, display }) => `<a href="${escapeHtml(paths.simpleProject(name))}">${escapeHtml(display)}</a>\n`);
  return `${head('', 'Simple index')}${rows.join('')}</body>\n</html>`;
}

/**
 * A project's page as HTML: one link for each file.
 *
 * @see PEP 503; PEP 592, 658, 714, 740 and 792 for its attributes; its form is frozen by PEP 833
 */
export function renderProjectHtml(project: SimpleProject): string {
  const title = `Links for ${escapeHtml(project.name)}`;
  const status = `<meta name="pypi:project-status" content="${project.status}">`;
  const rows = shownFiles(project).map((file) => `<a ${attributes(file)}>${escapeHtml(file.filename)}</a><br />\n`);
  return `${head(status, title)}    <h1>${title}</h1>\n${rows.join('')}</body>\n</html>\n<!--SERIAL ${project.serial}-->`;
}

/** A moment as ISO 8601 in UTC with microseconds, which are always written. */
export function isoMicroseconds(moment: Millis): string {
  return new Date(moment).toISOString().replace('Z', '000Z');
}

function shownFiles(project: SimpleProject): readonly SimpleFile[] {
  if (project.status === 'quarantined') return [];
  return project.files.toSorted((one, other) => compareVersions(one.version, other.version) || (one.filename < other.filename ? -1 : 1));
}

function meta(serial: number): object {
  return { '_last-serial': serial, 'api-version': SIMPLE_API_VERSION };
}

/** The keys stand sorted here, because `JSON.stringify` writes them as they stand. */
function fileJson(file: SimpleFile): object {
  const metadata = file.metadataSha256 === undefined ? false : { sha256: file.metadataSha256 };
  return {
    'core-metadata': metadata,
    'data-dist-info-metadata': metadata,
    filename: file.filename,
    hashes: { sha256: file.sha256 },
    provenance: file.provenanceUrl ?? null,
    'requires-python': file.requiresPython || null,
    size: file.size,
    'upload-time': isoMicroseconds(file.uploadedAt),
    url: file.url,
    yanked: file.yanked === '' ? true : file.yanked,
  };
}

function toJson(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** Up to the first line of the body; `status` stands before the title on one line, as clients have always seen it. */
function head(status: string, title: string): string {
  return `<!DOCTYPE html>
<html>
  <head>
    <meta name="pypi:repository-version" content="${SIMPLE_API_VERSION}">
${status}    <title>${title}</title>
  </head>
  <body>
`;
}

/** A blank follows each of the first three even when nothing comes after it. */
function attributes(file: SimpleFile): string {
  const written = [`href="${escapeHtml(file.url)}#sha256=${file.sha256}" `];
  if (file.requiresPython) written.push(`data-requires-python="${escapeHtml(file.requiresPython)}" `);
  if (file.yanked !== false) written.push(`data-yanked="${escapeHtml(file.yanked)}" `);

  const last: string[] = [];
  if (file.metadataSha256 !== undefined) {
    last.push(`data-dist-info-metadata="sha256=${file.metadataSha256}"`, `data-core-metadata="sha256=${file.metadataSha256}"`);
  }
  if (file.provenanceUrl !== undefined) last.push(`data-provenance="${escapeHtml(file.provenanceUrl)}"`);
  return written.join('') + last.join(' ');
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;', '\r': '&#13;' };

/** For text and for quoted attributes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => ESCAPES[character] ?? '');
}
