/** A piece of TypeScript; a template's text stands apart from the code in its holes. */
export interface Piece {
  readonly kind: 'code' | 'comment' | 'string' | 'template' | 'regexp';
  readonly start: number;
  readonly text: string;
}

interface State {
  readonly text: string;
  readonly pieces: Piece[];
  /** For each template that we are inside of: how many braces are open in its hole. */
  readonly holes: number[];
  at: number;
  codeStart: number;
}

const BEFORE_REGEXP = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|of|in|do|else|await|yield|void|delete))$/;

/**
 * Splits a file into code, comments, strings, template text and regular expressions. Enough of the language for house rules:
 * it knows where code is code, and nothing of what it means.
 */
export function scanCode(text: string): readonly Piece[] {
  const state: State = { text, pieces: [], holes: [], at: 0, codeStart: 0 };
  while (state.at < text.length) step(state);
  endCode(state, text.length);

  return state.pieces;
}

function step(state: State): void {
  const { text, at } = state;
  const two = text.slice(at, at + 2);
  const one = text.charAt(at);
  if (two === '//') take(state, 'comment', endOfLine(text, at));
  else if (two === '/*') take(state, 'comment', after(text, '*/', at + 2));
  else if (one === "'" || one === '"') take(state, 'string', endOfString(text, at));
  else if (one === '`') takeTemplate(state);
  else if (one === '/' && startsRegexp(state)) take(state, 'regexp', endOfRegexp(text, at));
  else if (one === '}' && state.holes.at(-1) === 0) closeHole(state);
  else stepOverCode(state, one);
}

function stepOverCode(state: State, one: string): void {
  const depth = state.holes.at(-1);
  if (depth !== undefined && one === '{') state.holes[state.holes.length - 1] = depth + 1;
  if (depth !== undefined && one === '}') state.holes[state.holes.length - 1] = depth - 1;
  state.at++;
}

function closeHole(state: State): void {
  state.holes.pop();
  takeTemplate(state);
}

/** From a backtick, or from the brace that ends a hole, to the next hole or the template's end. */
function takeTemplate(state: State): void {
  let end = state.at + 1;
  while (end < state.text.length && state.text[end] !== '`' && !state.text.startsWith('${', end)) end += state.text[end] === '\\' ? 2 : 1;
  const opensHole = state.text.startsWith('${', end);
  take(state, 'template', end + (opensHole ? 2 : 1));
  if (opensHole) state.holes.push(0);
}

function take(state: State, kind: Piece['kind'], end: number): void {
  endCode(state, state.at);
  state.pieces.push({ kind, start: state.at, text: state.text.slice(state.at, end) });
  state.at = end;
  state.codeStart = end;
}

function endCode(state: State, end: number): void {
  if (end > state.codeStart) state.pieces.push({ kind: 'code', start: state.codeStart, text: state.text.slice(state.codeStart, end) });
  state.codeStart = end;
}

/** A slash divides after a value and opens a regular expression after an operator; what stands before it tells. */
function startsRegexp(state: State): boolean {
  const code = state.text.slice(state.codeStart, state.at).trimEnd();
  if (code !== '') return BEFORE_REGEXP.test(code.slice(-12));
  const previous = state.pieces.findLast((piece) => piece.kind !== 'comment' && piece.text.trim() !== '');

  return previous === undefined || (previous.kind === 'template' ? previous.text.endsWith('${') : previous.kind === 'code');
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);

  return end < 0 ? text.length : end;
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);

  return found < 0 ? text.length : found + mark.length;
}

function endOfString(text: string, from: number): number {
  let end = from + 1;
  while (end < text.length && text[end] !== text[from]) end += text[end] === '\\' ? 2 : 1;

  return end + 1;
}

function endOfRegexp(text: string, from: number): number {
  let isInClass = false;
  let end = from + 1;
  for (; end < text.length && (isInClass || text[end] !== '/'); end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === '[') isInClass = true;
    else if (text[end] === ']') isInClass = false;
  }
  const flags = /^[a-z]*/.exec(text.slice(end + 1));

  return end + 1 + (flags?.[0].length ?? 0);
}
