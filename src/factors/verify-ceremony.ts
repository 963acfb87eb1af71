import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeAttestationObject, isoBase64URL, isoCBOR } from '@simplewebauthn/server/helpers';
import { fromBase64url, fromUtf8 } from '../base/bytes.ts';
import { isOneItem } from '../protocols/cbor-item.ts';
import { isStrictSignature } from '../protocols/ecdsa-signature.ts';
import { ALGORITHMS } from './ceremony-options.ts';
import type { LiveChallenge } from './challenge.ts';
import { kindOfKey } from './cose-key.ts';
import type { RelyingParty } from './relying-party.ts';
import type { WebauthnKey } from './webauthn-key.ts';

/** What verifying looks at besides the answer itself. */
export interface Verifying {
  readonly party: RelyingParty;
  /** The challenge as it was made for this ceremony and browser; undefined for any other text. */
  readChallenge(given: string): LiveChallenge | undefined;
}

type Credential = Pick<WebauthnKey, 'credentialId' | 'publicKey' | 'transports' | 'isSynced' | 'verifiesPerson' | 'signCount'>;

export interface Attested extends Credential {
  readonly challenge: LiveChallenge;
}

export interface Asserted {
  readonly challenge: LiveChallenge;
  readonly key: WebauthnKey;
  /** The authenticator checked its person. */
  readonly isPersonVerified: boolean;
  readonly signCount: number;
}

/** An answer's text is at most this long: no authenticator comes near. */
const MAX_ANSWER_LENGTH = 20_000;
/** Level 3 section 6.1.1: at most 1,023 bytes; in base64url. */
const MAX_CREDENTIAL_ID_LENGTH = 1_364;
const TRANSPORTS: ReadonlySet<string> = new Set(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/**
 * Checks the answer to a request for a new credential: the challenge of this ceremony and browser, our origin and RP ID, presence,
 * an algorithm that was asked for. Undefined for anything else, whatever is wrong with it. Attestation is not asked for and not
 * trusted. WebAuthn Level 3, section 7.1.
 */
export async function verifyAttestation(verifying: Verifying, text: string): Promise<Attested | undefined> {
  const response = parseAnswer(text) as RegistrationResponseJSON | undefined;
  if (response === undefined) return undefined;
  let challenge: LiveChallenge | undefined;
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: withoutStatement(response),
      expectedChallenge: (given) => {
        challenge = verifying.readChallenge(given);
        return challenge !== undefined;
      },
      expectedOrigin: verifying.party.origin,
      expectedRPID: verifying.party.id,
      requireUserVerification: false,
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
    if (!verified || challenge === undefined || isFramed(response.response)) return undefined;
    const { credential, userVerified, credentialDeviceType } = registrationInfo;
    if (credential.id !== response.id || credential.id.length > MAX_CREDENTIAL_ID_LENGTH) return undefined;
    if (kindOfKey(credential.publicKey) === undefined) return undefined;
    return {
      challenge,
      credentialId: credential.id,
      publicKey: credential.publicKey,
      transports: knownTransports(credential.transports),
      isSynced: credentialDeviceType === 'multiDevice',
      verifiesPerson: userVerified,
      signCount: credential.counter,
    };
  } catch {
    return undefined;
  }
}

/** The credential that an answer says it comes from, to be looked up; undefined for no answer at all. */
export function credentialIdOf(text: string): string | undefined {
  const answer = parseAnswer(text);
  return answer === undefined || answer.id.length > MAX_CREDENTIAL_ID_LENGTH ? undefined : answer.id;
}

/** The user handle that an answer carries; undefined when it carries none. */
export function userHandleOf(text: string): string | undefined {
  const handle = (parseAnswer(text) as AuthenticationResponseJSON | undefined)?.response.userHandle;
  return typeof handle === 'string' && handle !== '' ? handle : undefined;
}

export type AssertionResult =
  | { readonly result: 'right'; readonly asserted: Asserted }
  | { readonly result: 'wrong' }
  /** The signature is right and the counter went backwards: two authenticators hold this credential. */
  | { readonly result: 'cloned' };

