import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { damaged, readHeader, readSegment, type Segment, type SegmentEnd } from './segment.ts';

/** What was cut off when a journal was opened; nobody was told that it is safe. */
export interface TornTail {
  readonly segment: string;
  readonly at: number;
  readonly bytes: number;
}

export interface OpenedSegments {
  readonly segments: readonly Segment[];
  /** Of the last segment. */
  readonly end: SegmentEnd | undefined;
  readonly torn: readonly TornTail[];
}

const namePattern = /^(\d{10})\.journal$/;

export const segmentName = (number: number): string => `${String(number).padStart(10, '0')}.journal`;

/**
 * Finds the segments of a folder and looks through those that hold records after `after`; of the others only the
 * headers are read. Cuts torn tails, refuses what is damaged or missing.
 */
export async function openSegments(folder: string, after: number, disk: Disk): Promise<OpenedSegments> {
  await mkdir(folder, { recursive: true });
  const names = (await readdir(folder)).filter((name) => namePattern.test(name)).sort();
  const segments: Segment[] = [];
  const torn: TornTail[] = [];
  for (const [index, name] of names.entries()) {
    const path = join(folder, name);
    const header = await readHeader(path);
    if (!header) {
      // A header is on disk before the first record is written, so one that is not whole had no records behind it.
      if (index < names.length - 1) throw damaged(path, 0, 'it has no header, and is not the last one');
      await disk.remove(path);
      await disk.syncFolder(folder);
      torn.push({ segment: name, at: 0, bytes: 0 });
      continue;
    }
    const before = segments.at(-1);
    if (segmentName(header.number) !== name) throw damaged(path, 8, `it says that it is segment ${header.number}`);
    if (before && header.number !== before.number + 1)
      throw damaged(path, 8, `segment ${segmentName(before.number + 1)} before it is missing`);
    segments.push({ ...header, path });
  }
  return { segments, ...(await lookThrough(segments, after, disk, torn)) };
}

async function lookThrough(
  segments: readonly Segment[],
  after: number,
  disk: Disk,
  torn: TornTail[],
): Promise<Pick<OpenedSegments, 'end' | 'torn'>> {
  let end: SegmentEnd | undefined;
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    if (next && next.first - 1 <= after) continue;
    end = await findEnd(segment);
    // A segment is left only once all that it holds is on disk, so what the next one counts on must be there.
    if (next && end.last < next.previous)
      throw damaged(
        segment.path,
        end.offset,
        `it ends with record ${end.last}, and the next one goes on after ${next.previous}`,
      );
    if (end.torn === 0) continue;
    const file = await disk.open(segment.path);
    try {
      await file.truncate(end.offset);
      await file.sync();
    } finally {
      await file.close();
    }
    torn.push({ segment: segmentName(segment.number), at: end.offset, bytes: end.torn });
  }
  return { end, torn };
}

async function findEnd(segment: Segment): Promise<SegmentEnd> {
  const records = readSegment(segment);
  for (;;) {
    const step = await records.next();
    if (step.done) return step.value;
  }
}
