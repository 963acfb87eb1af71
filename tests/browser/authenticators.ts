import type { CDPSession } from 'playwright-core';
import type { Tour } from './tour.ts';

/** A built-in authenticator that checks its person. */
export const PLATFORM = { transport: 'internal', hasUserVerification: true, hasResidentKey: true } as const;
/** A plain security key: presence is all it shows. */
export const ROAMING = { transport: 'usb', hasUserVerification: false, hasResidentKey: false } as const;
/** A security key with a PIN. */
export const ROAMING_WITH_PIN = { transport: 'usb', hasUserVerification: true, hasResidentKey: true } as const;

/** Virtual authenticators of one page, by the browser's own protocol. */
export interface Authenticators {
  add(options: typeof PLATFORM | typeof ROAMING | typeof ROAMING_WITH_PIN): Promise<string>;
  remove(id: string): Promise<void>;
}

/** Each answers without anybody's touch. Without any of them a call to an authenticator ends the browser. */
export async function authenticators({ page }: Tour): Promise<Authenticators> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  return {
    async add(options) {
      const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
        options: { protocol: 'ctap2', isUserVerified: true, automaticPresenceSimulation: true, ...options },
      });
      return authenticatorId;
    },
    async remove(authenticatorId) {
      await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    },
  };
}
