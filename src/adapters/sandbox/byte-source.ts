/** Takes bytes from chunks that arrive one after the other. */
export interface ByteSource {
  /** Bytes handed out so far. */
  readonly taken: number;
  /** The next `length` bytes, or fewer at the end. */
  take(length: number): Promise<Buffer>;
  /** Passes over bytes; false when the chunks end before. */
  skip(length: number): Promise<boolean>;
  /** The next bytes as they come, at least one; undefined at the end. */
  takeSome(): Promise<Buffer | undefined>;
}

/** A source over `chunks`; holds no more than one chunk and what is taken. */
export function byteSource(chunks: AsyncIterator<Buffer>): ByteSource {
  let held: Buffer = Buffer.alloc(0);
  let taken = 0;

  async function takeSome(atMost = Number.POSITIVE_INFINITY): Promise<Buffer | undefined> {
    while (held.length === 0) {
      const next = await chunks.next();
      if (next.done) return undefined;
      held = next.value;
    }
    const piece = held.subarray(0, atMost);
    held = held.subarray(piece.length);
    taken += piece.length;
    return piece;
  }

  return {
    get taken() {
      return taken;
    },
    takeSome: () => takeSome(),
    async take(length) {
      const pieces: Buffer[] = [];
      let missing = length;
      while (missing > 0) {
        const piece = await takeSome(missing);
        if (piece === undefined) break;
        pieces.push(piece);
        missing -= piece.length;
      }
      return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    },
    async skip(length) {
      let missing = length;
      while (missing > 0) {
        const piece = await takeSome(missing);
        if (piece === undefined) return false;
        missing -= piece.length;
      }
      return true;
    },
  };
}
