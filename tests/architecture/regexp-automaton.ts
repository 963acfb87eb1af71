/** A regular expression as its atoms and which may follow which (Glushkov's construction). Atom 0 is the search that slides over the text. */
export interface Automaton {
  /** For each atom the sample letters that it matches. */
  readonly letters: readonly ReadonlySet<string>[];
  readonly follow: readonly ReadonlySet<number>[];
  /** Atoms after which the expression has matched, whatever comes. */
  readonly ends: ReadonlySet<number>;
  /** An atom may follow another in two ways at once, as in `(a+)+`. */
  readonly isFoldedTwice: boolean;
}

interface Part {
  readonly isOptional: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

interface Reader {
  readonly source: string;
  readonly flags: string;
  readonly letters: ReadonlySet<string>[];
  readonly follow: Set<number>[];
  at: number;
  isFoldedTwice: boolean;
}

const EMPTY: Part = { isOptional: true, first: [], last: [] };
const ATOM = /\[\^?(?:\\.|[^\]\\])*\]|\\(?:u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[pP]\{[^}]+\}|c[A-Z]|.)|[^]/uy;
const QUANTIFIER = /(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/y;
const GROUP = /\((?:\?(?:[:=!]|<[=!]|<\w+>))?/y;
const SAMPLES: readonly string[] = [...Array.from({ length: 128 }, (_one, code) => String.fromCharCode(code)), ...'\u0085\u00a0é\u2028中\ufeff'];

/** Reads a literal such as `/a+b/i`. Counted single atoms (`\d{1,15}`) are bounded and count as one; counted groups count as repeated. */
export function readRegexp(literal: string): Automaton {
  const [source, flags] = [literal.slice(1, literal.lastIndexOf('/')), literal.slice(literal.lastIndexOf('/') + 1)];
  const slide = new Set<number>([0]);
  const reader: Reader = {
    source,
    flags: flags.replace(/[^iuvs]/g, ''),
    letters: [new Set(SAMPLES)],
    follow: [slide],
    at: 0,
    isFoldedTwice: false,
  };
  const ends: number[] = [];
  for (;;) {
    const isAnchored = source[reader.at] === '^' && !flags.includes('m');
    const part = readSequence(reader);
    if (!isAnchored) for (const atom of part.first) slide.add(atom);
    ends.push(...part.last);
    if (source[reader.at] !== '|') break;
    reader.at++;
  }
  const mayFailAtEnd = /\$|\\b|\\B|\(\?<?[=!]/.test(source);

  return { letters: reader.letters, follow: reader.follow, ends: new Set(mayFailAtEnd ? [] : ends), isFoldedTwice: reader.isFoldedTwice };
}

function readSequence(reader: Reader): Part {
  let whole = EMPTY;
  while (reader.at < reader.source.length && !'|)'.includes(reader.source.charAt(reader.at))) whole = join(reader, whole, readItem(reader));

  return whole;
}

function readItem(reader: Reader): Part {
  const group = match(reader, GROUP);
  const part = group === undefined ? readAtom(reader) : readGroup(reader, /[=!]$/.test(group));
  const quantifier = match(reader, QUANTIFIER);
  if (quantifier === undefined) return part;
  const isEndless = /^[*+]|,\}/.test(quantifier);
  if (isEndless || (group !== undefined && /^\{/.test(quantifier))) connect(reader, part.last, part.first);

  return /^(?:[*?]|\{0)/.test(quantifier) ? { ...part, isOptional: true } : part;
}

function readGroup(reader: Reader, isLook: boolean): Part {
  let [isOptional, first, last]: [boolean, number[], number[]] = [isLook, [], []];
  for (;;) {
    const part = readSequence(reader);
    isOptional ||= part.isOptional;
    first = [...first, ...part.first];
    last = [...last, ...part.last];
    if (reader.source[reader.at++] !== '|') return { isOptional, first, last };
  }
}

function readAtom(reader: Reader): Part {
  const atom = match(reader, ATOM) ?? '';
  if (/^(?:[\^$]|\\[bB])$/.test(atom)) return EMPTY;
  if (/^\\[1-9k]/.test(atom)) throw new Error(`${reader.source}: whether a back reference is fast can not be told`);
  const one = new RegExp(`^(?:${atom})$`, reader.flags);
  const own = /^\\u[0-9A-Fa-f]{4}$/.test(atom) ? [JSON.parse(`"${atom}"`) as string] : [];
  reader.letters.push(new Set([...SAMPLES, ...own].filter((letter) => one.test(letter))));
  reader.follow.push(new Set());
  const index = reader.letters.length - 1;

  return { isOptional: false, first: [index], last: [index] };
}

function join(reader: Reader, left: Part, right: Part): Part {
  connect(reader, left.last, right.first);

  return {
    isOptional: left.isOptional && right.isOptional,
    first: left.isOptional ? [...left.first, ...right.first] : left.first,
    last: right.isOptional ? [...left.last, ...right.last] : right.last,
  };
}

function connect(reader: Reader, from: readonly number[], to: readonly number[]): void {
  for (const atom of from) {
    for (const next of to) {
      reader.isFoldedTwice ||= reader.follow[atom]?.has(next) === true;
      reader.follow[atom]?.add(next);
    }
  }
}

function match(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.source)?.[0];
  reader.at += found?.length ?? 0;

  return found;
}
