import { Refusal } from '../base/refusal.ts';
import { buildMetadata, type CoreMetadata, inTellingOrder, LIST_FIELDS, TEXT_FIELDS } from './metadata.ts';
import { parseProjectName } from './project-name.ts';
import { quote } from './quote.ts';

/** The fields of an upload that are texts; the file itself comes beside them. */
export interface UploadForm {
  readonly filetype: 'sdist' | 'bdist_wheel';
  /** `source` for an sdist, otherwise the wheel's Python tags as the client sums them up. */
  readonly pyversion: string;
  /** Lower-case hexadecimal digits; at least one is there. */
  readonly digests: Digests;
  readonly comment: string | undefined;
  /** JSON text, not looked at here. */
  readonly attestations: string | undefined;
  readonly metadata: CoreMetadata;
}

export interface Digests {
  readonly md5: string | undefined;
  readonly sha256: string | undefined;
  readonly blake2b256: string | undefined;
}

const PROTOCOL_FIELDS = [
  ':action',
  'protocol_version',
  'filetype',
  'pyversion',
  'md5_digest',
  'sha256_digest',
  'blake2_256_digest',
  'comment',
  'attestations',
];
const KNOWN_FIELDS = new Set([...PROTOCOL_FIELDS, ...[...TEXT_FIELDS, ...LIST_FIELDS].map((names) => names.form)]);
const LISTS = new Set(LIST_FIELDS.map((names) => names.form));
/** Actions of PyPI's that are no more, and what to do instead. */
const GONE: Readonly<Record<string, string>> = {
  submit: 'Projects need no registering first: upload a file',
  submit_pkg_info: 'Projects need no registering first: upload a file',
  doc_upload: 'Documentation is not kept here: put it elsewhere and name it in Project-URL',
};

type Values = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the text fields of an upload in the order they came. Unknown fields and the value `UNKNOWN`, which old tools send for nothing,
 * are passed over. Of several problems the first is told: action, protocol, then the fields as `inTellingOrder` has them.
 *
 * @throws Refusal `upload.gone`, `upload.bad-form`, `upload.bad-name`
 * @see the legacy upload API of PyPI
 */
export function readUploadForm(fields: readonly (readonly [string, string])[]): UploadForm {
  const values = collect(fields);
  checkAction(findOnly(values, ':action'));
  const protocol = findOnly(values, 'protocol_version') ?? '1';
  if (protocol !== '1') throw badForm('protocol_version', `The protocol version ${quote(protocol)} is not known: use 1.`);

  for (const key of inTellingOrder([...KNOWN_FIELDS])) {
    if (!LISTS.has(key)) findOnly(values, key);
    FORM_CHECKS[key]?.(values);
  }
  const filetype = readFiletype(values);
  return {
    filetype,
    pyversion: readPyversion(values, filetype),
    digests: readDigests(values),
    comment: findOnly(values, 'comment'),
    attestations: findOnly(values, 'attestations'),
    metadata: buildMetadata(
      ({ form }) => findOnly(values, form),
      ({ form }) => values.get(form) ?? [],
    ),
  };
}

/**
 * The action, which may stand in the address too; uploading when there is none.
 *
 * @throws Refusal `upload.gone`, `upload.bad-form`
 */
export function checkAction(action: string | undefined): void {
  if (action === undefined || action === 'file_upload') return;
  const instead = Object.hasOwn(GONE, action) ? GONE[action] : undefined;
  if (instead === undefined) throw badForm(':action', `The action ${quote(action)} is not known: use file_upload.`);
  throw new Refusal('gone', 'upload.gone', `The action ${quote(action)} is no more. ${instead}.`, { field: ':action' });
}

/** What is checked of a form beside its metadata, by field. */
const FORM_CHECKS: Readonly<Record<string, (values: Values) => void>> = {
  name: (values) => parseProjectName(findOnly(values, 'name') ?? ''),
  blake2_256_digest: (values) => findDigest(values, 'blake2_256_digest', 64),
  filetype: readFiletype,
  md5_digest: (values) => findDigest(values, 'md5_digest', 32),
  pyversion: (values) => readPyversion(values, readFiletype(values)),
  sha256_digest: readDigests,
};

function collect(fields: readonly (readonly [string, string])[]): Values {
  const values = new Map<string, string[]>();
  for (const [key, value] of fields) {
    if (!KNOWN_FIELDS.has(key) || value.trim() === 'UNKNOWN') continue;
    if (value.includes('\0')) throw badForm(key, `The field ${key} contains a NUL character: remove it.`);
    const others = values.get(key);
    if (others === undefined) values.set(key, [value]);
    else others.push(value);
  }
  return values;
}

function findOnly(values: Values, key: string): string | undefined {
  const given = values.get(key) ?? [];
  if (given.length > 1) throw badForm(key, `The field ${key} is given ${given.length} times: send it once.`);
  return given[0] || undefined;
}

function readFiletype(values: Values): 'sdist' | 'bdist_wheel' {
  const filetype = findOnly(values, 'filetype');
  if (filetype === 'sdist' || filetype === 'bdist_wheel') return filetype;
  const given = filetype === undefined ? 'is missing' : `can not be ${quote(filetype)}`;
  throw badForm('filetype', `The field filetype ${given}: it must be sdist or bdist_wheel.`);
}

function readPyversion(values: Values, filetype: 'sdist' | 'bdist_wheel'): string {
  const pyversion = findOnly(values, 'pyversion');
  if (filetype === 'sdist') {
    if (pyversion !== undefined && pyversion !== 'source') {
      throw badForm('pyversion', `The pyversion of an sdist can not be ${quote(pyversion)}: leave it empty or send source.`);
    }
    return 'source';
  }
  if (pyversion === undefined) throw badForm('pyversion', "A wheel needs a pyversion: send the wheel's Python tag, for example py3.");
  if (!/^[A-Za-z0-9._]{1,64}$/.test(pyversion)) {
    throw badForm('pyversion', `The pyversion can not be ${quote(pyversion)}: send the wheel's Python tag, for example py3.`);
  }
  return pyversion;
}

function readDigests(values: Values): Digests {
  const digests = {
    md5: findDigest(values, 'md5_digest', 32),
    sha256: findDigest(values, 'sha256_digest', 64),
    blake2b256: findDigest(values, 'blake2_256_digest', 64),
  };
  if ((digests.md5 ?? digests.sha256 ?? digests.blake2b256) !== undefined) return digests;
  throw badForm('sha256_digest', 'The upload gives no digest of the file: send sha256_digest.');
}

function findDigest(values: Values, key: string, length: number): string | undefined {
  const digest = findOnly(values, key);
  if (digest === undefined) return undefined;
  if (digest.length !== length || !/^[0-9A-Fa-f]+$/.test(digest))
    throw badForm(key, `The field ${key} must be ${length} hexadecimal digits.`);
  return digest.toLowerCase();
}

function badForm(field: string, message: string): Refusal {
  return new Refusal('invalid', 'upload.bad-form', message, { field });
}
