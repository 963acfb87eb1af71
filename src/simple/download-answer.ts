import type { Sha256Hex } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { type Answer, textAnswer } from '../web/answer.ts';
import type { PageRequest } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { parseRange } from './byte-range.ts';
import { matchesTag } from './matches-tag.ts';
import { findStoredFile, type StoredFile } from './store.ts';

const SIDECAR = '.metadata';

/** A stored file, or the metadata beside a wheel: what lies at such an address never changes. */
export async function downloadAnswer(request: PageRequest, reading: Reading): Promise<Answer> {
  const { a = '', b = '', rest = '', filename = '' } = request.params;
  const sha256 = `${a}${b}${rest}` as Sha256Hex;
  if (!/^[0-9a-f]{64}$/.test(sha256) || a.length !== 2 || b.length !== 2) return noFile();
  const isSidecar = filename.endsWith(SIDECAR);
  const found = await findStoredFile(reading.read, sha256, isSidecar ? filename.slice(0, -SIDECAR.length) : filename);
  const file = isSidecar ? found?.sidecar : found;
  return file === undefined ? noFile() : sendFile(request, reading, file);
}

async function sendFile(request: PageRequest, reading: Reading, file: StoredFile): Promise<Answer> {
  const headers = headersOf(file);
  if (isUnchanged(request, headers)) return { status: 304, headers, cache: 'immutable' };

  const range = wantedRange(request, headers, file.size);
  if (range === 'outside') {
    const problem = textAnswer('The range lies outside the file.\n', { status: 416 });
    return { ...problem, headers: { ...headers, 'content-range': `bytes */${file.size}` } };
  }

  const body = await reading.files.open(file.sha256, range);
  if (body === undefined) {
    reading.log.error('a stored file is missing', undefined, { sha256: file.sha256 });
    throw new Refusal('unavailable', 'file.missing', 'This file is missing from the store. Tell the operators of this index.');
  }
  const length = range === undefined ? file.size : range.last - range.first + 1;
  const part = range === undefined ? {} : { 'content-range': `bytes ${range.first}-${range.last}/${file.size}` };
  return {
    status: range === undefined ? 200 : 206,
    body,
    contentType: 'application/octet-stream',
    headers: { ...headers, ...part, 'content-length': String(length) },
    cache: 'immutable',
  };
}

type FileHeaders = ReturnType<typeof headersOf>;

function headersOf(file: StoredFile) {
  return {
    etag: `"${file.sha256}"`,
    'last-modified': new Date(file.uploadedAt).toUTCString(),
    'accept-ranges': 'bytes',
    'content-disposition': `attachment; filename="${file.filename}"`,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'Content-Length, Content-Range, Accept-Ranges',
    'cross-origin-resource-policy': 'cross-origin',
  };
}

/** The tag counts where one is sent, else the time (RFC 9110, section 13.2.2). */
function isUnchanged({ headers }: PageRequest, { etag, 'last-modified': lastModified }: FileHeaders): boolean {
  if (headers['if-none-match'] !== undefined) return matchesTag(headers['if-none-match'], etag);
  // A date that is none compares as false.
  return Date.parse(headers['if-modified-since'] ?? '') >= Date.parse(lastModified);
}

/** A range is for GET alone, and only of the file that the client has a part of. */
function wantedRange({ method, headers }: PageRequest, { etag, 'last-modified': lastModified }: FileHeaders, size: number) {
  const condition = headers['if-range'];
  const isSame = condition === undefined || condition === etag || condition === lastModified;
  return method === 'GET' && isSame ? parseRange(headers['range'], size) : undefined;
}

/** Browsers' scripts may read that there is nothing, as they may read what there is. */
function noFile(): Answer {
  const sentence = 'There is no such file in this index.';
  return textAnswer(`${sentence}\n`, { status: 404, reason: sentence, headers: { 'access-control-allow-origin': '*' } });
}
