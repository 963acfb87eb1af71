/** CTAP2's canonical CBOR nests no deeper. */
const MOST_DEPTH = 4;
const TAG = 6;
const SIMPLE = 7;

/**
 * Whether bytes are one item of CBOR and nothing behind it, as authenticators write it: no lengths left open, no tags, four levels
 * deep at most. Tells only where things end; what they are a reader says.
 *
 * @see RFC 8949, section 3; CTAP 2.1, section 8
 */
export function isOneItem(bytes: Uint8Array): boolean {
  return endOfItem(bytes, 0, 0) === bytes.length;
}

/** Where the item that begins at `start` ends; undefined where it does not end within the bytes, or is of another form. */
function endOfItem(bytes: Uint8Array, start: number, depth: number): number | undefined {
  const head = bytes[start];
  if (head === undefined || depth > MOST_DEPTH) return undefined;
  const type = head >> 5;
  const argument = readArgument(bytes, start, head & 0x1f);
  if (argument === undefined || type === TAG) return undefined;
  if (type < 2 || type === SIMPLE) return argument.end;
  if (type < 4) return argument.value <= bytes.length - argument.end ? argument.end + argument.value : undefined;

  let items = type === 4 ? argument.value : argument.value * 2;
  // Each takes a byte at least: a length that promises more is not walked.
  if (items > bytes.length - argument.end) return undefined;
  let end: number | undefined = argument.end;
  for (; items > 0 && end !== undefined; items -= 1) end = endOfItem(bytes, end, depth + 1);
  return end;
}

/** The number in the head of an item, and where the head ends; undefined for a length that is left open. */
function readArgument(bytes: Uint8Array, start: number, low: number): { readonly value: number; readonly end: number } | undefined {
  if (low < 24) return { value: low, end: start + 1 };
  if (low > 27) return undefined;
  const end = start + 1 + 2 ** (low - 24);
  if (end > bytes.length) return undefined;
  return { value: bytes.subarray(start + 1, end).reduce((value, byte) => value * 256 + byte, 0), end };
}
