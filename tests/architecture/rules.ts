import { checkImports } from './import-rules.ts';
import type { SourceFile } from './read-tree.ts';
import { checkTexts } from './text-rules.ts';

export type RuleName =
  | 'unknown-folder'
  | 'order'
  | 'outside'
  | 'cycle'
  | 'private'
  | 'home'
  | 'name'
  | 'file-length'
  | 'function-length'
  | 'test-beside'
  | 'query'
  | 'environment'
  | 'time-and-chance';

/** One broken rule at one place; `line` from 1. */
export interface Violation {
  readonly rule: RuleName;
  readonly path: string;
  readonly line: number;
  readonly says: string;
}

/** Holds a tree of source files against design.md 3. */
export function checkTree(files: readonly SourceFile[]): readonly Violation[] {
  return [...checkImports(files), ...checkTexts(files)];
}

/** `path:line  what is wrong`, for a person or an editor that jumps there. */
export function describeViolation({ rule, path, line, says }: Violation): string {
  return `src/${path}:${line}  ${rule}: ${says}`;
}
