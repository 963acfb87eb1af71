import { basename } from 'node:path/posix';
import {
  EMPTY_NAMES,
  EMPTY_WORDS,
  type Exception,
  MAX_FILE_LINES,
  MAY_QUERY,
  MAY_READ_ENVIRONMENT,
  MAY_TOUCH_OUTSIDE,
} from './exceptions.ts';
import { lineAt, type SourceFile } from './read-tree.ts';
import type { RuleName, Violation } from './rules.ts';

interface Place {
  readonly rule: RuleName;
  readonly pattern: RegExp;
  readonly isAllowed: (path: string) => boolean;
  readonly says: string;
}

const QUERY =
  /\.(?:selectFrom|insertInto|replaceInto|mergeInto|updateTable|deleteFrom|selectNoFrom)\b|\bsql(?:<[^`\n]{0,200}>)?\s?`|\bsql\.raw\b/g;
const TIME_AND_CHANCE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bprocess\.hrtime\b|(?<![.\w])(?:globalThis\.)?(?:fetch|setTimeout|setInterval)\s?\(|(?<![.\w])(?:globalThis\.)?crypto\.(?:randomUUID|getRandomValues|subtle)\b/g;

const PLACES: readonly Place[] = [
  {
    rule: 'query',
    pattern: QUERY,
    isAllowed: (path) => basename(path) === 'store.ts' || isListed(MAY_QUERY, path),
    says: 'queries stand in store.ts',
  },
  {
    rule: 'environment',
    pattern: /\bprocess\.env\b/g,
    isAllowed: (path) => isListed(MAY_READ_ENVIRONMENT, path),
    says: 'only config.ts reads the environment',
  },
  {
    rule: 'time-and-chance',
    pattern: TIME_AND_CHANCE,
    isAllowed: (path) => isListed(MAY_TOUCH_OUTSIDE, path),
    says: 'time, chance and the network come through World',
  },
  {
    rule: 'function-length',
    pattern: /biome-ignore\S* lint\/complexity\/noExcessiveLinesPerFunction/g,
    isAllowed: () => false,
    says: 'a function longer than Biome allows is split, not excused',
  },
];

/** What each file may say, how it is called and how long it is. */
export function checkTexts(files: readonly SourceFile[]): readonly Violation[] {
  const paths = new Set(files.map((file) => file.path));

  return files.flatMap((file) => [
    ...checkName(file),
    ...checkLength(file),
    ...(file.isTest ? checkBeside(file, paths) : PLACES.flatMap((place) => checkPlace(file, place))),
  ]);
}

function checkName(file: SourceFile): readonly Violation[] {
  const names = file.path.replace(/(?:\.test)?\.ts$/, '').split('/');
  const empty = names.find((name) => EMPTY_NAMES.includes(name) || EMPTY_WORDS.includes(name.split('-').at(-1) ?? ''));

  return empty === undefined ? [] : [{ rule: 'name', path: file.path, line: 1, says: `"${empty}" does not say what is inside` }];
}

function checkLength(file: SourceFile): readonly Violation[] {
  if (file.lineCount <= MAX_FILE_LINES) return [];

  return [{ rule: 'file-length', path: file.path, line: MAX_FILE_LINES + 1, says: `${file.lineCount} lines, ${MAX_FILE_LINES} at most` }];
}

/** `totp.test.ts`, or `totp-attack.test.ts`, stands beside `totp.ts`. */
function checkBeside(file: SourceFile, paths: ReadonlySet<string>): readonly Violation[] {
  const words = file.path.replace(/\.test\.ts$/, '').split('-');
  const stems = words.map((_word, index) => words.slice(0, index + 1).join('-'));
  if (stems.some((stem) => paths.has(`${stem}.ts`))) return [];

  return [{ rule: 'test-beside', path: file.path, line: 1, says: 'stands beside no file that it could be testing' }];
}

function checkPlace(file: SourceFile, place: Place): readonly Violation[] {
  if (place.isAllowed(file.path)) return [];
  const text = place.rule === 'function-length' ? file.text : file.code;

  return [...text.matchAll(place.pattern)].map((match) => ({
    rule: place.rule,
    path: file.path,
    line: lineAt(text, match.index),
    says: `${match[0].trim()}: ${place.says}`,
  }));
}

function isListed(exceptions: readonly Exception[], path: string): boolean {
  return exceptions.some(({ place }) => (place.endsWith('/') ? path.startsWith(place) : path === place));
}
