import type { Sha256Hex } from '../base/brands.ts';
import { startSha256 } from '../crypto/digest.ts';
import { sizeText } from '../layout/size-text.ts';
import type { World } from '../world.ts';
import { type Finding, fail, ok } from './finding.ts';
import { findFileWithoutBlob, listNamedFiles, nameFile } from './store.ts';

/** Whether every stored file is there with its size; `how: 'bytes'` reads and hashes all of them. */
export async function checkFiles(world: Pick<World, 'read' | 'files'>, how: 'sizes' | 'bytes'): Promise<Finding> {
  const unknown = await findFileWithoutBlob(world.read);
  const listed = await listNamedFiles(world.read);
  const bad: string[] = unknown === undefined ? [] : [unknown];
  for (const { sha256, size } of listed) {
    const isWhole = how === 'bytes' ? await hasBytes(world, sha256, size) : await hasSize(world, sha256, size);
    if (!isWhole) bad.push((await nameFile(world.read, sha256)) ?? sha256);
  }
  const total = sizeText(listed.reduce((sum, { size }) => sum + size, 0));
  if (bad.length === 0) {
    const read = how === 'bytes' ? 'every byte is right' : 'all there with their sizes (--files reads them too)';
    return ok('files', `${listed.length} of ${total}, ${read}`);
  }
  const says = `${bad.length} stored files are gone or damaged: ${bad.slice(0, 5).join(', ')}.`;
  return fail('files', says, 'Put them back from a backup: its member files/<sha256> is the file itself.');
}

/** Exactly one byte lies from the last one on. */
async function hasSize({ files }: Pick<World, 'files'>, sha256: Sha256Hex, size: number): Promise<boolean> {
  const content = await files.open(sha256, { first: Math.max(0, size - 1), last: size });
  let length = 0;
  for await (const chunk of content ?? []) length += (chunk as Uint8Array).length;
  return content !== undefined && length === Math.min(1, size);
}

async function hasBytes({ files }: Pick<World, 'files'>, sha256: Sha256Hex, size: number): Promise<boolean> {
  const content = await files.open(sha256);
  const hash = startSha256();
  let length = 0;
  for await (const chunk of content ?? []) {
    hash.update(chunk as Uint8Array);
    length += (chunk as Uint8Array).length;
  }
  return length === size && hash.hex() === sha256;
}
