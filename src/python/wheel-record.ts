import { Refusal } from '../base/refusal.ts';
import { quote } from './quote.ts';

/** What RECORD says of a file. */
export interface RecordedFile {
  readonly algorithm: RecordAlgorithm;
  /** URL-safe base64 without padding. */
  readonly digest: string;
  /** Undefined where RECORD leaves it out. */
  readonly size: number | undefined;
}

export type RecordAlgorithm = 'sha256' | 'sha384' | 'sha512';

const ALGORITHMS: Readonly<Record<string, number>> = { sha256: 43, sha384: 64, sha512: 86 };
const SIGNATURES = ['RECORD.jws', 'RECORD.p7s'];

/**
 * Reads RECORD and makes sure that it lists exactly the files of the wheel, each once and with a hash; itself and its signatures may
 * go without. `files` are the paths of the members that are no folders.
 *
 * @throws Refusal `upload.record-mismatch`
 * @see PEP 376, "RECORD"; PEP 427, "The .dist-info directory"
 */
export function readRecord(text: string, ownPath: string, files: ReadonlySet<string>): ReadonlyMap<string, RecordedFile> {
  const recorded = new Map<string, RecordedFile>();
  const seen = new Set<string>();
  const folder = ownPath.slice(0, ownPath.lastIndexOf('/') + 1);
  for (const row of readCsv(text)) {
    const [path = '', hash = '', size = '', ...rest] = row;
    if (row.length !== 3 || rest.length > 0) throw bad(`has a line that is no "path,hash,size", at ${quote(path)}`);
    if (seen.has(path)) throw bad(`lists ${quote(path)} twice`);
    seen.add(path);
    if (!files.has(path)) throw bad(`lists ${quote(path)}, which is not in the wheel`);
    if (isExempt(path, folder) && hash === '') continue;
    recorded.set(path, readHash(path, hash, size));
  }
  const unlisted = [...files].find((path) => !seen.has(path) && !SIGNATURES.some((name) => path === `${folder}${name}`));
  if (unlisted !== undefined) throw bad(`does not list ${quote(unlisted)}, which is in the wheel`);
  return recorded;
}

/**
 * Compares one file with what RECORD says of it.
 *
 * @throws Refusal `upload.record-mismatch`
 */
export function compareRecorded(path: string, recorded: RecordedFile, actual: { readonly digest: string; readonly size: number }): void {
  if (recorded.size !== undefined && recorded.size !== actual.size) {
    throw bad(`says that ${quote(path)} has ${recorded.size} bytes, and it has ${actual.size}`);
  }
  if (recorded.digest !== actual.digest) throw bad(`says another ${recorded.algorithm} of ${quote(path)} than the file has`);
}

function isExempt(path: string, folder: string): boolean {
  return ['RECORD', ...SIGNATURES].some((name) => path === folder + name);
}

function readHash(path: string, hash: string, size: string): RecordedFile {
  const [algorithm = '', digest = ''] = hash.split('=', 2);
  const length = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
  if (length === undefined) throw bad(`gives no sha256 of ${quote(path)}, or better`);
  const bare = hash.slice(algorithm.length + 1).replace(/={0,2}$/, '');
  if (digest === '' || bare.length !== length || !/^[A-Za-z0-9_-]+$/.test(bare)) throw bad(`gives a hash of ${quote(path)} that is none`);
  if (size !== '' && !/^\d{1,15}$/.test(size)) throw bad(`gives a size of ${quote(path)} that is no number`);
  return { algorithm: algorithm as RecordAlgorithm, digest: bare, size: size === '' ? undefined : Number(size) };
}

/** Lines of three fields; a field with commas or quotes stands in quotes, a quote inside is doubled (RFC 4180). */
function* readCsv(text: string): Generator<readonly string[]> {
  if (text.includes('\0')) throw bad('contains a NUL character');
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;
  let row: string[] = [];
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    if (found === null) throw bad('is no table of comma-separated values');
    const [, quoted, plain = '', end] = found;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '') yield row;
    row = [];
  }
  if (row.length > 0) yield [...row, ''];
}

function bad(complaint: string): Refusal {
  return new Refusal('invalid', 'upload.record-mismatch', `RECORD inside the wheel ${complaint}: build the wheel again.`, {
    field: 'content',
  });
}
