import { hasAddressAsHost } from '../settings/has-address-as-host.ts';
import type { Settings } from '../settings/settings.ts';

/** Who asks for a passkey, from the configured public URL alone: no header of a request has a say. */
export interface RelyingParty {
  /** The host of the URL. A passkey belongs to it for ever. */
  readonly id: string;
  /** Scheme, host and port, as browsers write them into what they sign. */
  readonly origin: string;
  readonly name: string;
}

/** Whether browsers do passkeys at the public URL: they refuse them where the host is an address (A9). */
export function offersPasskeys({ url }: Pick<Settings, 'url'>): boolean {
  return !hasAddressAsHost(url);
}

export function relyingParty({ url, siteName }: Pick<Settings, 'url' | 'siteName'>): RelyingParty {
  const { hostname, origin } = new URL(url);
  return { id: hostname, origin, name: siteName };
}
