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
}

interface Asked {
  readonly challenge: string;
}

/** A software authenticator (ES256) with its browser: signs what no real browser would, for attacks. WebAuthn Level 3, section 6. */
export class SoftwareAuthenticator {
  readonly credentialId: string = b64(randomBytes(32));
  readonly #origin: string;
  readonly #keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  #signCount = 0;
  #userHandle = '';

  constructor(origin: string) {
    this.#origin = origin;
    this.#keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }

  /** The answer to `navigator.credentials.create`, as `toJSON` writes it. */
  create(asked: Asked & { readonly user: { readonly id: string } }, wishes: AuthenticatorWishes = {}): string {
    this.#userHandle = asked.user.id;
    const id = Buffer.from(this.credentialId, 'base64url');
    const length = Buffer.from([id.length >> 8, id.length & 0xff]);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, this.#coseKey()]);
    const authData = Buffer.concat([this.#head(wishes, 0x40), attested]);
    const head = Buffer.from([0xa3, 0x63, ...Buffer.from('fmt'), 0x64, ...Buffer.from('none'), 0x67, ...Buffer.from('attStmt'), 0xa0]);
    const name = Buffer.from([0x68, ...Buffer.from('authData'), 0x59, authData.length >> 8, authData.length & 0xff]);
    return this.#answer({
      clientDataJSON: b64(this.#clientData('webauthn.create', asked, wishes)),
      attestationObject: b64(Buffer.concat([head, name, authData])),
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
    return Buffer.from(JSON.stringify(data));
  }

  #head({ rpId, isPresent = true, isVerified = true, isSynced = false, signCount }: AuthenticatorWishes, attested: number): Buffer {
    this.#signCount += 1;
    const flags = Number(isPresent) | (Number(isVerified) << 2) | (Number(isSynced) * 0x18) | attested;
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
