import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { startTestSite } from '../../tests/support/test-site.ts';
import { Refusal } from '../base/refusal.ts';
import { textAnswer } from './answer.ts';
import { readUpload, type Upload, type UploadPart } from './multipart.ts';
import { postStream } from './route.ts';

const TYPE = 'multipart/form-data; boundary=b';

interface Field {
  readonly name: string;
  readonly value: string | Uint8Array;
  readonly filename?: string;
  readonly more?: string;
}

function bodyOf(fields: readonly Field[]): Buffer {
  const parts = fields.map(({ name, value, filename, more = '' }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"`;
    return Buffer.concat([
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${more}\r\n`),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]);
  });
  return Buffer.concat([...parts, Buffer.from('--b--\r\n')]);
}

/** Keeps the content in a list, as a disk would, and notes what is dropped again. */
class Shelf {
  readonly kept: string[] = [];
  readonly dropped: string[] = [];
  readonly open = new Set<string>();

  readonly keep = async ({ filename, content }: UploadPart): Promise<string> => {
    this.open.add(filename);
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of content) chunks.push(chunk as Buffer);
      this.kept.push(filename);
      return Buffer.concat(chunks).toString('latin1');
    } finally {
      this.open.delete(filename);
    }
  };
  readonly drop = async (kept: string): Promise<void> => {
    this.dropped.push(kept);
  };
}

function read(body: Uint8Array | Readable, shelf = new Shelf(), type = TYPE): Promise<Upload<string>> {
  const stream = body instanceof Readable ? body : Readable.from([Buffer.from(body)]);
  return readUpload(stream, { 'content-type': type }, { maxParts: 20, maxFieldBytes: 1_000, keep: shelf.keep, drop: shelf.drop });
}

test('fields come in their order, repeated ones too, and the content is kept', async () => {
  const upload = await read(
    bodyOf([
      { name: ':action', value: 'file_upload' },
      { name: 'classifiers', value: 'A' },
      { name: 'classifiers', value: 'B' },
      { name: 'content', filename: 'demo.whl', value: Uint8Array.of(0, 255, 13, 10) },
      { name: 'summary', value: 'after the file, zwölf' },
    ]),
  );

  assert.deepEqual(upload.fields, [
    [':action', 'file_upload'],
    ['classifiers', 'A'],
    ['classifiers', 'B'],
    ['summary', 'after the file, zwölf'],
  ]);
  assert.equal(upload.kept, '\x00\xff\r\n');
});

test('however the body is cut into pieces, the same comes out', async () => {
  const body = bodyOf([
    { name: 'a', value: 'x\r\n--c' },
    { name: 'content', filename: 'demo.whl', value: '\r\n--\r\n-b--\r\n' },
    { name: 'ü', value: 'ü' },
  ]);

  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: body.length }), { maxLength: 12 }), async (cuts) => {
      const places = [0, ...cuts.toSorted((one, other) => one - other), body.length];
      const pieces = places.slice(1).map((end, i) => body.subarray(places[i], end));
      const upload = await read(Readable.from(pieces.filter((piece) => piece.length > 0)));
      assert.deepEqual(upload, {
        fields: [
          ['a', 'x\r\n--c'],
          ['ü', 'ü'],
        ],
        kept: '\r\n--\r\n-b--\r\n',
      });
    }),
    { seed: 8, numRuns: 200 },
  );
});

test('a charset that a part claims changes nothing', async () => {
  const more = 'Content-Type: text/plain; charset=utf-16le\r\n';

  assert.deepEqual((await read(bodyOf([{ name: 'a', value: 'zwölf', more }]))).fields, [['a', 'zwölf']]);
});

test('the file name comes as it was sent, for others to check', async () => {
  const shelf = new Shelf();

  await read(bodyOf([{ name: 'content', filename: '../../etc/passwd', value: 'x' }]), shelf);

  assert.deepEqual(shelf.kept, ['../../etc/passwd']);
});

test('116: what is malformed is refused, and leaves nothing behind', async () => {
  const content: Field = { name: 'content', filename: 'demo.whl', value: 'wheel' };
  const whole = bodyOf([content, { name: 'a', value: '1' }]);
  const bodies: [string, Uint8Array][] = [
    ['missing end', whole.subarray(0, -8)],
    ['cut in a field', whole.subarray(0, -14)],
    ['cut in the file', whole.subarray(0, 80)],
    ['cut in a header', whole.subarray(0, 20)],
    ['empty', new Uint8Array()],
    ['two files', bodyOf([content, content])],
    ['no name', Buffer.from('--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n')],
    ['too many parts', bodyOf(Array.from({ length: 21 }, () => ({ name: 'a', value: '1' })))],
    ['field too long', bodyOf([content, { name: 'a', value: 'x'.repeat(1_001) }])],
    ['no UTF-8', bodyOf([content, { name: 'a', value: Uint8Array.of(0xff) }])],
    ['NUL', bodyOf([content, { name: 'a', value: 'x\0' }])],
  ];

  for (const [name, body] of bodies) {
    const shelf = new Shelf();
    await assert.rejects(read(body, shelf), (error) => error instanceof Refusal && error.kind !== 'unavailable', name);
    assert.deepEqual([shelf.open.size, shelf.dropped.length], [0, shelf.kept.length > 0 ? 1 : 0], name);
  }
});

test('a content type that is no multipart is refused', async () => {
  for (const type of ['', 'text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded', 'multipart/mixed; boundary=b']) {
    await assert.rejects(read(bodyOf([]), new Shelf(), type), { code: 'upload.malformed' }, type);
  }
});

test('a refusal of the keeper is the answer, and the request stays open for it', async () => {
  const body = new PassThrough();
  body.write(bodyOf([{ name: 'content', filename: 'demo.whl', value: 'x'.repeat(100_000) }]).subarray(0, 90_000));
  const refuse = async ({ content }: UploadPart): Promise<string> => {
    for await (const _ of content) throw new Refusal('too-large', 'upload.too-large', 'Too large.');
    return '';
  };

  const reading = readUpload(body, { 'content-type': TYPE }, { maxParts: 5, maxFieldBytes: 10, keep: refuse, drop: async () => undefined });

  await assert.rejects(reading, { code: 'upload.too-large' });
  assert.equal(body.destroyed, false);
});

test('119: a client that goes away in the middle leaves nothing behind', async () => {
  const shelf = new Shelf();
  const body = new PassThrough();
  const reading = read(body, shelf);
  body.write(bodyOf([{ name: 'content', filename: 'demo.whl', value: 'x'.repeat(50_000) }]).subarray(0, 40_000));

  setImmediate(() => body.destroy(new Error('aborted')));

  await assert.rejects(reading, { code: 'upload.malformed' });
  assert.deepEqual([shelf.kept, shelf.open.size], [[], 0]);
});

test('a file that turns out too large is refused while the client still sends, and it gets to read why', async (t) => {
  const shelf = new Shelf();
  const keep = async ({ content }: UploadPart): Promise<string> => {
    let size = 0;
    for await (const chunk of content as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > 1_000_000) throw new Refusal('too-large', 'upload.too-large', 'A file has at most 1 MB.');
    }
    return '';
  };
  const route = postStream('/legacy/', { who: 'token', limit: 'upload', csrf: 'token', fresh: 'none' }, async (request) => {
    await readUpload(request.body, request.headers, { maxParts: 5, maxFieldBytes: 10, keep, drop: shelf.drop });
    return textAnswer('kept');
  });
  const site = await startTestSite(t, { routes: [route] });
  const body = bodyOf([{ name: 'content', filename: 'demo.whl', value: new Uint8Array(30_000_000) }]);

  const answer = await site.ask('/legacy/', { method: 'POST', headers: { 'content-type': TYPE }, body });

  assert.deepEqual([answer.status, answer.reason], [413, 'A file has at most 1 MB.']);
});
