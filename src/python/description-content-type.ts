import { Refusal } from '../base/refusal.ts';
import { quote } from './quote.ts';

const CONTENT_TYPES = ['text/plain', 'text/x-rst', 'text/markdown'];
const PARAMETER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+=(?:[A-Za-z0-9!#$%&'*+.^_`|~-]+|"[^"\\]*")$/;

/**
 * Makes sure that a description is of a kind that pages can show.
 *
 * @throws Refusal `upload.bad-metadata`
 * @see the core metadata specification, Description-Content-Type
 */
export function checkDescriptionContentType(written: string | undefined): void {
  if (written === undefined) return;
  const [type = '', ...parameters] = written.split(';').map((piece) => piece.trim());
  if (!CONTENT_TYPES.includes(type.toLowerCase()) || !parameters.every((parameter) => PARAMETER.test(parameter))) {
    throw bad(`can not be ${quote(written)}: use one of ${CONTENT_TYPES.join(', ')}`);
  }

  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.replaceAll('"', '').split('=');
    if (name.toLowerCase() === 'charset' && value.toLowerCase() !== 'utf-8') throw bad('may give no charset but UTF-8');
    if (name.toLowerCase() === 'variant' && type.toLowerCase() === 'text/markdown' && value !== 'GFM' && value !== 'CommonMark') {
      throw bad(`can not have the variant ${quote(value)}: use GFM or CommonMark`);
    }
  }
}

function bad(complaint: string): Refusal {
  return new Refusal('invalid', 'upload.bad-metadata', `Description-Content-Type ${complaint}.`, { field: 'description_content_type' });
}
