import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

/** Writes a file that only its owner may read, over one that may be there; on disk when it returns. Its name is not yet. */
export async function writeDurably(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    for await (const chunk of content) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Copies a file in the same way. */
export function copyDurably(from: string, to: string): Promise<void> {
  return writeDurably(to, createReadStream(from));
}
