/** What the two sides send each other: something that JSON can say, and bytes that go with it. */
export interface Frame {
  readonly json: unknown;
  readonly bytes: Buffer;
}

const HEAD_BYTES = 8;

/** A frame as it goes over the pipe: two lengths, the JSON, the bytes. */
export function encodeFrame(json: unknown, bytes: Uint8Array = new Uint8Array()): Buffer {
  const text = Buffer.from(JSON.stringify(json));
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(text.length, 0);
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, text, bytes]);
}

/**
 * A function that takes pieces as they arrive and gives the frames that they complete.
 *
 * @throws Error for a frame of more than `maxBytes`, or one whose JSON is none
 */
export function frameReader(maxBytes: number): (piece: Buffer) => Frame[] {
  let pieces: Buffer[] = [];
  let held = 0;
  let needed = HEAD_BYTES;

  return (piece) => {
    pieces.push(piece);
    held += piece.length;
    const frames: Frame[] = [];
    while (held >= needed) {
      const all = Buffer.concat(pieces, held);
      const textLength = all.readUInt32LE(0);
      needed = HEAD_BYTES + textLength + all.readUInt32LE(4);
      if (needed > maxBytes) throw new Error(`A frame of ${needed} bytes is too large.`);
      pieces = [all];
      if (held < needed) break;

      const bytesStart = HEAD_BYTES + textLength;
      frames.push({ json: JSON.parse(all.toString('utf8', HEAD_BYTES, bytesStart)), bytes: all.subarray(bytesStart, needed) });
      pieces = [all.subarray(needed)];
      held -= needed;
      needed = HEAD_BYTES;
    }
    return frames;
  };
}
