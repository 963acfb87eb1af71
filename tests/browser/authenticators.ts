import type { CDPSession } from 'playwright-core';
import type { Tour } from './tour.ts';

/** A built-in authenticator that checks its person. */
export const PLATFORM = { transport: 'internal', hasUserVerification: true, hasResidentKey: true } as const;
/** A built-in authenticator that checks nobody. */
export const PLATFORM_WITHOUT_CHECK = { transport: 'internal', hasUserVerification: false, hasResidentKey: true } as const;
/** A plain security key: presence is all it shows. */
export const ROAMING = { transport: 'usb', hasUserVerification: false, hasResidentKey: false } as const;
/** A security key with a PIN. */
export const ROAMING_WITH_PIN = { transport: 'usb', hasUserVerification: true, hasResidentKey: true } as const;

type Kind = typeof PLATFORM | typeof PLATFORM_WITHOUT_CHECK | typeof ROAMING | typeof ROAMING_WITH_PIN;

/** A credential as the browser's protocol writes it, private key included. */
export interface KeptCredential {
  credentialId: string;
  isResidentCredential: boolean;
  rpId?: string;
  privateKey: string;
  userHandle?: string;
  signCount: number;
}

/** Virtual authenticators of one page, by the browser's own protocol. */
export interface Authenticators {
  add(options: Kind): Promise<string>;
  remove(id: string): Promise<void>;
  /** What one holds: to be copied, as no honest authenticator lets itself be. */
  credentials(id: string): Promise<readonly KeptCredential[]>;
  put(id: string, credential: KeptCredential): Promise<void>;
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
    async credentials(authenticatorId) {
      return (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
    },
    async put(authenticatorId, credential) {
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential });
    },
  };
}
