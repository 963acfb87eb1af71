/** Which rules an index holds uploads to: those of one that everybody reads, or those of a company's own packages. */
export type RuleSet = 'public' | 'private';

/** One reason to refuse an upload. */
export interface UploadRule {
  /** Also the code of the refusal, behind `upload.`, and said at its end. */
  readonly name: string;
  /** `both`, or `public` where a private index lets it in. */
  readonly holds: 'both' | 'public';
  /** What is refused, for people: follows "Refused is". */
  readonly refuses: string;
  /** Where it is from, when a standard says so. */
  readonly standard?: string;
}

const both = (name: string, refuses: string, standard?: string): UploadRule => ({
  ...{ name, holds: 'both', refuses },
  ...(standard !== undefined && { standard }),
});
const onlyPublic = (name: string, refuses: string, standard?: string): UploadRule => ({
  ...both(name, refuses, standard),
  holds: 'public',
});

/** Every rule, in about the order in which an upload meets them. The help page and `docs/upload-rules.md` are made from it. */
export const UPLOAD_RULES: readonly UploadRule[] = [
  both('gone', 'an action that PyPI had before: "submit", "submit_pkg_info", "doc_upload"'),
  both('malformed', 'a body that is no whole multipart/form-data, or has a file in another field than "content"', 'RFC 7578'),
  both('too-many-parts', 'a form of more than 2,000 fields'),
  both('field-too-large', 'a field longer than 2 MiB'),
  both('too-large', 'a file larger than the host allows'),
  both('no-file', 'a form without a file'),
  both('bad-form', 'a field of the form that is missing, given twice or not of its kind'),
  both('bad-name', 'a project name other than letters, digits, ".", "_" and "-"', 'PEP 508'),
  both('bad-version', 'a version that is none', 'PEP 440'),
  onlyPublic('local-version', 'a local version, such as 1.0+company', 'PEP 440'),
  both('bad-metadata', 'a field of the metadata that is not as its specification has it', 'core metadata 1.0 to 2.6'),
  both('newer-field', 'a field that is newer than the Metadata-Version it stands under', 'core metadata'),
  onlyPublic('unknown-classifier', 'a classifier that is not on the published list, "Private ::" among them'),
  onlyPublic('deprecated-classifier', 'a classifier that was replaced'),
  both('unknown-license', 'a License-Expression that is no SPDX expression', 'PEP 639'),
  both('bad-requirement', 'a requirement that is none', 'PEP 508'),
  onlyPublic('direct-reference', 'a requirement that names a URL', 'PEP 440'),
  both('bad-specifier', 'version specifiers that are none', 'PEP 440'),
  both('bad-import-name', 'an Import-Name or Import-Namespace that Python could not import', 'PEP 794'),
  onlyPublic('standard-library-name', "a new project named like a module of Python's standard library"),
  both('prohibited-name', 'a new project named like a file that people hand to pip by mistake'),
  both('confusable-name', 'a new project whose name is easily mistaken for that of another'),
  both('bad-filename', 'a filename that is not built from name and version, and of a wheel from its tags', 'PEP 427, PEP 625'),
  onlyPublic(
    'platform-tag',
    'a platform tag that says nothing about which machines run the wheel, such as linux_x86_64',
    'PEP 600, PEP 656',
  ),
  both('image', 'a file that is sent as an image'),
  both('wrong-digest', 'a file of another digest than the form says'),
  both('file-exists', 'a filename that was used before, with other bytes'),
  both('attestations', 'attestations, which this release does not keep', 'PEP 740'),
  onlyPublic('closed-release', 'a new file for a release that was made longer ago than the host allows'),
  both('second-sdist', 'a second sdist of a release'),
  both('project-full', 'a file for which the project has no room'),
  both('bad-archive', 'an archive that is damaged, a bomb, or that unpacks to different files with different tools'),
  both('top-folder', 'an sdist with anything but one folder name-version at its top', 'PEP 625'),
  both('filetype-mismatch', 'a form that says another kind of file'),
  both('name-mismatch', 'another name in the form, the filename or the metadata of the file'),
  both('version-mismatch', 'another version in the form, the filename or the metadata of the file'),
  both('metadata-mismatch', 'a form that says something else than the metadata of the file'),
  both('wheel-mismatch', 'a file WHEEL that says something else than the filename of the wheel', 'PEP 427'),
  both('record-mismatch', 'a RECORD that does not list exactly the members of the wheel, with their hashes and sizes', 'PEP 376, PEP 427'),
  both('missing-license-file', 'a License-File that is not in the archive', 'PEP 639'),
  both('bad-entry-points', 'an entry_points.txt that can not be read, or a script whose name is no plain filename'),
  onlyPublic('empty-description', 'a description that shows nothing'),
];

const NAMES = new Set(UPLOAD_RULES.map(({ name }) => name));

/** The name of the rule behind a refusal's code, undefined for what no rule of uploads refused. */
export function findRuleName(code: string): string | undefined {
  const name = code.startsWith('upload.') ? code.slice('upload.'.length) : '';
  return NAMES.has(name) ? name : undefined;
}

/** The text of `docs/upload-rules.md`; a test compares. */
export function renderUploadRules(): string {
  const rows = UPLOAD_RULES.map(
    ({ name, holds, refuses, standard }) => `| \`${name}\` | ${refuses} | ${holds === 'both' ? 'yes' : 'no'} | ${standard ?? ''} |`,
  );
  return `${[...INTRODUCTION, ...rows].join('\n')}\n`;
}

const INTRODUCTION = [
  '# Upload rules',
  '',
  'Made from `src/python/upload-rules.ts` by `node tools/write-docs.ts`; do not edit.',
  '',
  'An index holds uploads to one of two sets of rules, the policy `KEYHOUSE_UPLOAD_RULES`: `private`, the default, is right for the packages of',
  'a company; `public` for an index that everybody reads. Each refusal ends with the name of its rule, and its code is `upload.` and that name.',
  '',
  '| rule | refused is | in `private` too | from |',
  '| --- | --- | --- | --- |',
];
