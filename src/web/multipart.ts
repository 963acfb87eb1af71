import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { concat, fromUtf8 } from '../base/bytes.ts';
import { limitText } from '../base/number-text.ts';
import { Refusal } from '../base/refusal.ts';
import { undecodable } from './parameters.ts';

export interface UploadPart {
  readonly name: string;
  /** As the client wrote it, folders included: check it. */
  readonly filename: string;
  /** As the client gave it; `text/plain` where it gave none. */
  readonly mediaType: string;
  readonly content: Readable;
}

export interface UploadRules<Kept> {
  readonly maxParts: number;
  readonly maxFieldBytes: number;
  /** Names of the only other parts that may be files; none is kept. Without it all others are passed over. */
  readonly passedOver?: readonly string[];
  /** Reads the part's content to its end and keeps it. Called for the part named `content` alone. */
  readonly keep: (part: UploadPart) => Promise<Kept>;
  /** Undoes `keep` when the rest of the body turns out to be bad. */
  readonly drop: (kept: Kept) => Promise<void>;
}

export interface Upload<Kept> {
  /** In the order in which they came, repeated ones too (`classifiers`). */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly kept: Kept | undefined;
}

const CHUNK_BYTES = 1 << 18;
const MAX_PART_HEADERS = 50;
const MAX_PART_HEADER_BYTES = 16_384;
const CONTENT = 'content';

/**
 * Reads multipart/form-data while it streams by: fields into memory, the `content` part through `keep`; other files are passed over
 * or refused.
 * A failure leaves nothing kept and no part open. `body` itself is not destroyed, so that the refusal can still be answered.
 *
 * @throws Refusal `upload.malformed`, `upload.too-many-parts`, `upload.field-too-large`, `request.undecodable`, and whatever `keep` throws
 * @see RFC 7578
 */
export async function readUpload<Kept>(
  body: Readable,
  headers: Readonly<Record<string, string | undefined>>,
  rules: UploadRules<Kept>,
): Promise<Upload<Kept>> {
  const reading = new UploadReading(rules);
  const parser = openParser(headers, rules);
  parser.on('file', (...[name, content, filename, , mediaType]: ParsedPart) => {
    reading.take({ name, content, filename, mediaType }).catch((error: Error) => parser.destroy(error));
  });
  parser.on('filesLimit', () => parser.destroy(tooManyParts(rules.maxParts)));

  try {
    await feed(body, parser);
    return await reading.finish();
  } catch (error) {
    await reading.abandon(error as Error);
    parser.destroy();
    throw error instanceof Refusal ? error : malformed(error);
  }
}

/**
 * Until the parser has read everything. The request is neither destroyed, for the refusal is answered on it, nor waited for: a
 * client that has stopped sending would otherwise never be told.
 */
async function feed(body: Readable, parser: Writable): Promise<void> {
  const parsed = finished(parser);
  const sent = finished(body, { writable: false });
  body.pipe(parser);
  try {
    await Promise.race([parsed, sent.then(() => parsed)]);
  } finally {
    body.unpipe(parser);
    parsed.catch(() => undefined);
    sent.catch(() => undefined);
  }
}

/** As the parser tells of one. */
type ParsedPart = readonly [name: string | undefined, content: Readable, filename: string | undefined, coding: string, mediaType: string];

/** A part as it begins; without a filename it is a field. */
interface Part {
  readonly name: string | undefined;
  readonly filename: string | undefined;
  readonly mediaType: string;
  readonly content: Readable;
}

/** The parts of one body, and what has to be undone when it fails: the parser does not end the part that it was in. */
class UploadReading<Kept> {
  readonly #rules: UploadRules<Kept>;
  readonly #fields: (readonly [string, string])[] = [];
  readonly #open = new Set<Readable>();
  readonly #work: Promise<void>[] = [];
  #keeping: Promise<Kept> | undefined;

  constructor(rules: UploadRules<Kept>) {
    this.#rules = rules;
  }

  take(part: Part): Promise<void> {
    const { content } = part;
    this.#open.add(content);
    content.once('close', () => this.#open.delete(content));
    // One that nobody reads is destroyed with the others; an error without a listener would end the process.
    content.on('error', () => undefined);
    const work = this.#read(part);
    this.#work.push(work);
    return work;
  }

  async #read({ name, content, filename, mediaType }: Part): Promise<void> {
    if (name === undefined || name.includes('\0')) throw malformed();
    if (name === CONTENT && filename !== undefined) {
      if (this.#keeping !== undefined) throw new Refusal('invalid', 'upload.malformed', 'Send one file in the field "content".');
      this.#keeping = this.#rules.keep({ name, filename, mediaType, content });
      await this.#keeping;
      return;
    }
    if (filename !== undefined) {
      if (this.#rules.passedOver?.includes(name) === false) {
        const sentence = `The field "${name.slice(0, 60)}" must be a text: send the file in the field "content".`;
        throw new Refusal('invalid', 'upload.malformed', sentence);
      }
      for await (const _ of content);
      return;
    }

    const place = this.#fields.length;
    this.#fields.push([name, '']);
    this.#fields[place] = [name, await readField(name, content, this.#rules.maxFieldBytes)];
  }

  async finish(): Promise<Upload<Kept>> {
    await Promise.all(this.#work);
    return { fields: this.#fields, kept: await this.#keeping };
  }

  async abandon(cause: Error): Promise<void> {
    for (const content of this.#open) content.destroy(cause);
    await Promise.allSettled(this.#work);
    const [kept] = await Promise.allSettled(this.#keeping === undefined ? [] : [this.#keeping]);
    if (kept?.status === 'fulfilled') await this.#rules.drop(kept.value);
  }
}

/** Every part comes as a stream, also a field: then its bytes are decoded here and strictly, whatever charset the part claims. */
function openParser(headers: Readonly<Record<string, string | undefined>>, rules: { maxParts: number }): InstanceType<typeof Busboy> {
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) throw malformed();
  try {
    return new Busboy({
      headers: { 'content-type': type } as BusboyHeaders,
      limits: { files: rules.maxParts, headerPairs: MAX_PART_HEADERS, headerSize: MAX_PART_HEADER_BYTES },
      isPartAFile: () => true,
      preservePath: true,
      highWaterMark: CHUNK_BYTES,
      fileHwm: CHUNK_BYTES,
    });
  } catch (cause) {
    throw malformed(cause);
  }
}

async function readField(name: string, content: Readable, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new Refusal('too-large', 'upload.field-too-large', `The field "${name.slice(0, 60)}" is longer than ${limitText(maxBytes)}.`);
    }
    chunks.push(chunk);
  }

  const value = fromUtf8(concat(...chunks));
  if (value === undefined || value.includes('\0')) throw undecodable();
  return value;
}

function tooManyParts(maxParts: number): Refusal {
  return new Refusal('invalid', 'upload.too-many-parts', `An upload has at most ${maxParts} fields.`);
}

function malformed(cause?: unknown): Refusal {
  return new Refusal('invalid', 'upload.malformed', 'The upload is not complete multipart/form-data. Send it again with your uploader.', {
    cause,
  });
}
