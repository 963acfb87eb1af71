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
}

export const TEXT_FIELDS: readonly FieldNames<TextField>[] = [
  { field: 'metadataVersion', header: 'Metadata-Version', form: 'metadata_version' },
  { field: 'name', header: 'Name', form: 'name' },
  { field: 'version', header: 'Version', form: 'version' },
  { field: 'summary', header: 'Summary', form: 'summary' },
  { field: 'description', header: 'Description', form: 'description' },
  { field: 'descriptionContentType', header: 'Description-Content-Type', form: 'description_content_type' },
  { field: 'keywords', header: 'Keywords', form: 'keywords' },
  { field: 'homePage', header: 'Home-page', form: 'home_page' },
  { field: 'downloadUrl', header: 'Download-URL', form: 'download_url' },
  { field: 'author', header: 'Author', form: 'author' },
  { field: 'authorEmail', header: 'Author-email', form: 'author_email' },
  { field: 'maintainer', header: 'Maintainer', form: 'maintainer' },
  { field: 'maintainerEmail', header: 'Maintainer-email', form: 'maintainer_email' },
  { field: 'license', header: 'License', form: 'license' },
  { field: 'licenseExpression', header: 'License-Expression', form: 'license_expression' },
  { field: 'requiresPython', header: 'Requires-Python', form: 'requires_python' },
];

/** The form calls some lists by their singular, others by their plural: clients send exactly these. */
export const LIST_FIELDS: readonly FieldNames<ListField>[] = [
  { field: 'platforms', header: 'Platform', form: 'platform' },
  { field: 'supportedPlatforms', header: 'Supported-Platform', form: 'supported_platform' },
  { field: 'classifiers', header: 'Classifier', form: 'classifiers' },
  { field: 'requires', header: 'Requires', form: 'requires' },
  { field: 'provides', header: 'Provides', form: 'provides' },
  { field: 'obsoletes', header: 'Obsoletes', form: 'obsoletes' },
  { field: 'requiresDist', header: 'Requires-Dist', form: 'requires_dist' },
  { field: 'providesDist', header: 'Provides-Dist', form: 'provides_dist' },
  { field: 'obsoletesDist', header: 'Obsoletes-Dist', form: 'obsoletes_dist' },
  { field: 'requiresExternal', header: 'Requires-External', form: 'requires_external' },
  { field: 'projectUrls', header: 'Project-URL', form: 'project_urls' },
  { field: 'providesExtra', header: 'Provides-Extra', form: 'provides_extra' },
  { field: 'dynamic', header: 'Dynamic', form: 'dynamic' },
  { field: 'licenseFiles', header: 'License-File', form: 'license_file' },
  { field: 'importNames', header: 'Import-Name', form: 'import_name' },
  { field: 'importNamespaces', header: 'Import-Namespace', form: 'import_namespace' },
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
