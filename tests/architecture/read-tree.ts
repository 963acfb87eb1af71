import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { scanCode } from './scan-code.ts';

/** An import of another file of the tree, as a path in it, or of something else, as it is written. */
export interface Import {
  readonly target: string;
  readonly isOutside: boolean;
  readonly line: number;
}

/** A file of src/. `path` is relative to it, `folder` the first part of the path, or the file's own name where it stands at the top. */
export interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly isTest: boolean;
  readonly lineCount: number;
  readonly imports: readonly Import[];
  /** The text with strings' and comments' letters blanked out, so that places stay: for rules on what code says. */
  readonly code: string;
  /** The text without comments: for rules on strings. */
  readonly uncommented: string;
  readonly text: string;
}

const IMPORT = /\b(?:from|import)\s*\(?\s*'([^'\n]+)'/g;

/** Reads every TypeScript file below a folder, in the order of their paths. */
export function readTree(root: string): readonly SourceFile[] {
  const paths = globSync('**/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'));

  return paths.sort().map((path) => readSource(path, readFileSync(join(root, path), 'utf8')));
}

/** One file, from its text. */
export function readSource(path: string, text: string): SourceFile {
  const pieces = scanCode(text);
  const uncommented = pieces.map((piece) => (piece.kind === 'comment' ? blank(piece.text) : piece.text)).join('');
  const code = pieces.map((piece) => (piece.kind === 'code' ? piece.text : blankInside(piece.kind, piece.text))).join('');

  return {
    path,
    folder: path.split('/')[0] ?? path,
    isTest: path.endsWith('.test.ts'),
    lineCount: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: [...uncommented.matchAll(IMPORT)].map((match) => readImport(path, match[1] ?? '', lineAt(text, match.index))),
    code,
    uncommented,
    text,
  };
}

/** The line, from 1, of a place in a text. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function readImport(path: string, written: string, line: number): Import {
  if (!written.startsWith('.')) return { target: written, isOutside: true, line };
  const target = posix.normalize(posix.join(dirname(path), written));

  return { target, isOutside: target.startsWith('..'), line };
}

/** Backticks stay, because a rule looks for the tag before one. */
function blankInside(kind: string, text: string): string {
  return kind === 'template' ? text.replace(/[^`\n]/g, ' ') : blank(text);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
