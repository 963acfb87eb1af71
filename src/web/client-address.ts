import { BlockList, isIP } from 'node:net';
import { parseAddress } from './network.ts';

/** Says whether a peer is one of our own proxies, whose `X-Forwarded-*` is believed. */
export type IsTrusted = (address: string) => boolean;

/**
 * From `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
 *
 * @throws Error for anything else: a proxy list that is half understood must not start
 */
export function trustProxies(list: readonly string[]): IsTrusted {
  const known = new BlockList();
  for (const entry of list) {
    const [network = '', prefix, ...rest] = entry.trim().split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    const widest = family === 'ipv6' ? 128 : 32;
    const bits = prefix === undefined ? widest : Number(prefix);
    const isSound = isIP(network) !== 0 && rest.length === 0 && prefix !== '' && Number.isInteger(bits) && bits >= 0 && bits <= widest;
    if (!isSound) throw new Error(`KEYHOUSE_TRUSTED_PROXIES: "${entry}" is no address and no network such as 10.0.0.0/8`);
    known.addSubnet(network, bits, family);
  }

  return (address) => known.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * The client's address: the peer's own, unless the peer is a trusted proxy; then the nearest address in `X-Forwarded-For`,
 * counted from the right, that is no trusted proxy. What stands left of it anybody may have written.
 */
export function clientAddress(peer: string | undefined, forwardedFor: string | undefined, isTrusted: IsTrusted): string {
  let address = parseAddress(peer ?? '') ?? '0.0.0.0';
  const hops = (forwardedFor ?? '').split(',').reverse();
  for (const hop of hops) {
    if (!isTrusted(address)) return address;
    const next = parseAddress(withoutPort(hop.trim()));
    if (next === undefined) return address;
    address = next;
  }
  return address;
}

/** Some proxies write `203.0.113.7:4711` or `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  if (hop.startsWith('[')) return hop.slice(1).split(']')[0] ?? '';
  const [host = '', port, ...more] = hop.split(':');
  return port !== undefined && more.length === 0 ? host : hop;
}
