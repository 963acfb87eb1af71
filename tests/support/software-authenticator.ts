import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What an attack changes; everything else is as an honest authenticator and browser do it. */
export interface AuthenticatorWishes {
  readonly origin?: string;
  readonly rpId?: string;
  readonly isPresent?: boolean;
  readonly isVerified?: boolean;
  readonly isSynced?: boolean;
  readonly signCount?: number;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly userHandle?: string;
  /** Bits that are turned over in the flags of the authenticator data. */
  readonly flipped?: number;
  /** In place of the COSE key of a new credential. */
  readonly coseKey?: Uint8Array;
  /** In place of the attestation object around the authenticator data. */
  readonly attested?: (authData: Buffer) => Uint8Array;
  /** In place of the client data, given as the browser would write it. */
  readonly clientData?: (text: string) => Uint8Array;
}

interface Asked {
  readonly challenge: string;
}

/** A software authenticator (ES256) with its browser: signs what no real browser would, for attacks. WebAuthn Level 3, section 6. */
export class SoftwareAuthenticator {
  readonly credentialId: string;
  readonly #origin: string;
  readonly #keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  #signCount = 0;
  #userHandle = '';

  constructor(origin: string, idBytes = 32) {
    this.#origin = origin;
    this.credentialId = b64(randomBytes(idBytes));
    this.#keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }

  /** The answer to `navigator.credentials.create`, as `toJSON` writes it. */
  create(asked: Asked & { readonly user: { readonly id: string } }, wishes: AuthenticatorWishes = {}): string {
    this.#userHandle = asked.user.id;
    const id = Buffer.from(this.credentialId, 'base64url');
    const length = Buffer.from([id.length >> 8, id.length & 0xff]);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, wishes.coseKey ?? this.#coseKey()]);
    const authData = Buffer.concat([this.#head(wishes, 0x40), attested]);
    const head = Buffer.from([0xa3, 0x63, ...Buffer.from('fmt'), 0x64, ...Buffer.from('none'), 0x67, ...Buffer.from('attStmt'), 0xa0]);
    const name = Buffer.from([0x68, ...Buffer.from('authData'), 0x59, authData.length >> 8, authData.length & 0xff]);
    return this.#answer({
      clientDataJSON: b64(this.#clientData('webauthn.create', asked, wishes)),
      attestationObject: b64(wishes.attested?.(authData) ?? Buffer.concat([head, name, authData])),
      transports: ['internal'],
    });
  }

  /** The answer to `navigator.credentials.get`, as `toJSON` writes it. */
  get(asked: Asked, wishes: AuthenticatorWishes = {}): string {
    const clientData = this.#clientData('webauthn.get', asked, wishes);
    const authData = this.#head(wishes, 0);
    const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()]);
    return this.#answer({
      clientDataJSON: b64(clientData),
      authenticatorData: b64(authData),
      signature: b64(sign('sha256', signed, this.#keys.privateKey)),
      userHandle: wishes.userHandle ?? this.#userHandle,
    });
  }

  #answer(response: Readonly<Record<string, unknown>>): string {
    return JSON.stringify({
      ...{ id: this.credentialId, rawId: this.credentialId, type: 'public-key', authenticatorAttachment: 'platform' },
      clientExtensionResults: {},
      response,
    });
  }

  #clientData(type: string, { challenge }: Asked, wishes: AuthenticatorWishes): Buffer {
    const data = {
      type: wishes.type ?? type,
      challenge,
      origin: wishes.origin ?? this.#origin,
      crossOrigin: wishes.crossOrigin ?? false,
    };
    const text = JSON.stringify(data);
    return Buffer.from(wishes.clientData?.(text) ?? text);
  }

  #head(
    { rpId, isPresent = true, isVerified = true, isSynced = false, signCount, flipped = 0 }: AuthenticatorWishes,
    attested: number,
  ): Buffer {
    this.#signCount += 1;
    const flags = (Number(isPresent) | (Number(isVerified) << 2) | (Number(isSynced) * 0x18) | attested) ^ flipped;
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(signCount ?? this.#signCount);
    const rpIdHash = createHash('sha256')
      .update(rpId ?? new URL(this.#origin).hostname)
      .digest();
    return Buffer.concat([rpIdHash, Buffer.from([flags]), counted]);
  }

  /** COSE_Key map: kty EC2, alg ES256, crv P-256, x, y. */
  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
    return Buffer.concat([head, Buffer.from(x, 'base64url'), Buffer.from([0x22, 0x58, 0x20]), Buffer.from(y, 'base64url')]);
  }
}

function b64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
