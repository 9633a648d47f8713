/**
 * LZ4 frames, which pyarrow's `write_feather` uses unless told otherwise. Only reading; see the LZ4 frame format
 * description 1.6.2. Checksums are passed over: Arrow's own lengths tell whether all is there.
 */
const frameMagic = 0x184d2204;
const endMark = 0;

export function decodeLz4Frame(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== frameMagic) throw new Error('not an LZ4 frame');
  const flags = view.getUint8(4);
  const blockChecksum = (flags & 0x10) !== 0;
  const contentSize = (flags & 0x08) !== 0;
  const dictionary = (flags & 0x01) !== 0;
  let position = 6 + (contentSize ? 8 : 0) + (dictionary ? 4 : 0) + 1;
  let output = new Uint8Array(contentSize ? Number(view.getBigUint64(6, true)) : frame.length * 4);
  let length = 0;
  for (;;) {
    const header = view.getUint32(position, true);
    position += 4;
    if (header === endMark) break;
    const stored = (header & 0x80000000) !== 0;
    const size = header & 0x7fffffff;
    const block = frame.subarray(position, position + size);
    position += size + (blockChecksum ? 4 : 0);
    [output, length] = stored ? append(output, length, block) : decodeBlock(block, output, length);
  }
  return output.subarray(0, length);
}

/** Matches may reach back into earlier blocks, so all blocks share one output. */
function decodeBlock(
  block: Uint8Array,
  target: Uint8Array<ArrayBuffer>,
  start: number,
): [Uint8Array<ArrayBuffer>, number] {
  let output = target;
  let length = start;
  let position = 0;
  const readLength = (base: number): number => {
    if (base !== 15) return base;
    let total = base;
    for (;;) {
      const next = block[position++] ?? 0;
      total += next;
      if (next !== 255) return total;
    }
  };
  while (position < block.length) {
    const token = block[position++] ?? 0;
    const literals = readLength(token >> 4);
    [output, length] = append(output, length, block.subarray(position, position + literals));
    position += literals;
    if (position >= block.length) break;
    const offset = (block[position] ?? 0) | ((block[position + 1] ?? 0) << 8);
    position += 2;
    const match = readLength(token & 0x0f) + 4;
    if (offset === 0 || offset > length) throw new Error('corrupt LZ4 block');
    output = grow(output, length + match);
    for (let copied = 0; copied < match; copied += 1) output[length + copied] = output[length + copied - offset] ?? 0;
    length += match;
  }
  return [output, length];
}

function append(output: Uint8Array<ArrayBuffer>, length: number, bytes: Uint8Array): [Uint8Array<ArrayBuffer>, number] {
  const grown = grow(output, length + bytes.length);
  grown.set(bytes, length);
  return [grown, length + bytes.length];
}

function grow(output: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  if (needed <= output.length) return output;
  const grown = new Uint8Array(Math.max(needed, output.length * 2));
  grown.set(output);
  return grown;
}
