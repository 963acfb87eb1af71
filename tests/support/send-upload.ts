import { createHash } from 'node:crypto';
import { aWheel, type Distribution } from './distributions.ts';
import { basic } from './residents.ts';

/** How the server answered an upload. */
export interface UploadAnswer {
  readonly status: number;
  /** The status line's text, where tools look for the reason. */
  readonly reason: string;
  readonly text: string;
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
  return sendForm(origin, options.authorization ?? basic(token), uploadForm(distribution, options.changed), options.headers);
}

/** Sends any form to `/legacy/`, with a whole `Authorization` header. @throws when the connection breaks before the answer */
export async function sendForm(
  origin: string,
  authorization: string,
  form: FormData,
  more: Readonly<Record<string, string>> = {},
): Promise<UploadAnswer> {
  const headers = { authorization, 'user-agent': 'twine/6.2.0', ...more };
  const answer = await fetch(`${origin}/legacy/`, { method: 'POST', headers, body: form });
  return { status: answer.status, reason: answer.statusText, text: await answer.text() };
}

/** Uploads a small wheel; gives the status. @throws where the server takes the wheel itself for bad */
export async function uploadWheel(origin: string, token: string, name: string, version = '1.0'): Promise<number> {
  const { status, reason } = await sendUpload(origin, token, aWheel(name, version));
  if (status === 400) throw new Error(`refused: ${reason}`);
  return status;
}

/** Lower-case hexadecimal digits, as an index shows them. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
