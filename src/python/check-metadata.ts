import { Refusal } from '../base/refusal.ts';
import { FIELD_CHECKS } from './check-field.ts';
import { parseLicenseExpression } from './license-expression.ts';
import { type CoreMetadata, inTellingOrder, LIST_FIELDS, METADATA_VERSIONS, TEXT_FIELDS } from './metadata.ts';
import { type NamedProject, normalizeProjectName, parseProjectName } from './project-name.ts';
import { type ProjectUrl, parseProjectUrls } from './project-urls.ts';
import { quote } from './quote.ts';
import { parseRequirement } from './requirement.ts';
import { parseSpecifierSet } from './specifier-set.ts';
import type { RuleSet } from './upload-rules.ts';
import { parseVersion, type Version } from './version.ts';

/** Metadata that was checked; what has a normal form stands in it, also inside `fields`. */
export interface CheckedMetadata {
  readonly project: NamedProject;
  readonly version: Version;
  readonly projectUrls: readonly ProjectUrl[];
  readonly fields: CoreMetadata;
}

const NAMES = new Map([...TEXT_FIELDS, ...LIST_FIELDS].map((names) => [names.form, names]));
const ORDER = inTellingOrder([...NAMES.keys()]);

/**
 * Checks what installers and pages rely on; of several problems the one of the first field is told: Metadata-Version, name, version,
 * then the others by the alphabet.
 *
 * @throws Refusal `upload.bad-metadata`, `upload.newer-field`, `upload.bad-name`, `upload.bad-version`, `upload.local-version`,
 *   `upload.unknown-classifier`, `upload.deprecated-classifier`, `upload.unknown-license`, `upload.bad-requirement`,
 *   `upload.direct-reference`, `upload.bad-import-name`
 * @see the core metadata specification, 1.0 to 2.6
 */
export function checkMetadata(metadata: CoreMetadata, rules: RuleSet = 'private'): CheckedMetadata {
  for (const form of ORDER) {
    checkAge(metadata, form);
    FIELD_CHECKS[form]?.(metadata, rules);
  }

  const project = parseProjectName(metadata.name ?? '');
  const version = parseVersion(metadata.version ?? '');
  const fields = {
    ...metadata,
    ...{ name: project.display, version: version.text },
    ...{ requiresDist: metadata.requiresDist.map((written) => parseRequirement(written).text) },
    ...{ providesExtra: metadata.providesExtra.map(normalizeProjectName) },
    requiresPython: metadata.requiresPython === undefined ? undefined : parseSpecifierSet(metadata.requiresPython) || undefined,
    licenseExpression: metadata.licenseExpression === undefined ? undefined : parseLicenseExpression(metadata.licenseExpression),
  };
  return { project, version, projectUrls: parseProjectUrls(metadata.projectUrls), fields };
}

/** Readers of an older version would not know the field. */
function checkAge(metadata: CoreMetadata, form: string): void {
  const names = NAMES.get(form);
  if (names === undefined || metadata[names.field] === undefined || metadata[names.field]?.length === 0) return;
  if (METADATA_VERSIONS.indexOf(names.since) <= METADATA_VERSIONS.indexOf(metadata.metadataVersion ?? '')) return;
  if (form === 'metadata_version') return;
  const sentence = `${names.header} came with Metadata-Version ${names.since}, and this is ${quote(metadata.metadataVersion ?? '')}: build it again with a current build tool.`;
  throw new Refusal('invalid', 'upload.newer-field', sentence, { field: form });
}
