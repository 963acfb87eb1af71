import sanitizeHtml, { type Attributes, type IOptions, type Tag } from 'sanitize-html';

const PREFIX = 'user-content-';
const SCHEMES = ['http:', 'https:', 'mailto:'];
const ALIGNMENTS = ['left', 'center', 'right'];

const TAGS = (
  'h2 h3 h4 h5 h6 p br hr div span a blockquote pre code kbd samp var em strong b i s del ins u sub sup small mark q cite abbr dfn ' +
  'ul ol li dl dt dd table caption thead tbody tfoot tr th td details summary figure figcaption'
).split(' ');

/** Their content goes with them: it is not text for people, or it is read by other rules than the rest of the page. */
const DROPPED_WHOLE = (
  'script style noscript template title head svg math iframe object embed applet audio video canvas select option textarea button xmp ' +
  'noembed noframes plaintext frameset'
).split(' ');

/**
 * Keeps of a description's markup what can do no harm on our pages. No scripts, styles, forms, frames or images: an image becomes a link
 * to it with its alternative text. Headings go down by one, so that a page keeps its one `h1`. Ids get a prefix, so that none of ours
 * can be taken, and links within the description follow. Relative links are dropped: they would lead into our site.
 */
export function sanitizeDescription(markup: string): string {
  return sanitizeHtml(markup, options());
}

function options(): IOptions {
  let openLinks = 0;
  return {
    allowedTags: TAGS,
    nonTextTags: DROPPED_WHOLE,
    disallowedTagsMode: 'discard',
    nestingLimit: 100,
    parseStyleAttributes: false,
    allowedSchemes: ['http', 'https', 'mailto'],
    allowProtocolRelative: false,
    allowedClasses: { code: ['language-*'] },
    allowedAttributes: {
      '*': ['id', 'align'],
      a: ['href', 'rel', 'title'],
      abbr: ['title'],
      details: ['open'],
      li: ['value'],
      ol: ['start'],
      pre: ['tabindex'],
      table: ['tabindex'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan', 'scope'],
    },
    onOpenTag: (name) => {
      if (name === 'a') openLinks += 1;
    },
    onCloseTag: (name) => {
      if (name === 'a') openLinks -= 1;
    },
    transformTags: {
      ...renamed(),
      a: (_name, attributes) => (openLinks > 1 ? tag('span', attributes) : link(attributes)),
      img: (_name, attributes) => image(attributes, openLinks > 0),
      // What is wider than the page can be scrolled by keyboard only when it can take the focus.
      pre: scrollable,
      table: scrollable,
      span: (_name, attributes) => tag(attributes['class'] === 'literal' ? 'code' : 'span', attributes),
      td: aligned,
      th: aligned,
      '*': tag,
    },
  };
}

function renamed(): Record<string, string | ((name: string, attributes: Attributes) => Tag)> {
  return {
    h1: 'h2',
    h2: 'h3',
    h3: 'h4',
    h4: 'h5',
    h5: 'h6',
    strike: 's',
    tt: 'code',
    center: (_name, attributes) => ({ tagName: 'div', attribs: { ...attributes, align: 'center' } }),
  };
}

/** The tag with its id under our prefix and a known alignment; runs last for every tag, and leaves an id alone that has the prefix. */
function tag(tagName: string, attributes: Attributes): Tag {
  const { id, name, align, ...attribs } = attributes;
  const side = align?.toLowerCase();
  if (side !== undefined && ALIGNMENTS.includes(side)) attribs['align'] = side;
  const anchor = id ?? (tagName === 'a' ? name : undefined);
  if (anchor !== undefined && /^[^\s]{1,200}$/.test(anchor)) attribs['id'] = prefixed(anchor);
  return { tagName, attribs };
}

function scrollable(tagName: string, attributes: Attributes): Tag {
  return { tagName, attribs: { ...tag(tagName, attributes).attribs, tabindex: '0' } };
}

function link(attributes: Attributes): Tag {
  const { href, rel: _rel, ...attribs } = attributes;
  if (href?.startsWith('#')) return { tagName: 'a', attribs: { ...attribs, href: `#${prefixed(href.slice(1))}` } };

  const address = outsideAddress(href);
  if (address === undefined) return { tagName: 'a', attribs };
  return { tagName: 'a', attribs: { ...attribs, href: address, rel: 'nofollow noopener noreferrer' } };
}

function image(attributes: Attributes, isInLink: boolean): Tag {
  const address = outsideAddress(attributes['src']);
  const text = (attributes['alt'] ?? '').trim();
  // "img" is not allowed: only the text is left of it.
  if (isInLink || address === undefined || text === '') return { tagName: 'img', attribs: {}, text };
  return { tagName: 'a', attribs: { href: address, rel: 'nofollow noopener noreferrer' }, text };
}

/** Markdown aligns the cells of a table by a style, which our pages do not take. */
function aligned(tagName: string, attributes: Attributes): Tag {
  const side = ALIGNMENTS.find((alignment) => attributes['style'] === `text-align:${alignment}`);
  return { tagName, attribs: side === undefined ? attributes : { ...attributes, align: side } };
}

function prefixed(id: string): string {
  return id.startsWith(PREFIX) ? id : `${PREFIX}${id}`;
}

function outsideAddress(href: string | undefined): string | undefined {
  const url = URL.parse(href ?? '');
  return url !== null && SCHEMES.includes(url.protocol) ? url.href : undefined;
}
