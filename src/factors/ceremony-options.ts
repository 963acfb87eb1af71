import type { AccountId } from '../base/brands.ts';
import { toBase64url, utf8 } from '../base/bytes.ts';
import { CEREMONY_MS } from './challenge.ts';
import type { RelyingParty } from './relying-party.ts';
import type { WebauthnKey } from './webauthn-key.ts';

/** COSE algorithms, the preferred first (RFC 9053, RFC 8812): EdDSA, ES256, RS256, ES384, ES512. */
export const ALGORITHMS: readonly number[] = [-8, -7, -257, -35, -36];

/** A credential as options name it. */
interface NamedCredential {
  readonly type: 'public-key';
  readonly id: string;
  readonly transports: readonly string[];
}

/** JSON that `PublicKeyCredential.parseCreationOptionsFromJSON` reads. */
export interface CreationOptions {
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly challenge: string;
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[];
  readonly timeout: number;
  readonly excludeCredentials: readonly NamedCredential[];
  readonly authenticatorSelection: { readonly residentKey: 'preferred'; readonly userVerification: 'preferred' };
  readonly attestation: 'none';
}

/** JSON that `PublicKeyCredential.parseRequestOptionsFromJSON` reads. */
export interface RequestOptions {
  readonly rpId: string;
  readonly challenge: string;
  readonly timeout: number;
  readonly allowCredentials: readonly NamedCredential[];
  readonly userVerification: 'required' | 'preferred';
}

/** What an account is called inside its authenticators: random like its id, and it says nothing about the person. */
export function userHandle(accountId: AccountId): string {
  return toBase64url(utf8(accountId));
}

/** Asks for a new passkey or key; authenticators that the account has already are excluded. WebAuthn Level 3, section 5.4. */
export function creationOptions(
  party: RelyingParty,
  who: { readonly accountId: AccountId; readonly username: string; readonly keys: readonly WebauthnKey[] },
  challenge: string,
): CreationOptions {
  return {
    rp: { id: party.id, name: party.name },
    user: { id: userHandle(who.accountId), name: who.username, displayName: who.username },
    challenge,
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: CEREMONY_MS,
    excludeCredentials: who.keys.map(named),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    attestation: 'none',
  };
}

/**
 * Asks for an assertion: with no keys named any passkey of this site answers, and must verify its person, because it is then the
 * only factor; with keys named it stands beside a password. WebAuthn Level 3, section 5.5.
 */
export function requestOptions(party: RelyingParty, keys: readonly WebauthnKey[], challenge: string): RequestOptions {
  return {
    rpId: party.id,
    challenge,
    timeout: CEREMONY_MS,
    allowCredentials: keys.map(named),
    userVerification: keys.length === 0 ? 'required' : 'preferred',
  };
}

function named({ credentialId, transports }: WebauthnKey): NamedCredential {
  return { type: 'public-key', id: credentialId, transports };
}
