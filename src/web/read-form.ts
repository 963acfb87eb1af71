import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { concat, fromUtf8 } from '../base/bytes.ts';
import { limitText } from '../base/number-text.ts';
import { Refusal } from '../base/refusal.ts';
import { readUpload } from './multipart.ts';
import { onceEach, parseParameters, undecodable } from './parameters.ts';

/** A posted form is small; files come through upload alone. */
export const MAX_FORM_BYTES = 65_536;

/**
 * The fields of a posted form, each name once. A body of another type has no fields: then the hidden token is missing too.
 *
 * @throws Refusal `form.too-large`, `form.file`, `request.repeated`, `request.undecodable`, `upload.malformed`
 */
export async function readForm(request: IncomingMessage): Promise<Map<string, string>> {
  const declared = Number(request.headers['content-length'] ?? '0');
  if (declared > MAX_FORM_BYTES) throw formTooLarge();
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'multipart/form-data') return readMultipartForm(request);
  if (type !== 'application/x-www-form-urlencoded') return new Map();

  const text = fromUtf8(await readBytes(request));
  if (text === undefined) throw undecodable();
  return parseParameters(text);
}

async function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(request)) chunks.push(chunk);
  return concat(...chunks);
}

/** Small enough to be read whole before it is taken apart: then nothing holds on to the request when it is refused. */
async function readMultipartForm(request: IncomingMessage): Promise<Map<string, string>> {
  const body = Readable.from([await readBytes(request)]);
  const upload = await readUpload(
    body,
    { 'content-type': request.headers['content-type'] },
    {
      maxParts: 200,
      maxFieldBytes: MAX_FORM_BYTES,
      keep: async () => {
        throw noFiles();
      },
      drop: async () => undefined,
    },
  );
  return onceEach(upload.fields);
}

/** The body's chunks up to the limit; leaving early keeps the socket for the answer. */
async function* bounded(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_FORM_BYTES) throw formTooLarge();
    yield chunk;
  }
}

function formTooLarge(): Refusal {
  return new Refusal('too-large', 'form.too-large', `A form has at most ${limitText(MAX_FORM_BYTES)}. Send less text.`);
}

function noFiles(): Refusal {
  return new Refusal('invalid', 'form.file', 'This form takes no files.');
}
