import { RstToHtmlCompiler } from 'rst-compiler';

/**
 * HTML of reStructuredText. Not safe by itself.
 *
 * @throws for what the compiler does not know, such as directives of Sphinx
 */
export function renderRestructuredText(text: string): string {
  return new RstToHtmlCompiler().compile(text).body;
}
