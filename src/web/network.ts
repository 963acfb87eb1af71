import { isIP } from 'node:net';

const MAPPED_PREFIX = '::ffff:';

/** An address as we store and compare it: lower case, without zone, an IPv4 address in IPv6 clothes as IPv4; undefined when it is none. */
export function parseAddress(text: string): string | undefined {
  const [bare = ''] = text.trim().toLowerCase().split('%');
  const mapped = bare.startsWith(MAPPED_PREFIX) ? bare.slice(MAPPED_PREFIX.length) : bare;
  if (isIP(mapped) === 4) return mapped;
  return isIP(bare) === 6 ? bare : undefined;
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** What limits count: an IPv4 address's /24, an IPv6 address's /48 (what one customer gets), loopback as a whole. */
export function networkOf(address: string): string {
  if (isLoopback(address)) return 'loopback';
  if (isIP(address) === 4) return `${address.split('.').slice(0, 3).join('.')}.0/24`;

  return `${firstGroups(address).join(':')}::/48`;
}

/** The first three of the eight groups of an IPv6 address, with leading zeros dropped. */
function firstGroups(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted quad at the end stands for two groups.
  const afterGroups = after.length + (after.at(-1)?.includes('.') === true ? 1 : 0);
  const zeros = tail === undefined ? 0 : 8 - before.length - afterGroups;
  const groups = [...before, ...new Array<string>(zeros).fill('0'), ...after];

  return groups.slice(0, 3).map((group) => Number.parseInt(group, 16).toString(16));
}
