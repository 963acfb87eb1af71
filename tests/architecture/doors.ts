import { readFileSync } from 'node:fs';
import type { SourceFile } from './read-tree.ts';

const FENCE = /^```doors\n(.*?)^```$/ms;
const FUNCTION_TYPE = /^export type (\w+)(?:<[^=\n]+>)? = (?:async )?(?:<[^(\n]+>)?\(/gm;

/**
 * The doors that the code has: function types of a folder's `doors.ts`, which an earlier folder declares, a later one builds and app.ts
 * passes. Each as `accounts/doors.ts StartSession`.
 */
export function findDoors(files: readonly SourceFile[]): readonly string[] {
  const declaring = files.filter((file) => file.path.endsWith('/doors.ts'));

  return declaring.flatMap((file) => [...file.code.matchAll(FUNCTION_TYPE)].map((match) => `${file.path} ${match[1]}`)).sort();
}

/**
 * The doors that docs/architecture.md lists between "```doors" and "```", one `file Name` a line with words after it as one likes;
 * undefined when there is no such list.
 */
export function readListedDoors(document: string): readonly string[] | undefined {
  const list = FENCE.exec(document)?.[1];
  if (list === undefined) return undefined;
  const lines = list.split('\n').filter((line) => line.trim() !== '');

  return lines.map((line) => line.trim().split(/\s+/).slice(0, 2).join(' ')).sort();
}

/** A file's text, or undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
