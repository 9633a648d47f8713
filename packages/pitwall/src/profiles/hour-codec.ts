import { facetsOf } from '@pitwall/stats';
import type { Baseline } from '../drift/index.ts';
import { packText, unpackText } from '../state/packed.ts';
import type { CategoryCounts, ColumnCounts, FacetCounts, HourCounts, NumberCounts, Sparse } from './hour-counts.ts';

/** What the bytes of an hour begin with; another way of writing them takes another number. */
const format = 1;

/** An hour as text: numbers of as many bytes as they need, then deflated. What they mean is in the baseline. */
export function encodeHour({ rows, columns }: HourCounts): string {
  const writer = createWriter();
  writer.whole(format);
  writer.whole(rows);
  for (const { misfits, facets } of columns) {
    writer.whole(misfits);
    for (const facet of facets) {
      if (facet.kind === 'numeric') writeNumbers(writer, facet);
      else writeCategories(writer, facet);
    }
  }
  return packText(writer.bytes());
}

export function decodeHour(text: string, { columns }: Pick<Baseline, 'columns'>): HourCounts {
  const reader = createReader(unpackText(text));
  const found = reader.whole();
  if (found !== format) throw new RangeError(`expected an hour of format ${format}, found ${found}`);
  return {
    rows: reader.whole(),
    columns: columns.map(
      ({ profile }): ColumnCounts => ({
        misfits: reader.whole(),
        facets: facetsOf(profile).map(
          (facet): FacetCounts => (facet.profile.kind === 'numeric' ? readNumbers(reader) : readCategories(reader)),
        ),
      }),
    ),
  };
}

type Writer = ReturnType<typeof createWriter>;
type Reader = ReturnType<typeof createReader>;

function writeNumbers(writer: Writer, counts: NumberCounts): void {
  const { bins, missing, nan, negativeInfinity, positiveInfinity, min, max, moments } = counts;
  writer.sparse(bins);
  for (const count of [missing, nan, negativeInfinity, positiveInfinity]) writer.whole(count);
  writer.whole(moments.n);
  if (moments.n === 0) return;
  for (const number of [min, max, moments.mean, moments.m2, moments.m3, moments.m4]) writer.number(number);
}

function readNumbers(reader: Reader): NumberCounts {
  const bins = reader.sparse();
  const [missing, nan, negativeInfinity, positiveInfinity] = [
    reader.whole(),
    reader.whole(),
    reader.whole(),
    reader.whole(),
  ];
  const common = { kind: 'numeric', bins, missing, nan, negativeInfinity, positiveInfinity } as const;
  const n = reader.whole();
  if (n === 0) return { ...common, min: null, max: null, moments: { n, mean: 0, m2: 0, m3: 0, m4: 0 } };
  const [min, max] = [reader.number(), reader.number()];
  const [mean, m2, m3, m4] = [reader.number(), reader.number(), reader.number(), reader.number()];
  return { ...common, min, max, moments: { n, mean, m2, m3, m4 } };
}

function writeCategories(writer: Writer, { known, fresh, other, missing }: CategoryCounts): void {
  writer.sparse(known);
  writer.whole(fresh.length);
  for (const [category, count] of fresh) {
    writer.text(category);
    writer.whole(count);
  }
  writer.whole(other);
  writer.whole(missing);
}

function readCategories(reader: Reader): CategoryCounts {
  const known = reader.sparse();
  const fresh = Array.from({ length: reader.whole() }, () => [reader.text(), reader.whole()] as const);
  return { kind: 'categorical', known, fresh, other: reader.whole(), missing: reader.whole() };
}

function createWriter() {
  let buffer = Buffer.alloc(1_024);
  let length = 0;
  const room = (more: number): void => {
    if (length + more <= buffer.length) return;
    buffer = Buffer.concat([buffer.subarray(0, length), Buffer.alloc(Math.max(more, buffer.length))]);
  };
  const whole = (value: number): void => {
    room(8);
    let rest = value;
    // not by bits, which end at 32
    while (rest >= 128) {
      buffer[length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    buffer[length++] = rest;
  };
  return {
    whole,
    /** Null as NaN, which no number here is. */
    number(value: number | null): void {
      room(8);
      length = buffer.writeDoubleLE(value ?? Number.NaN, length);
    },
    text(value: string): void {
      const bytes = Buffer.from(value);
      whole(bytes.length);
      room(bytes.length);
      length += bytes.copy(buffer, length);
    },
    /** Places as their distance from the one before, which is mostly 1. */
    sparse(counts: Sparse): void {
      whole(counts.length / 2);
      let last = -1;
      for (let at = 0; at < counts.length; at += 2) {
        const place = counts[at] ?? 0;
        whole(place - last - 1);
        whole(counts[at + 1] ?? 0);
        last = place;
      }
    },
    bytes: (): Uint8Array => buffer.subarray(0, length),
  };
}

function createReader(buffer: Buffer) {
  let at = 0;
  const whole = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = buffer[at];
      if (byte === undefined) throw new RangeError('expected the counts of an hour, found less than all of them');
      at += 1;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  return {
    whole,
    number(): number | null {
      const value = buffer.readDoubleLE(at);
      at += 8;
      return Number.isNaN(value) ? null : value;
    },
    text(): string {
      const size = whole();
      at += size;
      return buffer.toString('utf8', at - size, at);
    },
    sparse(): Sparse {
      const found: number[] = [];
      let place = -1;
      for (let left = whole(); left > 0; left -= 1) {
        place += whole() + 1;
        found.push(place, whole());
      }
      return found;
    },
  };
}
