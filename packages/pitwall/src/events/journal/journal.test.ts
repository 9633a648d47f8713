import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeDisk } from './disk.ts';
import { powerCutDisk, smallDisk, unreliableDisk } from './faulty-disk.suite.ts';
import { recordHeadBytes, segmentHeaderBytes } from './frame.ts';
import { type Journal, type JournalOptions, openJournal } from './journal.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-journal-'));
let folders = 0;
const newFolder = (): string => {
  folders += 1;
  return join(scratch, String(folders));
};
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const text = (payload: Uint8Array): string => Buffer.from(payload).toString('utf8');

async function textsOf(journal: Journal, after = 0): Promise<string[]> {
  const texts: string[] = [];
  for await (const { payload } of journal.read(after)) texts.push(text(payload));
  return texts;
}

async function filled(texts: readonly string[], options: Partial<JournalOptions> = {}): Promise<string> {
  const folder = newFolder();
  const journal = await openJournal({ folder, ...options });
  for (const one of texts) await journal.append(1, Buffer.from(one));
  await journal.close();
  return folder;
}

async function reread(folder: string): Promise<{ texts: string[]; torn: number; last: number }> {
  const journal = await openJournal({ folder });
  const texts = await textsOf(journal);
  await journal.close();
  return { texts, torn: journal.torn.length, last: journal.last() };
}

const firstSegment = (folder: string): string => join(folder, '0000000001.journal');

describe('a journal', () => {
  it('gives back what was appended, in order, also after it was opened again', async () => {
    const folder = await filled(['a', '', 'ccc']);
    expect(await reread(folder)).toEqual({ texts: ['a', '', 'ccc'], torn: 0, last: 3 });
  });

  it('gives records that are longer than what it reads at once', async () => {
    const long = 'x'.repeat(3_000_000);
    const folder = await filled(['before', long, 'after', long]);
    const { texts } = await reread(folder);
    expect(texts.map(({ length }) => length)).toEqual([6, 3_000_000, 5, 3_000_000]);
  });

  it('counts positions on over segments, and reads from any of them on', async () => {
    const all = Array.from({ length: 40 }, (_, index) => `record ${index + 1}`);
    const folder = await filled(all, { segmentBytes: 200 });
    expect(readdirSync(folder).length).toBeGreaterThan(5);
    const journal = await openJournal({ folder });
    for (const after of [0, 1, 7, 39, 40]) expect(await textsOf(journal, after)).toEqual(all.slice(after));
    expect(await journal.append(1, Buffer.from('one more'))).toBe(41);
    await journal.close();
  });

  it('keeps the order of callers and gives each its own position, however many append at once', async () => {
    const folder = newFolder();
    const journal = await openJournal({ folder, segmentBytes: 5_000 });
    const positions = await Promise.all(
      Array.from({ length: 2_000 }, (_, index) => journal.append(1, Buffer.from(`n${index}`))),
    );
    expect(positions).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
    expect(await textsOf(journal)).toEqual(positions.map((position) => `n${position - 1}`));
    await journal.close();
  });

  it('shares one sync among callers that come while another runs', async () => {
    const disk = powerCutDisk();
    let syncs = 0;
    const counting = {
      ...disk,
      create: async (path: string) => {
        const file = await disk.create(path);
        return {
          ...file,
          sync: () => {
            syncs += 1;
            return file.sync();
          },
        };
      },
    };
    const journal = await openJournal({ folder: newFolder(), disk: counting });
    await Promise.all(Array.from({ length: 500 }, () => journal.append(1, Buffer.from('x'))));
    expect(syncs).toBeLessThan(5);
    await journal.close();
  });

  it('forgets segments that are applied, never the one it writes to', async () => {
    const all = Array.from({ length: 20 }, (_, index) => `record ${index + 1}`);
    const folder = await filled(all, { segmentBytes: 200 });
    const journal = await openJournal({ folder });
    expect(await journal.forget(0)).toBe(0);
    expect(await journal.forget(8)).toBeGreaterThan(0);
    expect(journal.first()).toBeLessThanOrEqual(9);
    expect((await textsOf(journal, 8)).length).toBe(12);
    await journal.forget(20);
    expect(readdirSync(folder)).toHaveLength(1);
    await journal.close();
    const again = await openJournal({ folder, after: 20 });
    expect(await again.append(1, Buffer.from('x'))).toBe(21);
    await again.close();
  });

  it('begins behind what is applied elsewhere, even where its own end was lost', async () => {
    const folder = await filled(['a', 'b']);
    const journal = await openJournal({ folder, after: 10 });
    expect(await journal.append(1, Buffer.from('c'))).toBe(11);
    await journal.close();
    const again = await openJournal({ folder, after: 10 });
    expect(await textsOf(again, 10)).toEqual(['c']);
    expect(again.last()).toBe(11);
    await again.close();
  });

  it('refuses at once what does not fit its queue, what is too large, and what comes after the end', async () => {
    const journal = await openJournal({ folder: newFolder(), maxWaitingBytes: 1_000, maxRecordBytes: 600 });
    const first = journal.append(1, Buffer.alloc(600));
    await expect(journal.append(1, Buffer.alloc(600))).rejects.toMatchObject({ code: 'events.busy' });
    await expect(journal.append(1, Buffer.alloc(601))).rejects.toMatchObject({ code: 'events.too_large' });
    expect(await first).toBe(1);
    expect(await journal.append(1, Buffer.alloc(600))).toBe(2);
    expect(journal.waitingBytes()).toBe(0);
    await journal.close();
    await expect(journal.append(1, Buffer.alloc(1))).rejects.toMatchObject({ code: 'events.closed' });
  });
});

