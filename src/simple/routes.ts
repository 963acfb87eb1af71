import type { Sha256Hex } from '../base/brands.ts';
import { Refusal } from '../base/refusal.ts';
import { paths } from '../paths.ts';
import { isProjectName, normalizeProjectName } from '../python/project-name.ts';
import type { Answer } from '../web/answer.ts';
import { get, type PageRequest, type Route } from '../web/route.ts';
import type { Reading } from '../world.ts';
import { parseRange } from './byte-range.ts';
import { type IndexPage, indexHeaders, type PreparedIndex } from './prepared-index.ts';
import { findStoredFile, type StoredFile } from './store.ts';

const RULES = { who: 'token', limit: 'index' } as const;

/** What installers ask for: index pages and files. */
export function simpleRoutes(index: PreparedIndex): readonly Route[] {
  return [
    get('/simple', RULES, async () => moved(paths.simpleIndex())),
    get('/simple/', RULES, async (request) =>
      indexAnswer(request, await index.get(paths.simpleIndex(), undefined, request.headers['accept'])),
    ),
    get('/simple/:name', RULES, async (request) => moved(paths.simpleProject(normalizeProjectName(nameOf(request))))),
    get('/simple/:name/', RULES, async (request) => {
      const given = nameOf(request);
      const name = normalizeProjectName(given);
      if (name !== given) return moved(paths.simpleProject(name));
      if (!isProjectName(name)) throw noProject(given);
      const page = await index.get(paths.simpleProject(name), name, request.headers['accept']);
      if (page === undefined) throw noProject(given);
      return indexAnswer(request, page);
    }),
    get('/packages/:a/:b/:rest/:filename', RULES, (request, reading) => fileAnswer(request, reading)),
  ];
}

function nameOf(request: PageRequest): string {
  return (request.params['name'] ?? '').slice(0, 200);
}

function moved(path: string): Answer {
  return { status: 301, headers: { location: path, 'access-control-allow-origin': '*' }, cache: 'index' };
}

function noProject(name: string): Refusal {
  return new Refusal('not-found', 'simple.no-project', `There is no project ${JSON.stringify(name.slice(0, 100))} in this index.`);
}

function indexAnswer(request: PageRequest, page: IndexPage | undefined): Answer {
  if (page === undefined) throw noProject('');
  const headers = indexHeaders(page);
  if (matches(request.headers['if-none-match'], page.etag)) return { status: 304, headers, cache: 'index' };
  return { status: 200, body: page.body, contentType: page.contentType, headers, cache: 'index' };
}

/** Whether an `If-None-Match` names the tag (RFC 9110, section 13.1.2: weak comparison). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

async function fileAnswer(request: PageRequest, reading: Reading): Promise<Answer> {
  const { a = '', b = '', rest = '', filename = '' } = request.params;
  const sha256 = `${a}${b}${rest}` as Sha256Hex;
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw noFile();
  const isMetadata = filename.endsWith('.metadata');
  const file = await findStoredFile(reading.read, sha256, isMetadata ? filename.slice(0, -'.metadata'.length) : filename);
  if (file === undefined || (isMetadata && file.metadataSha256 === null)) throw noFile();
  return isMetadata ? metadataAnswer(request, reading, file) : contentAnswer(request, reading, file);
}

async function contentAnswer(request: PageRequest, reading: Reading, file: StoredFile): Promise<Answer> {
  const etag = `"${file.sha256}"`;
  const headers: Record<string, string> = {
    etag,
    'last-modified': new Date(file.uploadedAt).toUTCString(),
    'accept-ranges': 'bytes',
    'content-disposition': `attachment; filename="${file.filename}"`,
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  };
  if (matches(request.headers['if-none-match'], etag)) return { status: 304, headers, cache: 'immutable' };
  const isCurrent = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const range = isCurrent ? parseRange(request.headers['range'], file.size) : undefined;
  if (range === 'outside')
    return {
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${file.size}` },
      contentType: 'text/plain; charset=utf-8',
      body: 'The range lies outside the file.\n',
    };
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

async function metadataAnswer(request: PageRequest, reading: Reading, file: StoredFile): Promise<Answer> {
  const sha256 = file.metadataSha256 as Sha256Hex;
  const etag = `"${sha256}"`;
  const headers = { etag, 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
  if (matches(request.headers['if-none-match'], etag)) return { status: 304, headers, cache: 'immutable' };
  const body = await reading.files.open(sha256);
  if (body === undefined) throw noFile();
  return { status: 200, body, contentType: 'application/octet-stream', headers, cache: 'immutable' };
}

function noFile(): Refusal {
  return new Refusal('not-found', 'file.not-found', 'There is no such file in this index.');
}
