import { createHash } from 'node:crypto';
import type { Distribution } from './distributions.ts';

/** A form field that is repeated is given as a list; one that is undefined is left out. */
export type UploadFields = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface UploadAnswer {
  readonly status: number;
  /** Of the status line. */
  readonly reason: string;
  readonly text: string;
}

/** The form that uploaders send with a distribution; `changed` replaces, adds and removes fields. */
export function uploadForm({ filename, bytes, metadata }: Distribution, changed: UploadFields = {}): FormData {
  const isWheel = filename.endsWith('.whl');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(metadata)?.[1] ?? '';
  const fields: UploadFields = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: header('Metadata-Version'),
    name: header('Name'),
    version: header('Version'),
    filetype: isWheel ? 'bdist_wheel' : 'sdist',
    pyversion: isWheel ? 'py3' : 'source',
    sha256_digest: createHash('sha256').update(bytes).digest('hex'),
    ...changed,
  };
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of value === undefined ? [] : [value].flat()) form.append(name, one);
  }
  form.append('content', new Blob([new Uint8Array(bytes)]), filename);
  return form;
}

/** Sends a form to `/legacy/` as an uploader does. */
export async function upload(origin: string, authorization: string, form: FormData): Promise<UploadAnswer> {
  const answer = await fetch(`${origin}/legacy/`, { method: 'POST', headers: { authorization }, body: form });
  return { status: answer.status, reason: answer.statusText, text: await answer.text() };
}
