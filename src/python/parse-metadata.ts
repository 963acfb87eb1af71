import { fromUtf8 } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { buildMetadata, type CoreMetadata, LIST_FIELDS, MAX_METADATA_BYTES, METADATA_VERSIONS, TEXT_FIELDS } from './metadata.ts';
import { quote } from './quote.ts';

/** The values of each header, by its name in lower case. */
type Headers = ReadonlyMap<string, readonly string[]>;

const HEADER = /^([A-Za-z][A-Za-z0-9-]*):/;
/** What writers put in front of a continued line: eight blanks, or seven and a bar, which keeps the blanks after it. */
const INDENT = /^(?: {7}\|| {8}|[ \t]+)/;
const KNOWN = new Set([...TEXT_FIELDS, ...LIST_FIELDS].map((names) => names.header.toLowerCase()));

/** Build tools wrote these before 2.4 defined them, each in its own sense. */
const DRAFTS = ['license-expression', 'license-file'];
const SINCE_DRAFTS = METADATA_VERSIONS.slice(METADATA_VERSIONS.indexOf('2.4'));

/**
 * Reads a METADATA or PKG-INFO file. The value `UNKNOWN`, which old tools wrote for nothing, and fields that the specification does
 * not know are passed over; whatever two readers could take for different things is refused.
 *
 * @throws Refusal `upload.bad-metadata`
 * @see the core metadata specification
 */
export function parseMetadata(bytes: Uint8Array): CoreMetadata {
  if (bytes.length > MAX_METADATA_BYTES) throw badMetadata(`is larger than ${MAX_METADATA_BYTES} bytes: shorten the description`);
  const text = fromUtf8(bytes)?.replaceAll('\r\n', '\n');
  if (text === undefined) throw badMetadata('is not valid UTF-8: write it in UTF-8');
  if (text.includes('\0')) throw badMetadata('contains a NUL character: remove it');

  const end = text.indexOf('\n\n');
  const headers = withoutDrafts(parseHeaders(end === -1 ? text : text.slice(0, end)));
  const body = end === -1 ? '' : text.slice(end + 2);
  if (body !== '' && headers.has('description')) {
    throw badMetadata('has two descriptions, a Description field and a text after the fields: keep one');
  }

  return buildMetadata(
    ({ field, header }) => (field === 'description' && body !== '' ? body : findOnly(headers, header)),
    ({ header }) => headers.get(header.toLowerCase()) ?? [],
  );
}

function parseHeaders(text: string): Headers {
  if (text.includes('\r')) throw badMetadata('contains a carriage return without a line feed: use one kind of line end');

  const read: { readonly name: string; readonly lines: string[] }[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    if (/^[ \t]/.test(line)) {
      if (read.length === 0) throw badMetadata('starts with a blank: put the first field at the start of the first line');
      read.at(-1)?.lines.push(line.replace(INDENT, ''));
      continue;
    }
    const name = HEADER.exec(line)?.[1];
    if (name === undefined) throw badMetadata(`has a line that is no field, ${quote(line)}: indent continued lines`);
    read.push({ name: name.toLowerCase(), lines: [line.slice(name.length + 1)] });
  }

  return byName(read);
}

function byName(read: readonly { readonly name: string; readonly lines: readonly string[] }[]): Headers {
  const headers = new Map<string, string[]>();
  for (const { name, lines } of read) {
    const value = lines.join('\n').trim();
    if (!KNOWN.has(name) || value === 'UNKNOWN') continue;
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [value]);
    else values.push(value);
  }
  return headers;
}

function withoutDrafts(headers: Headers): Headers {
  if (SINCE_DRAFTS.includes(headers.get('metadata-version')?.[0] ?? '')) return headers;
  return new Map([...headers].filter(([name]) => !DRAFTS.includes(name)));
}

function findOnly(headers: Headers, header: string): string | undefined {
  const values = headers.get(header.toLowerCase()) ?? [];
  if (values.length > 1) throw badMetadata(`gives the field ${header} ${values.length} times: keep one`);
  return values[0];
}

function badMetadata(complaint: string): Refusal {
  return new Refusal('invalid', 'upload.bad-metadata', `The metadata inside the file ${complaint}.`, { field: 'content' });
}
