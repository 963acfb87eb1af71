/**
 * A document with what is made from the code between its marks: `<!-- Made from the code: NAME. -->` and the next `<!-- Made until here. -->`.
 *
 * @throws Error when the document has lost a mark
 */
export function withSections(document: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((text, [name, made]) => withSection(text, name, made), document);
}

const END = '<!-- Made until here. -->';

function withSection(document: string, name: string, made: string): string {
  const begin = `<!-- Made from the code: ${name}. -->`;
  const start = document.indexOf(begin);
  const end = document.indexOf(END, start);
  if (start < 0 || end < start) throw new Error(`a document needs the lines ${begin} and ${END}`);

  return `${document.slice(0, start + begin.length)}\n\n${made}\n${document.slice(end)}`;
}

/** A Markdown table. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
