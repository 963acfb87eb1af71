import { type Token, Tokenizer, TokenizerMode } from 'parse5';
import { FORBIDDEN_ATTRIBUTES, KNOWN_ELEMENTS, LINK_ATTRIBUTES, SVG_ELEMENTS, VOID_ELEMENTS } from './html-elements.ts';
import { isSafeLink } from './safe-link.ts';

/** Where a hole stands: text, text that takes no markup, a bare flag, a part of an attribute, a whole attribute, a whole link. */
export type Place =
  | { readonly kind: 'text' }
  | { readonly kind: 'plain' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'part'; readonly name: string }
  | { readonly kind: 'whole'; readonly name: string }
  | { readonly kind: 'link'; readonly name: string };

/** A template read once: one text more than places. The name and quotes of a whole attribute are cut out of the texts. */
export type Template = { readonly texts: readonly string[]; readonly places: readonly Place[] };

type Reading = {
  readonly source: string;
  readonly places: (Place | undefined)[];
  readonly open: string[];
  readonly refuse: (why: string) => never;
};

// A hole is marked by its number between two private-use characters, which no template contains.
const MARK = /\uE000(\d+)\uE001/g;
const RAW_MODES: Record<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  title: TokenizerMode.RCDATA,
  textarea: TokenizerMode.RCDATA,
};

/**
 * Reads the fixed parts of a template with the tokenizer of the HTML standard and says where each hole stands.
 *
 * @throws Error for a hole in any other place, a parse error, an unclosed or unknown element, inline script
 */
export function compileTemplate(parts: readonly (string | undefined)[]): Template {
  const source = parts.map((part, i) => (i < parts.length - 1 ? `${part}\uE000${i}\uE001` : part)).join('');
  const refuse = (why: string): never => {
    throw new Error(`html: ${why}: ${source.replace(MARK, '$${…}').slice(0, 160)}`);
  };
  if (parts.some((part) => part === undefined || /[\uE000\uE001\r]/.test(part))) refuse('a fixed part holds a character that it may not');
  const reading: Reading = { source, places: [], open: [], refuse };
  readTokens(reading);

  if (reading.open.length > 0) refuse(`<${reading.open.at(-1)}> is not closed`);
  const places = parts.slice(1).map((_, i) => reading.places[i] ?? refuse('a hole stands where nothing may be filled in'));
  return { texts: parts.map((part, i) => trim(part ?? '', places[i - 1], places[i])), places };
}

/** Cuts ` name="` off before a whole attribute and `"` after it, so that it can be left out. */
function trim(part: string, before: Place | undefined, after: Place | undefined): string {
  const start = before !== undefined && isLeftOutWhenEmpty(before) ? 1 : 0;
  const end = after !== undefined && isLeftOutWhenEmpty(after) ? part.length - after.name.length - 2 : part.length;
  const text = part.slice(start, end);
  return end < part.length ? text.trimEnd() : text;
}

function isLeftOutWhenEmpty(place: Place): place is Extract<Place, { kind: 'whole' | 'link' }> {
  return place.kind === 'whole' || place.kind === 'link';
}

function readTokens(reading: Reading): void {
  const { open, refuse } = reading;
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onStartTag(token) {
        readStartTag(reading, token);
        const mode = open.includes('svg') ? undefined : RAW_MODES[token.tagName];
        if (mode === undefined) return;
        tokenizer.state = mode;
        tokenizer.lastStartTagName = token.tagName;
      },
      onEndTag(token) {
        if (open.pop() !== token.tagName) refuse(`</${token.tagName}> closes nothing`);
      },
      onCharacter: (token) => readText(reading, token.chars),
      onWhitespaceCharacter() {},
      onNullCharacter: () => refuse('no U+0000'),
      onComment: () => refuse('no comment'),
      onDoctype() {},
      onEof() {},
      onParseError: (error) => refuse(error.code),
    },
  );
  tokenizer.write(reading.source, true);
}

function readText({ places, open, refuse }: Reading, text: string): void {
  const parent = open.at(-1);
  if (parent === 'script') refuse('no script in a page');
  const takesMarkup = parent !== 'title' && parent !== 'textarea';
  for (const [, n] of text.matchAll(MARK)) {
    if (parent === 'style') refuse('no hole inside <style>');
    places[Number(n)] = { kind: takesMarkup ? 'text' : 'plain' };
  }
}

function readStartTag(reading: Reading, token: Token.TagToken): void {
  const { open, refuse } = reading;
  const name = token.tagName;
  if (!KNOWN_ELEMENTS.has(name)) refuse(`no element <${name.replace(MARK, '$${…}')}>`);
  if (open.includes('svg') && !SVG_ELEMENTS.has(name) && !['svg', 'text', 'title', 'desc'].includes(name))
    refuse(`no <${name}> inside <svg>`);
  for (const attribute of token.attrs) readAttribute(reading, token, attribute);

  if (VOID_ELEMENTS.has(name)) return;
  if (!token.selfClosing) {
    open.push(name);
    return;
  }
  // Outside SVG a browser ignores the slash and leaves the element open.
  if (!SVG_ELEMENTS.has(name)) refuse(`<${name}/> does not close itself`);
}

function readAttribute(reading: Reading, token: Token.TagToken, attribute: Token.Attribute): void {
  const { name, value } = attribute;
  if (name.includes('\uE000')) {
    readFlag(reading, attribute);
    return;
  }
  if (name.startsWith('on') || FORBIDDEN_ATTRIBUTES.has(name)) reading.refuse(`no attribute ${name}`);

  const marks = [...value.matchAll(MARK)];
  const isLink = LINK_ATTRIBUTES.has(name);
  if (marks.length === 0) {
    if (isLink && !isSafeLink(value)) reading.refuse(`no link ${value}`);
    return;
  }

  const at = token.location?.attrs?.[name];
  const written = reading.source.slice(at?.startOffset, at?.endOffset);
  if (!/^[^\s=]+="/.test(written)) reading.refuse(`${name} needs double quotes`);
  const isWhole = marks[0]?.[0] === value;
  if (isLink && !isWhole) reading.refuse('a link is one whole hole');
  const kind = isLink ? 'link' : 'whole';
  for (const [, n] of marks) reading.places[Number(n)] = { kind: isWhole ? kind : 'part', name: written.slice(0, name.length) };
}

function readFlag({ places, refuse }: Reading, { name, value }: Token.Attribute): void {
  const marks = [...name.matchAll(MARK)];
  if (marks.length !== 1 || marks[0]?.[0] !== name || value !== '') refuse('a bare hole in a tag stands alone');
  places[Number(marks[0]?.[1])] = { kind: 'flag' };
}
