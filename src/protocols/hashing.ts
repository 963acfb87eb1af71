/** SHA-256 of the parts, one after the other; 32 bytes. */
export type Sha256 = (...parts: Uint8Array[]) => Uint8Array;

/** HMAC-SHA-256 (RFC 2104); 32 bytes. */
export type HmacSha256 = (key: Uint8Array, data: Uint8Array) => Uint8Array;

/** HMAC-SHA-1 (RFC 2104); 20 bytes. Only for one-time codes, because authenticator apps know nothing else. */
export type HmacSha1 = (key: Uint8Array, data: Uint8Array) => Uint8Array;

/** Signs with a key that the function keeps to itself (RFC 8032); 64 bytes. */
export type SignEd25519 = (message: Uint8Array) => Uint8Array;

/** Whether the 64 bytes are a signature of the message by the 32-byte public key (RFC 8032); false for a malformed key or signature. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** Whether two byte strings are equal, in a time that depends only on their lengths. */
export type EqualBytes = (left: Uint8Array, right: Uint8Array) => boolean;
