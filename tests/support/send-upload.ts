import { createHash } from 'node:crypto';
import type { Distribution } from './distributions.ts';
import { basic } from './residents.ts';

/** How the server answered an upload. */
export interface UploadAnswer {
  readonly status: number;
  /** The status line's text, where tools look for the reason. */
  readonly reason: string;
}

export interface UploadOptions {
  /** The whole `Authorization` header; the token as twine sends it by default. */
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly changed?: ChangedFields;
}

/** A field that is repeated is given as a list, one that is left out as undefined. */
export type ChangedFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The form of an upload as twine fills it in; `changed` replaces, adds and leaves out fields. */
export function uploadForm({ filename, bytes, metadata }: Distribution, changed: ChangedFields = {}): FormData {
  const isWheel = filename.endsWith('.whl');
  const form = new FormData();
  const value = (field: string): string => new RegExp(`^${field}: (.*)$`, 'm').exec(metadata)?.[1] ?? '';
  const fields: ChangedFields = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: value('Metadata-Version'),
    name: value('Name'),
    version: value('Version'),
    filetype: isWheel ? 'bdist_wheel' : 'sdist',
    pyversion: isWheel ? 'py3' : 'source',
    sha256_digest: sha256Of(bytes),
    ...changed,
  };
  for (const [name, given] of Object.entries(fields)) for (const text of given === undefined ? [] : [given].flat()) form.append(name, text);
  form.set('content', new Blob([new Uint8Array(bytes)]), filename);
  return form;
}

/** Uploads over HTTP. @throws when the connection breaks before the answer */
export async function sendUpload(
  origin: string,
  token: string,
  distribution: Distribution,
  options: UploadOptions = {},
): Promise<UploadAnswer> {
  const answer = await fetch(`${origin}/legacy/`, {
    method: 'POST',
    headers: { authorization: options.authorization ?? basic(token), 'user-agent': 'twine/6.2.0', ...options.headers },
    body: uploadForm(distribution, options.changed),
  });
  await answer.arrayBuffer();
  return { status: answer.status, reason: answer.statusText };
}

/** Lower-case hexadecimal digits, as an index shows them. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