/** Checks an assertion of one key. WebAuthn Level 3, section 7.2; the counter is claimed later, in the act that it opens. */
export async function verifyAssertion(verifying: Verifying, key: WebauthnKey, text: string): Promise<AssertionResult> {
  const response = parseAnswer(text) as AuthenticationResponseJSON | undefined;
  if (response?.id !== key.credentialId || !isSignedInOneForm(response, key)) return { result: 'wrong' };
  let challenge: LiveChallenge | undefined;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: (given) => {
        challenge = verifying.readChallenge(given);
        return challenge !== undefined;
      },
      expectedOrigin: verifying.party.origin,
      expectedRPID: verifying.party.id,
      // The counter is judged here: the library tells a clone only by the words of its error.
      credential: {
        id: key.credentialId,
        publicKey: new Uint8Array(key.publicKey),
        counter: 0,
        transports: [...key.transports] as AuthenticatorTransport[],
      },
      requireUserVerification: false,
    });
    if (!verified || challenge === undefined || isFramed(response.response)) return { result: 'wrong' };
    const { newCounter, userVerified, credentialDeviceType } = authenticationInfo;
    if ((credentialDeviceType === 'multiDevice') !== key.isSynced) return { result: 'wrong' };
    if (hasGoneBack(key.signCount, newCounter)) return { result: 'cloned' };
    return { result: 'right', asserted: { challenge, key, isPersonVerified: userVerified, signCount: newCounter } };
  } catch {
    return { result: 'wrong' };
  }
}

/** Level 3, section 6.1.3: once either is not zero, the new one must be greater. */
function hasGoneBack(stored: number, given: number): boolean {
  return (stored !== 0 || given !== 0) && given <= stored;
}

/**
 * The answer with the attestation statement taken out, which was not asked for and proves nothing here: so no certificate of a
 * stranger is ever parsed. Level 3, section 5.4.7.
 */
function withoutStatement(response: RegistrationResponseJSON): RegistrationResponseJSON {
  const bytes = isoBase64URL.toBuffer(response.response.attestationObject);
  if (!isOneItem(bytes)) throw new Error('the attestation object is no item of CBOR');
  const authData = decodeAttestationObject(bytes).get('authData');
  const bare = isoCBOR.encode(
    new Map<string, string | Uint8Array | Map<string, string>>([
      ['fmt', 'none'],
      ['attStmt', new Map<string, string>()],
      ['authData', authData],
    ]),
  );
  return { ...response, response: { ...response.response, attestationObject: isoBase64URL.fromBuffer(bare) } };
}

/** Libraries read past what stands behind a signature; here a signature is one text. */
function isSignedInOneForm({ response }: AuthenticationResponseJSON, key: WebauthnKey): boolean {
  const kind = kindOfKey(key.publicKey);
  if (kind !== 'ecdsa') return kind !== undefined;
  const signature = typeof response.signature === 'string' ? fromBase64url(response.signature) : undefined;
  return signature !== undefined && isStrictSignature(signature);
}

/** Whether the browser says that another site framed the page: ours are never framed, so somebody else's page asked. */
function isFramed(response: { readonly clientDataJSON?: unknown }): boolean {
  const bytes = typeof response.clientDataJSON === 'string' ? fromBase64url(response.clientDataJSON) : undefined;
  const data = JSON.parse((bytes && fromUtf8(bytes)) ?? '{}') as { crossOrigin?: unknown; topOrigin?: unknown };
  return data.crossOrigin === true || data.topOrigin !== undefined;
}

function knownTransports(given: readonly string[] | undefined): readonly string[] {
  return Array.isArray(given) ? [...new Set(given)].filter((transport) => TRANSPORTS.has(transport)).sort() : [];
}

/** An answer as browsers' `toJSON` writes it, as far as it can be told before it is verified. */
function parseAnswer(text: string): { readonly id: string; readonly response: object } | undefined {
  if (text.length > MAX_ANSWER_LENGTH) return undefined;
  try {
    const answer = JSON.parse(text) as { id?: unknown; response?: unknown } | null;
    if (typeof answer?.id !== 'string' || typeof answer.response !== 'object' || answer.response === null) return undefined;
    return answer as { id: string; response: object };
  } catch {
    return undefined;
  }
}
