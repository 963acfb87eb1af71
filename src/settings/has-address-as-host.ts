import { isIP } from 'node:net';

/** Whether a public URL names no host but an address. Browsers refuse passkeys there: then start and pages say so. */
export function hasAddressAsHost(url: string): boolean {
  return isIP(new URL(url).hostname.replace(/^\[|\]$/g, '')) !== 0;
}
