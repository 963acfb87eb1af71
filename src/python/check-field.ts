import { Refusal } from '../base/refusal.ts';
import { checkClassifier } from './classifier.ts';
import { checkContact } from './contact.ts';
import { checkDescriptionContentType } from './description-content-type.ts';
import { checkImportName } from './import-name.ts';
import { parseLicenseExpression } from './license-expression.ts';
import { type CoreMetadata, LIST_FIELDS, METADATA_VERSIONS, TEXT_FIELDS } from './metadata.ts';
import { parseProjectName } from './project-name.ts';
import { checkUrl, parseProjectUrls } from './project-urls.ts';
import { quote } from './quote.ts';
import { parseRequirement } from './requirement.ts';
import { parseSpecifierSet } from './specifier-set.ts';
import type { RuleSet } from './upload-rules.ts';
import { parseVersion } from './version.ts';

type CheckField = (metadata: CoreMetadata, rules: RuleSet) => void;

const MAX_SUMMARY_LENGTH = 512;
const FIELD_NAMES = new Set([...TEXT_FIELDS, ...LIST_FIELDS].map((names) => names.header.toLowerCase()));
const NEVER_DYNAMIC = ['metadata-version', 'name', 'version'];

/** What is checked of each field, by its name in forms; a field that is missing here may hold anything. Each throws a Refusal. */
export const FIELD_CHECKS: Readonly<Record<string, CheckField>> = {
  metadata_version: checkMetadataVersion,
  name: ({ name }) => parseProjectName(name ?? ''),
  version: checkVersion,
  author_email: ({ authorEmail }, rules) => checkContact('author_email', 'Author-email', authorEmail ?? '', rules),
  classifiers: checkClassifiers,
  description_content_type: ({ descriptionContentType }) => checkDescriptionContentType(descriptionContentType),
  download_url: ({ downloadUrl }) => downloadUrl !== undefined && checkUrl('download_url', 'Download-URL', downloadUrl),
  dynamic: ({ dynamic }) => each(dynamic, checkDynamic),
  home_page: ({ homePage }) => homePage !== undefined && checkUrl('home_page', 'Home-page', homePage),
  import_name: ({ importNames }) => each(importNames, (name) => checkImportName('Import-Name', name)),
  import_namespace: ({ importNamespaces }) => each(importNamespaces, (name) => checkImportName('Import-Namespace', name)),
  license: checkOneLicense,
  license_expression: ({ licenseExpression }) => licenseExpression !== undefined && parseLicenseExpression(licenseExpression),
  license_file: ({ licenseFiles }) => each(licenseFiles, checkLicenseFile),
  maintainer_email: ({ maintainerEmail }, rules) => checkContact('maintainer_email', 'Maintainer-email', maintainerEmail ?? '', rules),
  obsoletes_dist: ({ obsoletesDist }, rules) => each(obsoletesDist, (written) => checkRequirement(written, rules)),
  project_urls: ({ projectUrls }) => parseProjectUrls(projectUrls),
  provides_dist: ({ providesDist }, rules) => each(providesDist, (written) => checkRequirement(written, rules)),
  provides_extra: ({ providesExtra }) => each(providesExtra, checkExtra),
  requires_dist: ({ requiresDist }, rules) => each(requiresDist, (written) => checkRequirement(written, rules)),
  requires_python: checkRequiresPython,
  summary: checkSummary,
};

function each(values: readonly string[], check: (value: string) => void): void {
  for (const value of values) check(value);
}

function checkMetadataVersion({ metadataVersion }: CoreMetadata): void {
  if (metadataVersion !== undefined && METADATA_VERSIONS.includes(metadataVersion)) return;
  const given = metadataVersion === undefined ? 'is missing' : `can not be ${quote(metadataVersion)}`;
  throw bad('metadata_version', `Metadata-Version ${given}: it must be one of ${METADATA_VERSIONS.join(', ')}.`);
}

function checkVersion({ version: written }: CoreMetadata, rules: RuleSet): void {
  const version = parseVersion(written ?? '');
  if (rules === 'private' || version.local.length === 0) return;
  const sentence = `The version ${version.text} has a local part, "+${version.local.join('.')}": a public index takes none.`;
  throw new Refusal('invalid', 'upload.local-version', sentence, { field: 'version' });
}

function checkClassifiers({ classifiers }: CoreMetadata, rules: RuleSet): void {
  if (rules === 'public') each(classifiers, checkClassifier);
}

function checkSummary({ summary }: CoreMetadata): void {
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

function checkDynamic(name: string): void {
  const lowered = name.toLowerCase();
  if (FIELD_NAMES.has(lowered) && !NEVER_DYNAMIC.includes(lowered)) return;
  throw bad('dynamic', `Dynamic can not name ${quote(name)}: name fields of the metadata other than Name, Version and Metadata-Version.`);
}

function checkOneLicense({ license, licenseExpression }: CoreMetadata): void {
  if (license === undefined || licenseExpression === undefined) return;
  throw bad('license', 'The metadata has both License and License-Expression: keep only License-Expression.');
}

function checkLicenseFile(path: string): void {
  const isPlain = !path.startsWith('/') && !/^[A-Za-z]:|[*\\]/.test(path) && !path.split('/').includes('..');
  if (!isPlain)
    throw bad('license_file', `License-File can not be ${quote(path)}: give a path below the project's folder, with "/" and without "..".`);
}

function checkRequirement(written: string, rules: RuleSet): void {
  const { url } = parseRequirement(written);
  if (url === undefined || rules === 'private') return;
  const sentence = `${quote(written)} names a URL: a public index takes requirements by name and version alone.`;
  throw new Refusal('invalid', 'upload.direct-reference', sentence, { field: 'requires_dist' });
}

function checkExtra(written: string): void {
  try {
    parseProjectName(written);
  } catch (cause) {
    throw bad('provides_extra', `Provides-Extra can not be ${quote(written)}: use letters, digits, ".", "_" and "-".`, cause);
  }
}

function checkRequiresPython({ requiresPython }: CoreMetadata): void {
  if (requiresPython === undefined) return;
  try {
    parseSpecifierSet(requiresPython);
  } catch (cause) {
    throw bad('requires_python', `Requires-Python can not be ${quote(requiresPython)}: write specifiers like ">=3.9, <4".`, cause);
  }
}

function bad(field: string, message: string, cause?: unknown): Refusal {
  return new Refusal('invalid', 'upload.bad-metadata', message, { field, cause });
}
