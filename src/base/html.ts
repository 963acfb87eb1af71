import { compileTemplate, type Place, type Template } from './html-template.ts';
import { isSafeLink } from './safe-link.ts';

/** What a hole of a template may hold; `undefined` and `false` print nothing. */
export type Hole = string | number | Html | readonly Html[] | undefined | false;

let wrap: (text: string) => Html;
let unwrap: (html: Html) => string;

/** Markup that is safe to send: only `html`, `joinHtml` and `sanitizedHtml` make it, nothing turns it into a string by accident. */
export class Html {
  static {
    wrap = (text) => new Html(text);
    unwrap = (html) => html.#text;
  }

  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** @throws always: markup in a string would be escaped, or not escaped, in the wrong place */
  toString(): string {
    throw new TypeError('Html is no string: put it in a hole of html`…` or call renderHtml().');
  }
}

const FLAGS = new Set(
  'autofocus checked default defer disabled download formnovalidate hidden inert multiple novalidate open readonly required reversed selected'.split(
    ' ',
  ),
);
const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\r': '&#13;',
};
const templates = new WeakMap<TemplateStringsArray, Template>();

/**
 * Markup with holes. Every hole is escaped for the place where it stands:
 * - in text (and in `<title>` and `<textarea>`, which take no Html): `<p>${name}</p>`;
 * - in a double-quoted attribute: `class="row row--${kind}"`. When the hole is the whole value, `undefined` or `false` leave the attribute out;
 * - as a whole link (`href`, `src`, `action`, `formaction`, …): a path, `http(s)://`, `mailto:`, `#` or `?`, see `isSafeLink`;
 * - as a flag: `<input ${isChecked && 'checked'}>`.
 *
 * Each template must be whole: what it opens it closes, so an Html value never changes the place of what follows it.
 *
 * @throws Error at the first use of a template with a hole anywhere else, or with markup that this site never prints
 * @throws TypeError for a value that does not fit its place
 */
export function html(parts: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  let template = templates.get(parts);
  if (template === undefined) {
    template = compileTemplate(parts);
    templates.set(parts, template);
  }

  let text = template.texts[0] ?? '';
  template.places.forEach((place, i) => {
    text += fill(place, holes[i]) + template.texts[i + 1];
  });
  return wrap(text);
}

/** Joins pieces, with nothing or one piece between them. */
export function joinHtml(pieces: readonly Html[], between?: Html): Html {
  return wrap(pieces.map(unwrap).join(between === undefined ? '' : unwrap(between)));
}

/** The markup as text, to be sent. */
export function renderHtml(markup: Html): string {
  return unwrap(markup);
}

/**
 * Takes markup that our sandbox made from a README and passed through the allow-list of tags.
 * The only way in for markup that no template wrote: a review searches for this name.
 */
export function sanitizedHtml(text: string): Html {
  return wrap(text);
}

/** Escapes text for text and for double-quoted attributes alike. Characters that turn the reading direction around are shown as �. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\r\0\u202a-\u202e\u2066-\u2069]/g, (char) => ESCAPES[char] ?? '\uFFFD');
}

function fill(place: Place, hole: Hole): string {
  if (hole === undefined || hole === false) return '';
  if (place.kind === 'text') return textOf(hole);

  if (typeof hole !== 'string' && typeof hole !== 'number') {
    throw new TypeError(`html: ${describe(place)} takes a string or a number.`);
  }
  if (place.kind === 'flag') return flagOf(hole);
  const value = plain(hole);
  if (place.kind === 'link' && !isSafeLink(String(hole))) throw new TypeError(`html: ${describe(place)} takes a safe link only.`);
  if (place.kind === 'plain' || place.kind === 'part') return value;
  return ` ${place.name}="${value}"`;
}

function textOf(hole: Exclude<Hole, undefined | false>): string {
  if (hole instanceof Html) return unwrap(hole);
  if (typeof hole === 'string' || typeof hole === 'number') return plain(hole);
  if (!Array.isArray(hole)) throw new TypeError('html: a hole takes text, a number, Html or a list of Html.');
  return hole.map(unwrap).join('');
}

function plain(value: string | number): string {
  if (typeof value === 'string') return escapeHtml(value);
  if (!Number.isFinite(value)) throw new TypeError('html: a number in a hole is finite.');
  return String(value);
}

function flagOf(hole: string | number): string {
  if (!FLAGS.has(String(hole))) throw new TypeError(`html: ${hole} is no flag.`);
  return String(hole);
}

function describe(place: Place): string {
  if (place.kind === 'flag') return 'a bare hole in a tag';
  if (place.kind === 'plain' || place.kind === 'text') return 'this text';
  return `the attribute ${place.name}`;
}
