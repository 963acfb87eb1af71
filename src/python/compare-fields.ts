import { Refusal } from '../base/refusal.ts';
import { type CoreMetadata, inTellingOrder, LIST_FIELDS, listKeywords, METADATA_VERSIONS, TEXT_FIELDS } from './metadata.ts';
import { normalizeProjectName } from './project-name.ts';
import { cutProjectUrl } from './project-urls.ts';
import { quote } from './quote.ts';
import { parseRequirement } from './requirement.ts';
import { parseSpecifierSet } from './specifier-set.ts';

/** Compared by themselves, each with its own sentence. */
const APART = ['metadata_version', 'name', 'version'];
/** Nobody reads these since 1.2, and flit sends one of them that it does not write into the file. */
const UNREAD = ['requires', 'provides', 'obsoletes'];
const NAMES = new Map([...TEXT_FIELDS, ...LIST_FIELDS].map((names) => [names.form, names]));
const ORDER = inTellingOrder([...NAMES.keys()].filter((form) => ![...APART, ...UNREAD].includes(form)));

/** What makes two spellings of one value equal; white space never counts. */
const SPELLINGS: Readonly<Record<string, (value: string) => string>> = {
  description_content_type: (value) => value.toLowerCase().replaceAll(/[\s"]/g, ''),
  dynamic: (value) => value.toLowerCase(),
  obsoletes_dist: requirementOf,
  project_urls: (value) => Object.values(cutProjectUrl(value)).join('\n'),
  provides_dist: requirementOf,
  provides_extra: normalizeProjectName,
  requires_dist: requirementOf,
  requires_python: (value) => orAsWritten(value, parseSpecifierSet),
};

/**
 * Makes sure that a form says nothing that the metadata inside the file does not say. What the form leaves out is taken from the file;
 * it may be of an older version, as flit's is. Order of a list and white space do not count.
 *
 * @param source how sentences call the file inside, such as `METADATA inside the wheel`
 * @throws Refusal `upload.metadata-mismatch`
 */
export function compareFields(form: CoreMetadata, inside: CoreMetadata, source: string): void {
  compareMetadataVersion(form, inside, source);
  for (const name of ORDER) {
    const said = valuesOf(form, name);
    if (said.size === 0) continue;
    const right = valuesOf(inside, name);
    const [extra] = said.difference(right);
    const [lacking] = right.difference(said);
    if (extra !== undefined) throw mismatch(name, source, extra, false);
    if (lacking !== undefined) throw mismatch(name, source, lacking, true);
  }
}

function compareMetadataVersion({ metadataVersion: said }: CoreMetadata, { metadataVersion: right }: CoreMetadata, source: string): void {
  if (METADATA_VERSIONS.indexOf(said ?? '') <= METADATA_VERSIONS.indexOf(right ?? '')) return;
  const sentence = `The form says Metadata-Version ${quote(said ?? '')}, but ${source} says ${quote(right ?? '')}: upload with the tool that built the file.`;
  throw new Refusal('invalid', 'upload.metadata-mismatch', sentence, { field: 'metadata_version' });
}

function valuesOf(metadata: CoreMetadata, name: string): ReadonlySet<string> {
  const field = NAMES.get(name)?.field;
  if (field === undefined) return new Set();
  const value = field === 'keywords' ? listKeywords(metadata) : (metadata[field] ?? []);
  const spell = SPELLINGS[name] ?? ((text: string) => text);
  return new Set((typeof value === 'string' ? [value] : value).map((text) => spell(text.trim()).replaceAll(/\s+/g, ' ')));
}

function mismatch(name: string, source: string, value: string, isLacking: boolean): Refusal {
  const header = NAMES.get(name)?.header ?? name;
  const what = isLacking
    ? `lacks ${header} ${quote(value)}, which ${source} has`
    : `says ${header} ${quote(value)}, which ${source} does not`;
  return new Refusal('invalid', 'upload.metadata-mismatch', `The form ${what}: upload with the tool that built the file.`, { field: name });
}

function requirementOf(written: string): string {
  return orAsWritten(written, (text) => parseRequirement(text).text).replaceAll(/\s|"/g, (mark) => (mark === '"' ? "'" : ''));
}

function orAsWritten(text: string, normal: (text: string) => string): string {
  try {
    return normal(text);
  } catch {
    return text;
  }
}
