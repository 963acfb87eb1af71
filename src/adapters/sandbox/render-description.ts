import { MAX_DESCRIPTION_CHARACTERS, plainDescription } from './plain-description.ts';
import { sanitizeDescription } from './sanitize-description.ts';

/**
 * Safe HTML of a description. `contentType` as the core metadata give it; without one it is reStructuredText. What no renderer
 * takes, and what is too long, comes out as plain text.
 *
 * @see Core metadata specification, Description-Content-Type
 */
export async function renderDescription(text: string, contentType: string): Promise<string> {
  if (text.length > MAX_DESCRIPTION_CHARACTERS) return plainDescription(text);
  try {
    const markup = await render(text, contentType);
    return markup === undefined ? plainDescription(text) : sanitizeDescription(markup);
  } catch {
    return plainDescription(text);
  }
}

async function render(text: string, contentType: string): Promise<string | undefined> {
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === 'text/markdown') return (await import('./render-markdown.ts')).renderMarkdown(text);
  if (mediaType === 'text/x-rst' || mediaType === '') return (await import('./render-restructured-text.ts')).renderRestructuredText(text);
  return undefined;
}