describe('the end of a journal', () => {
  const texts = ['first', 'second', 'the last record'];
  const lastBytes = recordHeadBytes + Buffer.byteLength('the last record');

  it('is cut at the last whole record wherever it was torn off', async () => {
    const whole = await readFile(firstSegment(await filled(texts)));
    for (let length = whole.length - lastBytes + 1; length < whole.length; length += 1) {
      const folder = newFolder();
      await (await openJournal({ folder })).close();
      await writeFile(firstSegment(folder), whole.subarray(0, length));
      expect(await reread(folder)).toEqual({ texts: texts.slice(0, 2), torn: 1, last: 2 });
      expect((await readFile(firstSegment(folder))).length).toBe(whole.length - lastBytes);
    }
  });

  it('is cut where it was overwritten from any byte on with zeros or garbage, and goes on from there', async () => {
    const whole = await readFile(firstSegment(await filled(texts)));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: lastBytes }),
        fc.oneof(fc.constant(Buffer.alloc(200)), fc.uint8Array({ minLength: 1, maxLength: 200 })),
        async (from, junk) => {
          const kept = whole.subarray(0, whole.length - from);
          const bytes = Buffer.concat([kept, junk]);
          fc.pre(!bytes.subarray(0, whole.length).equals(whole));
          const folder = newFolder();
          await (await openJournal({ folder })).close();
          await writeFile(firstSegment(folder), bytes);
          const journal = await openJournal({ folder });
          expect(journal.torn).toEqual([
            {
              segment: '0000000001.journal',
              at: whole.length - lastBytes,
              bytes: from === lastBytes ? junk.length : bytes.length - (whole.length - lastBytes),
            },
          ]);
          expect(await journal.append(1, Buffer.from('again'))).toBe(3);
          await journal.close();
          expect(await reread(folder)).toEqual({ texts: ['first', 'second', 'again'], torn: 0, last: 3 });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is cut before records of one sync of which the disk kept only the later ones', async () => {
    const folder = newFolder();
    const journal = await openJournal({ folder });
    await journal.append(1, Buffer.from('safe'));
    await Promise.all(['a', 'b', 'c'].map((one) => journal.append(1, Buffer.from(one))));
    await journal.close();
    const bytes = await readFile(firstSegment(folder));
    bytes.fill(0, segmentHeaderBytes + recordHeadBytes + 4, segmentHeaderBytes + recordHeadBytes + 4 + recordHeadBytes);
    await writeFile(firstSegment(folder), bytes);
    expect(await reread(folder)).toEqual({ texts: ['safe'], torn: 1, last: 1 });
  });

  it('may be a segment whose header never reached the disk', async () => {
    const folder = await filled(['a', 'b']);
    await writeFile(join(folder, '0000000002.journal'), Buffer.alloc(10));
    expect(await reread(folder)).toEqual({ texts: ['a', 'b'], torn: 1, last: 2 });
  });
});

