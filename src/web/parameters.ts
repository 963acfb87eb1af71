import { Refusal } from '../base/refusal.ts';

const MAX_PARAMETERS = 200;

/**
 * The parameters of a query or an urlencoded form. Each name once: two values for one name are read differently by different
 * programs, and one of them is the attacker's.
 *
 * @throws Refusal `request.repeated`, `request.undecodable`, `request.too-many-fields`
 * @see WHATWG URL, application/x-www-form-urlencoded parsing
 */
export function parseParameters(text: string): Map<string, string> {
  const pairs = text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): readonly [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });

  return onceEach(pairs);
}

/** @throws Refusal `request.repeated`, `request.undecodable` for U+0000, `request.too-many-fields` */
export function onceEach(pairs: readonly (readonly [name: string, value: string])[]): Map<string, string> {
  if (pairs.length > MAX_PARAMETERS) {
    throw new Refusal('invalid', 'request.too-many-fields', `A form or address has at most ${MAX_PARAMETERS} fields.`);
  }

  const found = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (found.has(name)) throw new Refusal('invalid', 'request.repeated', 'A field was sent twice. Send each field once.');
    if (name.includes('\0') || value.includes('\0')) throw undecodable();
    found.set(name, value);
  }
  return found;
}

/** The refusal of text that is not UTF-8, or holds U+0000. */
export function undecodable(cause?: unknown): Refusal {
  return new Refusal('invalid', 'request.undecodable', 'A field is not valid text. Send UTF-8 without NUL characters.', { cause });
}

/** `decodeURIComponent` refuses bad escapes and bytes that are not UTF-8. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw undecodable(cause);
  }
}
