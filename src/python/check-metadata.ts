import { Refusal } from '../base/refusal.ts';
import { isSafeLink } from '../base/safe-link.ts';
import { type CoreMetadata, LIST_FIELDS, TEXT_FIELDS } from './metadata.ts';
import { type NamedProject, parseProjectName } from './project-name.ts';
import { quote } from './quote.ts';
import { parseSpecifierSet } from './specifier-set.ts';
import { parseVersion, type Version } from './version.ts';

/** A link that a project shows under a label. */
export interface ProjectUrl {
  readonly label: string;
  /** http or https. */
  readonly url: string;
}

/** Metadata that was checked; what has a normal form stands in it, also inside `fields`. */
export interface CheckedMetadata {
  readonly project: NamedProject;
  readonly version: Version;
  readonly projectUrls: readonly ProjectUrl[];
  readonly fields: CoreMetadata;
}

/** The versions of the metadata format that are taken; a version 1.3 or 2.0 was never in use. */
export const METADATA_VERSIONS: readonly string[] = ['1.0', '1.1', '1.2', '2.1', '2.2', '2.3', '2.4', '2.5', '2.6'];

const MAX_SUMMARY_LENGTH = 512;
const MAX_LABEL_LENGTH = 32;
const CONTENT_TYPES = ['text/plain', 'text/x-rst', 'text/markdown'];
const PARAMETER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+=(?:[A-Za-z0-9!#$%&'*+.^_`|~-]+|"[^"\\]*")$/;
const FIELD_NAMES = new Set([...TEXT_FIELDS, ...LIST_FIELDS].map((names) => names.header.toLowerCase()));
const NEVER_DYNAMIC = ['metadata-version', 'name', 'version'];

/**
 * Checks what installers and pages rely on; the first problem is told, the name and version before everything else.
 *
 * @throws Refusal `upload.bad-metadata`, `upload.bad-name`, `upload.bad-version`
 * @see the core metadata specification
 */
export function checkMetadata(metadata: CoreMetadata): CheckedMetadata {
  checkMetadataVersion(metadata.metadataVersion);
  const project = parseProjectName(metadata.name ?? '');
  const version = parseVersion(metadata.version ?? '');

  checkContentType(metadata.descriptionContentType);
  for (const name of metadata.dynamic) checkDynamic(name);
  if (metadata.homePage !== undefined) checkUrl('home_page', 'Home-page', metadata.homePage);
  if (metadata.downloadUrl !== undefined) checkUrl('download_url', 'Download-URL', metadata.downloadUrl);
  if (metadata.license !== undefined && metadata.licenseExpression !== undefined) {
    throw bad('license', 'The metadata has both License and License-Expression: keep only License-Expression.');
  }
  for (const path of metadata.licenseFiles) checkLicenseFile(path);
  const projectUrls = parseProjectUrls(metadata.projectUrls);
  const providesExtra = metadata.providesExtra.map(parseExtra);
  const requiresPython = parseRequiresPython(metadata.requiresPython);
  checkSummary(metadata.summary);

  const fields = { ...metadata, name: project.display, version: version.text, providesExtra, requiresPython };
  return { project, version, projectUrls, fields };
}

function checkMetadataVersion(version: string | undefined): void {
  if (version !== undefined && METADATA_VERSIONS.includes(version)) return;
  const given = version === undefined ? 'is missing' : `can not be ${quote(version)}`;
  throw bad('metadata_version', `Metadata-Version ${given}: it must be one of ${METADATA_VERSIONS.join(', ')}.`);
}

function checkSummary(summary: string | undefined): void {
  if (summary === undefined) return;
  if (/[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]/.test(summary)) {
    throw bad('summary', 'The summary must be one line: move the rest into the description.');
  }
  const length = [...summary].length;
  if (length > MAX_SUMMARY_LENGTH) {
    throw bad(
      'summary',
      `The summary has at most ${MAX_SUMMARY_LENGTH} characters, this one has ${length}: move the rest into the description.`,
    );
  }
}

function checkContentType(written: string | undefined): void {
  if (written === undefined) return;
  const [type = '', ...parameters] = written.split(';').map((piece) => piece.trim());
  if (!CONTENT_TYPES.includes(type.toLowerCase()) || !parameters.every((parameter) => PARAMETER.test(parameter))) {
    throw badContentType(`can not be ${quote(written)}: use one of ${CONTENT_TYPES.join(', ')}`);
  }

  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.replaceAll('"', '').split('=');
    if (name.toLowerCase() === 'charset' && value.toLowerCase() !== 'utf-8') throw badContentType('may give no charset but UTF-8');
    if (name.toLowerCase() === 'variant' && type.toLowerCase() === 'text/markdown' && value !== 'GFM' && value !== 'CommonMark') {
      throw badContentType(`can not have the variant ${quote(value)}: use GFM or CommonMark`);
    }
  }
}

function checkDynamic(name: string): void {
  const lowered = name.toLowerCase();
  if (FIELD_NAMES.has(lowered) && !NEVER_DYNAMIC.includes(lowered)) return;
  throw bad('dynamic', `Dynamic can not name ${quote(name)}: name fields of the metadata other than Name, Version and Metadata-Version.`);
}

function checkLicenseFile(path: string): void {
  const isPlain = !path.startsWith('/') && !/[*\\]/.test(path) && !path.split('/').includes('..');
  if (!isPlain)
    throw bad('license_file', `License-File can not be ${quote(path)}: give a path below the project's folder, with "/" and without "..".`);
}

function parseProjectUrls(written: readonly string[]): readonly ProjectUrl[] {
  const urls = new Map<string, ProjectUrl>();
  for (const text of written) {
    const comma = text.indexOf(',');
    const label = text.slice(0, Math.max(comma, 0)).trim();
    const url = text.slice(comma + 1).trim();
    if (label === '' || [...label].length > MAX_LABEL_LENGTH) {
      throw bad('project_urls', `Project-URL ${quote(text)} must be a label of 1 to ${MAX_LABEL_LENGTH} characters, a comma and a URL.`);
    }
    if (urls.has(label)) throw bad('project_urls', `Project-URL has the label ${quote(label)} twice: give each link its own label.`);
    checkUrl('project_urls', 'Project-URL', url);
    urls.set(label, { label, url });
  }
  return [...urls.values()];
}

function checkUrl(field: string, header: string, url: string): void {
  if (/^https?:\/\//i.test(url) && isSafeLink(url) && URL.canParse(url)) return;
  throw bad(field, `${header} can not be ${quote(url)}: it must be a whole http or https URL.`);
}

function parseExtra(written: string): string {
  try {
    return parseProjectName(written).name;
  } catch (cause) {
    throw bad('provides_extra', `Provides-Extra can not be ${quote(written)}: use letters, digits, ".", "_" and "-".`, cause);
  }
}

function parseRequiresPython(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  try {
    return parseSpecifierSet(written) || undefined;
  } catch (cause) {
    throw bad('requires_python', `Requires-Python can not be ${quote(written)}: write specifiers like ">=3.9, <4".`, cause);
  }
}

function badContentType(complaint: string): Refusal {
  return bad('description_content_type', `Description-Content-Type ${complaint}.`);
}

function bad(field: string, message: string, cause?: unknown): Refusal {
  return new Refusal('invalid', 'upload.bad-metadata', message, { field, cause });
}
