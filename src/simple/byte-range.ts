import type { ByteRange } from '../world.ts';

/**
 * The one range that a `Range` header asks for: undefined sends the whole file (no header, several ranges, another unit), `outside`
 * answers 416.
 *
 * @see RFC 9110, section 14
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'outside' | undefined {
  const match = header === undefined ? null : /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header.trim());
  if (match === null) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'outside' : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first >= size) return 'outside';
  return last < first ? undefined : { first, last };
}
