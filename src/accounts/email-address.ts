import { domainToASCII } from 'node:url';
import type { Brand } from '../base/brands.ts';
import { toHex } from '../base/bytes.ts';
import { Refusal } from '../base/refusal.ts';
import { mac } from '../crypto/mac.ts';
import type { Keys } from '../world.ts';

/** A mail address as its owner wrote it; mail goes to exactly this. */
export type EmailAddress = Brand<string, 'EmailAddress'>;

const MAX_LENGTH = 254;

/**
 * A mail address: printable ASCII local part of 1 to 64 characters, a domain with a dot (international ones become ASCII).
 * Nothing that could end a header or name a second recipient passes.
 *
 * @throws Refusal `account.bad-address`
 */
export function parseEmailAddress(text: string): EmailAddress {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, at);
  const domain = domainToASCII(trimmed.slice(at + 1));
  const isLocal =
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}$/.test(local) && !local.startsWith('.') && !local.endsWith('.') && !local.includes('..');
  const isDomain =
    domain.length <= 253 && domain.includes('.') && domain.split('.').every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  if (at > 0 && isLocal && isDomain && trimmed.length <= MAX_LENGTH) return `${local}@${domain}` as EmailAddress;
  throw new Refusal('invalid', 'account.bad-address', 'Write a mail address such as ines@example.org.', { field: 'email' });
}

/**
 * The keyed index of an address, by which it is found and kept unique: letters of any case are one address, since nobody gives two
 * people addresses that differ only in case.
 */
export function addressMac(keys: Keys, address: string): string {
  return toHex(mac(keys, 'mac/address', address.toLowerCase()));
}
