/** Bytes of a stream, so many at a time as are wanted. */
export function readBytes(source: AsyncIterable<Uint8Array>) {
  const pieces = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const { done, value } = await pieces.next();
    if (done) return false;
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    return true;
  }

  return {
    /** Undefined where fewer are left. */
    async exactly(count: number): Promise<Buffer | undefined> {
      while (rest.length < count) if (!(await more())) return undefined;
      const bytes = rest.subarray(0, count);
      rest = rest.subarray(count);
      return bytes;
    },
    /** Whether nothing is left. */
    async ended(): Promise<boolean> {
      while (rest.length === 0) if (!(await more())) return true;
      return false;
    },
    /** The same as they come, for what is longer than memory; ends early where fewer are left. */
    async *upTo(count: number): AsyncGenerator<Buffer, void> {
      for (let left = count; left > 0; ) {
        if (rest.length === 0 && !(await more())) return;
        const bytes = rest.subarray(0, left);
        rest = rest.subarray(bytes.length);
        left -= bytes.length;
        if (bytes.length > 0) yield bytes;
      }
    },
  };
}
