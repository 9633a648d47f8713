/** Lines that wait, the oldest first, and what they take in memory. */
export interface Lines {
  readonly length: number;
  readonly bytes: number;
  push(line: string): void;
  /** The oldest, so many and so long at the most, but always one where there is one. */
  take(mostLines: number, mostBytes: number): string[];
}

const latin = /^[\0-\xff]*$/;

/** What a text takes: engines keep those of Latin-1 in a byte for each character, others in two. */
export const sizeOf = (text: string): number => (latin.test(text) ? text.length : 2 * text.length);

export function createLines(): Lines {
  let lines: string[] = [];
  let head = 0;
  let bytes = 0;
  return {
    get length() {
      return lines.length - head;
    },
    get bytes() {
      return bytes;
    },
    push(line) {
      lines.push(line);
      bytes += sizeOf(line);
    },
    take(mostLines, mostBytes) {
      const first = head;
      let taken = 0;
      while (head < lines.length && head - first < mostLines) {
        const size = sizeOf(lines[head] ?? '');
        if (head > first && taken + size > mostBytes) break;
        taken += size;
        head += 1;
      }
      const found = lines.slice(first, head);
      bytes -= taken;
      // moved seldom, so that taking stays cheap, and soon, so that what was sent is not held
      if (head * 2 >= lines.length) {
        lines = lines.slice(head);
        head = 0;
      } else lines.fill('', first, head);
      return found;
    },
  };
}
