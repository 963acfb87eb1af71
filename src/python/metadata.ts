/** Largest METADATA or PKG-INFO file, in bytes. */
export const MAX_METADATA_BYTES: number = 2 * 1024 * 1024;

/** Fields that a distribution gives once. */
export type TextField =
  | 'metadataVersion'
  | 'name'
  | 'version'
  | 'summary'
  | 'description'
  | 'descriptionContentType'
  | 'keywords'
  | 'homePage'
  | 'downloadUrl'
  | 'author'
  | 'authorEmail'
  | 'maintainer'
  | 'maintainerEmail'
  | 'license'
  | 'licenseExpression'
  | 'requiresPython';

/** Fields that a distribution gives any number of times. */
export type ListField =
  | 'platforms'
  | 'supportedPlatforms'
  | 'classifiers'
  | 'requires'
  | 'provides'
  | 'obsoletes'
  | 'requiresDist'
  | 'providesDist'
  | 'obsoletesDist'
  | 'requiresExternal'
  | 'projectUrls'
  | 'providesExtra'
  | 'dynamic'
  | 'licenseFiles'
  | 'importNames'
  | 'importNamespaces';

/**
 * What a distribution says about itself, as written: nothing here has been checked. A text is never empty and a list holds no empty
 * texts; `keywords` are joined by `, `; `projectUrls` are `Label, URL`.
 *
 * @see the core metadata specification, 1.0 to 2.6
 */
export type CoreMetadata = { readonly [Field in TextField]: string | undefined } & { readonly [Field in ListField]: readonly string[] };

/** How one field is called in a metadata file and in an upload's form. */
export interface FieldNames<Field> {
  readonly field: Field;
  readonly header: string;
  readonly form: string;
  /** The version of the metadata that brought it. */
  readonly since: string;
}

/** The versions of the metadata format that are taken, oldest first; a version 1.3 or 2.0 was never in use. */
export const METADATA_VERSIONS: readonly string[] = ['1.0', '1.1', '1.2', '2.1', '2.2', '2.3', '2.4', '2.5', '2.6'];

export const TEXT_FIELDS: readonly FieldNames<TextField>[] = [
  { field: 'metadataVersion', header: 'Metadata-Version', form: 'metadata_version', since: '1.0' },
  { field: 'name', header: 'Name', form: 'name', since: '1.0' },
  { field: 'version', header: 'Version', form: 'version', since: '1.0' },
  { field: 'summary', header: 'Summary', form: 'summary', since: '1.0' },
  { field: 'description', header: 'Description', form: 'description', since: '1.0' },
  { field: 'descriptionContentType', header: 'Description-Content-Type', form: 'description_content_type', since: '2.1' },
  { field: 'keywords', header: 'Keywords', form: 'keywords', since: '1.0' },
  { field: 'homePage', header: 'Home-page', form: 'home_page', since: '1.0' },
  { field: 'downloadUrl', header: 'Download-URL', form: 'download_url', since: '1.1' },
  { field: 'author', header: 'Author', form: 'author', since: '1.0' },
  { field: 'authorEmail', header: 'Author-email', form: 'author_email', since: '1.0' },
  { field: 'maintainer', header: 'Maintainer', form: 'maintainer', since: '1.2' },
  { field: 'maintainerEmail', header: 'Maintainer-email', form: 'maintainer_email', since: '1.2' },
  { field: 'license', header: 'License', form: 'license', since: '1.0' },
  { field: 'licenseExpression', header: 'License-Expression', form: 'license_expression', since: '2.4' },
  { field: 'requiresPython', header: 'Requires-Python', form: 'requires_python', since: '1.2' },
];

/** The form calls some lists by their singular, others by their plural: clients send exactly these. */
export const LIST_FIELDS: readonly FieldNames<ListField>[] = [
  { field: 'platforms', header: 'Platform', form: 'platform', since: '1.0' },
  { field: 'supportedPlatforms', header: 'Supported-Platform', form: 'supported_platform', since: '1.1' },
  { field: 'classifiers', header: 'Classifier', form: 'classifiers', since: '1.1' },
  { field: 'requires', header: 'Requires', form: 'requires', since: '1.1' },
  { field: 'provides', header: 'Provides', form: 'provides', since: '1.1' },
  { field: 'obsoletes', header: 'Obsoletes', form: 'obsoletes', since: '1.1' },
  { field: 'requiresDist', header: 'Requires-Dist', form: 'requires_dist', since: '1.2' },
  { field: 'providesDist', header: 'Provides-Dist', form: 'provides_dist', since: '1.2' },
  { field: 'obsoletesDist', header: 'Obsoletes-Dist', form: 'obsoletes_dist', since: '1.2' },
  { field: 'requiresExternal', header: 'Requires-External', form: 'requires_external', since: '1.2' },
  { field: 'projectUrls', header: 'Project-URL', form: 'project_urls', since: '1.2' },
  { field: 'providesExtra', header: 'Provides-Extra', form: 'provides_extra', since: '2.1' },
  { field: 'dynamic', header: 'Dynamic', form: 'dynamic', since: '2.2' },
  { field: 'licenseFiles', header: 'License-File', form: 'license_file', since: '2.4' },
  { field: 'importNames', header: 'Import-Name', form: 'import_name', since: '2.5' },
  { field: 'importNamespaces', header: 'Import-Namespace', form: 'import_namespace', since: '2.5' },
];

/** Metadata from two questions, asked once for each field; empty texts count as absent. */
export function buildMetadata(
  findText: (names: FieldNames<TextField>) => string | undefined,
  listTexts: (names: FieldNames<ListField>) => readonly string[],
): CoreMetadata {
  const texts = TEXT_FIELDS.map((names) => [names.field, findText(names) || undefined]);
  const lists = LIST_FIELDS.map((names) => [names.field, listTexts(names).filter((text) => text !== '')]);
  const metadata = Object.fromEntries([...texts, ...lists]) as CoreMetadata;
  return { ...metadata, keywords: listKeywords(metadata).join(', ') || undefined };
}

/** The keywords one by one. */
export function listKeywords(metadata: Pick<CoreMetadata, 'keywords'>): readonly string[] {
  const keywords = metadata.keywords?.split(',') ?? [];
  return keywords.map((keyword) => keyword.trim()).filter((keyword) => keyword !== '');
}

const TOLD_FIRST = ['metadata_version', 'name', 'version'];

/** Fields of a form in the order in which their problems are told: what names the release, then by the alphabet. */
export function inTellingOrder(forms: readonly string[]): readonly string[] {
  const others = forms.filter((form) => !TOLD_FIRST.includes(form)).sort();
  return [...TOLD_FIRST.filter((form) => forms.includes(form)), ...others];
}
