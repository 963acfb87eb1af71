import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY } from '../base/brands.ts';
import { toHex } from '../base/bytes.ts';
import { systemRandomBytes } from '../crypto/random-bytes.ts';
import { takeFolderLock } from './folder-lock.ts';

/** The locks of this process, for as long as it lives. */
const KEPT = new Set<() => void>();

/**
 * A folder below `incoming` for what this process alone receives, locked while it lives. Those of processes that are gone are
 * removed with everything half received in them, however the process ended; several processes may share `incoming`.
 */
export async function openIncomingFolder(incoming: string): Promise<string> {
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  for (const name of await readdir(incoming)) await removeIfAbandoned(join(incoming, name), name);

  const id = toHex(systemRandomBytes(16));
  const [young, own] = [join(incoming, `.${id}`), join(incoming, id)];
  const unlock = takeFolderLock(young);
  if (unlock === undefined) throw new Error(`somebody else took ${young}`);
  KEPT.add(unlock);
  // Only now, locked, has it a name under which others look whether it is abandoned.
  await rename(young, own);
  return own;
}

async function removeIfAbandoned(path: string, name: string): Promise<void> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) return;
  if (!/^[0-9a-f]{32}$/.test(name) || !facts.isDirectory()) {
    // Nothing that a process works with has such a name for longer than a moment.
    if (Date.now() - facts.mtimeMs > DAY) await rm(path, { recursive: true, force: true });
    return;
  }
  const unlock = takeFolderLock(path);
  if (unlock === undefined) return;
  try {
    await rm(path, { recursive: true, force: true });
  } finally {
    unlock();
  }
}