describe('damage to what was acknowledged', () => {
  it('is refused with its segment and byte, for every byte of a record that others follow', async () => {
    const whole = await readFile(firstSegment(await filled(['first', 'second', 'third'])));
    const secondAt = segmentHeaderBytes + recordHeadBytes + 5;
    for (let at = secondAt; at < secondAt + recordHeadBytes + 6; at += 1) {
      const folder = newFolder();
      await (await openJournal({ folder })).close();
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0x41;
      await writeFile(firstSegment(folder), bytes);
      await expect(openJournal({ folder })).rejects.toMatchObject({
        code: 'events.damaged',
        problem: expect.stringContaining(`segment 0000000001.journal, byte ${secondAt}`),
      });
      expect(await readFile(firstSegment(folder))).toEqual(bytes);
    }
  });

  it('is refused where a segment is missing, ends early or has another header', async () => {
    const all = Array.from({ length: 20 }, (_, index) => `record ${index + 1}`);
    const missing = await filled(all, { segmentBytes: 200 });
    rmSync(join(missing, '0000000002.journal'));
    await expect(openJournal({ folder: missing })).rejects.toMatchObject({ code: 'events.damaged' });

    const early = await filled(all, { segmentBytes: 200 });
    const second = join(early, '0000000002.journal');
    const bytes = await readFile(second);
    await writeFile(second, bytes.subarray(0, bytes.length - 5));
    await expect(openJournal({ folder: early })).rejects.toThrow(/goes on after/);

    const other = await filled(['a']);
    await writeFile(firstSegment(other), Buffer.from('this is a text of somebody else, and not a journal'));
    await expect(openJournal({ folder: other })).rejects.toThrow(/not the header/);
  });
});

describe('a disk that fails', () => {
  it('that is full refuses what does not fit as a whole, keeps the rest, and takes again when there is room', async () => {
    const disk = smallDisk(400);
    const folder = newFolder();
    const journal = await openJournal({ folder, disk });
    const taken: string[] = [];
    for (let index = 0; index < 20; index += 1) {
      const one = `${index}`.padStart(30, '.');
      await journal.append(1, Buffer.from(one)).then(
        () => taken.push(one),
        (error) => expect(error).toMatchObject({ code: 'events.disk_full' }),
      );
    }
    expect(taken.length).toBeGreaterThan(3);
    expect(taken.length).toBeLessThan(10);
    disk.grow(10_000);
    await journal.append(1, Buffer.from('room'));
    await journal.close();
    expect(await reread(folder)).toEqual({ texts: [...taken, 'room'], torn: 0, last: taken.length + 1 });
  });

  it('that has no room for another segment leaves nothing of it behind', async () => {
    const disk = smallDisk(110);
    const folder = newFolder();
    const journal = await openJournal({ folder, disk, segmentBytes: 60 });
    await journal.append(1, Buffer.alloc(40));
    await expect(journal.append(1, Buffer.alloc(40))).rejects.toMatchObject({ code: 'events.disk_full' });
    expect(readdirSync(folder)).toHaveLength(1);
    disk.grow(1_000);
    expect(await journal.append(1, Buffer.alloc(40))).toBe(2);
    await journal.close();
  });

  it('whose sync fails refuses everybody who waited for it', async () => {
    const disk = unreliableDisk();
    const folder = newFolder();
    const journal = await openJournal({ folder, disk });
    await journal.append(1, Buffer.from('a'));
    disk.fails = true;
    const both = await Promise.allSettled([journal.append(1, Buffer.from('b')), journal.append(1, Buffer.from('c'))]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    disk.fails = false;
    expect(await journal.append(1, Buffer.from('d'))).toBe(2);
    expect(await textsOf(journal)).toEqual(['a', 'd']);
    await journal.close();
  });
});

describe('after a power cut', () => {
  it('everything that was acknowledged is there, at any moment and over segments', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 }), { maxLength: 12 }),
        fc.integer({ min: 60, max: 2_000 }),
        async (groups, segmentBytes) => {
          const disk = powerCutDisk();
          const journal = await openJournal({ folder: newFolder(), disk, segmentBytes });
          const acknowledged: string[] = [];
          let cut: { readonly folder: string; readonly promised: readonly string[] } | undefined;
          for (const [index, group] of groups.entries()) {
            await Promise.all(
              group.map(async (length, place) => {
                const one = `${index}/${place}/`.padEnd(length, 'x');
                await journal.append(1, Buffer.from(one));
                acknowledged.push(one);
              }),
            );
            if (index === groups.length >> 1) {
              const folder = newFolder();
              await disk.restore(folder);
              cut = { folder, promised: [...acknowledged] };
            }
          }
          const end = newFolder();
          await disk.restore(end);
          await journal.close();
          expect((await reread(end)).texts).toEqual(acknowledged);
          if (cut) expect((await reread(cut.folder)).texts).toEqual(cut.promised);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('would not be there had the folder not been synced, so the picture of the disk is a strict one', async () => {
    const disk = powerCutDisk();
    const journal = await openJournal({ folder: newFolder(), disk: { ...disk, syncFolder: async () => undefined } });
    await journal.append(1, Buffer.from('a'));
    await journal.close();
    const folder = newFolder();
    await disk.restore(folder);
    expect((await reread(folder)).texts).toEqual([]);
    await nodeDisk.syncFolder(folder);
  });
});
