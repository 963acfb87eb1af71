import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: true, linkify: true });
// Only what is written as an address becomes a link, not every "setup.py".
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
markdown.core.ruler.push('heading-ids', (state) => {
  const taken = new Map<string, number>();
  for (const [i, token] of state.tokens.entries()) {
    if (token.type === 'heading_open') token.attrSet('id', headingId(state.tokens[i + 1]?.content ?? '', taken));
  }
});

/** HTML of Markdown as GitHub writes it: with tables, strikethrough, bare addresses, ids of headings and raw HTML. Not safe by itself. */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}

/** What a table of contents in a README links to: small letters, hyphens for spaces, a number when it is taken. */
function headingId(title: string, taken: Map<string, number>): string {
  const id = title
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .trim()
    .replaceAll(' ', '-');
  const times = taken.get(id) ?? 0;
  taken.set(id, times + 1);
  return times === 0 ? id : `${id}-${times}`;
}
