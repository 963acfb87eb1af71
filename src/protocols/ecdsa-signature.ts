/**
 * Whether bytes are an ECDSA signature in its one form: the DER of a sequence of two positive integers, shortest encodings, nothing
 * behind it. Readers that look past the rest take many texts for one signature.
 *
 * @see RFC 3279, section 2.2.3; X.690, sections 8.3 and 10.1
 */
export function isStrictSignature(bytes: Uint8Array): boolean {
  const [tag, length] = bytes;
  // Signatures of P-521 need a second byte for their length.
  const isLong = length === 0x81;
  const start = isLong ? 3 : 2;
  const size = isLong ? (bytes[2] ?? 0) : (length ?? 0);
  if (tag !== 0x30 || (isLong ? size < 0x80 : size > 0x7f) || bytes.length !== start + size) return false;

  const r = endOfInteger(bytes, start);
  return r !== undefined && endOfInteger(bytes, r) === bytes.length;
}

/** Where the positive integer that begins at `start` ends; undefined where none in shortest form does. */
function endOfInteger(bytes: Uint8Array, start: number): number | undefined {
  const [tag, length = 0, first = 0x80, second = 0] = bytes.subarray(start);
  const end = start + 2 + length;
  if (tag !== 0x02 || length === 0 || length > 0x7f || end > bytes.length || first >= 0x80) return undefined;
  const isPadded = first === 0 && (length === 1 || second < 0x80);
  return isPadded ? undefined : end;
}
