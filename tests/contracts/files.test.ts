// What World's Files promises, on each adapter.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { openDiskFiles } from '../../src/adapters/disk-files.ts';
import type { Sha256Hex } from '../../src/base/brands.ts';
import type { Files } from '../../src/world.ts';
import { chunks, countIncoming, makeFilesFolder, readStored } from '../support/stored-files.ts';

interface Adapter {
  readonly name: string;
  open(t: TestContext): Promise<{ readonly files: Files; countLeftovers(): number }>;
}

const ADAPTERS: readonly Adapter[] = [
  {
    name: 'disk',
    async open(t) {
      const folder = makeFilesFolder(t);
      return { files: await openDiskFiles(folder), countLeftovers: () => countIncoming(folder) };
    },
  },
];

for (const { name, open } of ADAPTERS) {
  test(`${name}: hashes and size are those of the bytes`, async (t) => {
    const { files } = await open(t);

    const incoming = await files.receive(chunks(Buffer.from('abc')), 3);

    assert.equal(incoming.sha256, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(incoming.blake2b256, 'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319');
    assert.equal(incoming.size, 3);
  });

  test(`${name}: received bytes are not stored before they are placed`, async (t) => {
    const { files } = await open(t);

    const incoming = await files.receive(chunks(Buffer.from('abc')), 3);

    assert.equal(await files.has(incoming.sha256), false);
    assert.equal(await files.open(incoming.sha256), undefined);
    assert.deepEqual(await listAll(files), []);
  });

  test(`${name}: placed bytes come back as they were, whole and in part`, async (t) => {
    const { files, countLeftovers } = await open(t);
    const bytes = randomBytes(3_000_000);
    const incoming = await files.receive(chunks(bytes, 70_001), bytes.length);

    await incoming.place();

    assert.equal(incoming.sha256, createHash('sha256').update(bytes).digest('hex'));
    assert.equal(await files.has(incoming.sha256), true);
    assert.deepEqual(await readStored(files, incoming.sha256), bytes);
    assert.deepEqual(await readStored(files, incoming.sha256, { first: 10, last: 2_000_000 }), bytes.subarray(10, 2_000_001));
    assert.deepEqual(await listAll(files), [incoming.sha256]);
    assert.equal(countLeftovers(), 0);
  });

  test(`${name}: many at once each get their own bytes`, async (t) => {
    const { files } = await open(t);
    const wholes = Array.from({ length: 10 }, () => randomBytes(1_500_000));
    const placed = await Promise.all(
      wholes.map(async (bytes) => {
        const incoming = await files.receive(chunks(bytes), bytes.length);
        await incoming.place();
        return incoming.sha256;
      }),
    );

    const got = await Promise.all([...placed, ...placed].map((sha256) => readStored(files, sha256)));

    assert.ok(got.every((bytes, index) => bytes.equals(wholes[index % 10] ?? Buffer.alloc(0))));
  });

  test(`${name}: iterated over, they are the same bytes`, async (t) => {
    const { files } = await open(t);
    const bytes = randomBytes(1_200_000);
    const incoming = await files.receive(chunks(bytes), bytes.length);
    await incoming.place();

    const kept: Uint8Array[] = [];
    for await (const chunk of (await files.open(incoming.sha256, { first: 1, last: 1_199_998 })) ?? []) kept.push(chunk);

    assert.deepEqual(Buffer.concat(kept), bytes.subarray(1, 1_199_999));
  });

  test(`${name}: a client that goes away ends the sending`, async (t) => {
    const { files } = await open(t);
    const incoming = await files.receive(chunks(randomBytes(3_000_000)), 3_000_000);
    await incoming.place();
    const silent = new Writable({ write: () => undefined });

    const sending = (await files.open(incoming.sha256))?.sendTo(silent);
    setImmediate(() => silent.destroy());

    await assert.rejects(sending ?? Promise.resolve(), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  test(`${name}: to a client that has gone nothing is sent`, async (t) => {
    const { files } = await open(t);
    const incoming = await files.receive(chunks(Buffer.from('abc')), 3);
    await incoming.place();
    const gone = new Writable({ write: () => undefined }).destroy();

    await assert.rejects((await files.open(incoming.sha256))?.sendTo(gone) ?? Promise.resolve(), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  test(`${name}: a file without bytes is a file`, async (t) => {
    const { files } = await open(t);
    const incoming = await files.receive(chunks(Buffer.alloc(0)), 10);

    await incoming.place();

    assert.equal((await readStored(files, incoming.sha256)).length, 0);
  });

  test(`${name}: the same bytes are placed twice, also at once, and are there once`, async (t) => {
    const { files, countLeftovers } = await open(t);
    const incoming = await Promise.all(Array.from({ length: 10 }, () => files.receive(chunks(Buffer.from('same')), 10)));

    await Promise.all(incoming.map((one) => one.place()));

    assert.equal((await listAll(files)).length, 1);
    assert.equal(countLeftovers(), 0);
  });

  test(`${name}: discarding leaves nothing, and does nothing after placing`, async (t) => {
    const { files, countLeftovers } = await open(t);
    const dropped = await files.receive(chunks(Buffer.from('dropped')), 10);
    const placed = await files.receive(chunks(Buffer.from('placed')), 10);
    await placed.place();

    await dropped.discard();
    await placed.discard();

    assert.equal(countLeftovers(), 0);
    assert.deepEqual(await listAll(files), [placed.sha256]);
  });

  test(`${name}: one byte too many is refused and leaves nothing`, async (t) => {
    const { files, countLeftovers } = await open(t);

    await assert.rejects(files.receive(chunks(Buffer.alloc(1_001), 500), 1_000), { kind: 'too-large', code: 'upload.too-large' });

    assert.equal(countLeftovers(), 0);
  });

  test(`${name}: content that breaks off leaves nothing`, async (t) => {
    const { files, countLeftovers } = await open(t);

    await assert.rejects(files.receive(breakingOff(), 1_000), { message: 'connection lost' });

    assert.equal(countLeftovers(), 0);
  });

  test(`${name}: removed bytes are gone, and removing them again is fine`, async (t) => {
    const { files } = await open(t);
    const incoming = await files.receive(chunks(Buffer.from('abc')), 3);
    await incoming.place();

    await files.remove(incoming.sha256);
    await files.remove(incoming.sha256);

    assert.equal(await files.has(incoming.sha256), false);
    assert.equal(await files.open(incoming.sha256), undefined);
  });
}

async function* breakingOff(): AsyncIterable<Uint8Array> {
  yield Buffer.from('half');
  throw new Error('connection lost');
}

async function listAll(files: Files): Promise<Sha256Hex[]> {
  const found: Sha256Hex[] = [];
  for await (const sha256 of files.list()) found.push(sha256);
  return found;
}
