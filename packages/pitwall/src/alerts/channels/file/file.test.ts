import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anyMessage, sampleMessage } from '../../testing/sample-messages.ts';
import { testTools } from '../../testing/send-tools.ts';
import { composeLine } from './compose.ts';
import { fileChannel } from './index.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'pitwall-file-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const keyOf = (number: number): string =>
  number.toString(16).padStart(64, '0').replace(/^0{8}/, number.toString(16).padStart(8, '0'));

const send = (settings: unknown, key = keyOf(1), message = sampleMessage()) =>
  fileChannel.send(message, fileChannel.settings.parse(settings), testTools({ home, key }).tools);

/** All lines of all files, oldest file first; a line that is torn is left out. */
async function keysIn(folder = home): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('alerts.jsonl'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    text.split('\n').flatMap((line) => {
      try {
        return [(JSON.parse(line) as { key: string }).key];
      } catch {
        return [];
      }
    }),
  );
}

describe('a message in a file', () => {
  it('is one line with its key, its moments as text', async () => {
    expect(await send('alerts.jsonl')).toEqual({ kind: 'delivered', detail: 'written to alerts.jsonl' });
    const text = await readFile(join(home, 'alerts.jsonl'), 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    expect(JSON.parse(text)).toMatchObject({
      key: keyOf(1),
      kind: 'firing',
      at: '2026-11-22T03:01:00.000Z',
      alerts: [{ since: '2026-11-22T03:00:00.000Z', resolvedAt: null, recent: [{ value: 0.5 }, { value: 3 }] }],
    });
  });

  it('makes the folders that are not there', async () => {
    await send('var/log/alerts.jsonl');
    expect(await readdir(join(home, 'var/log'))).toEqual(['alerts.jsonl']);
  });

  it('is whole whatever is in it', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const line = composeLine(message, 'k');
        expect(line).not.toMatch(/[\n\r]/);
        expect(JSON.parse(line)).toMatchObject({ key: 'k', firing: message.firing });
        expect(line.isWellFormed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('closes a line that a crash tore, and loses only that one', async () => {
    await send('alerts.jsonl', keyOf(1));
    const path = join(home, 'alerts.jsonl');
    await writeFile(path, '{"key":"torn","at":"2026-', { flag: 'a' });
    await send('alerts.jsonl', keyOf(2));
    expect(await keysIn()).toEqual([keyOf(1), keyOf(2)]);
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(4);
  });

  it('goes through a link to where the file is', async () => {
    await mkdir(join(home, 'elsewhere'));
    await symlink(join(home, 'elsewhere/alerts.jsonl'), join(home, 'alerts.jsonl'));
    await writeFile(join(home, 'elsewhere/alerts.jsonl'), '');
    await send('alerts.jsonl');
    expect(await keysIn(join(home, 'elsewhere'))).toEqual([keyOf(1)]);
  });
});

describe('a full file', () => {
  const small = { path: 'alerts.jsonl', max_bytes: 3_000, keep: 1_000 };

  it('makes room for a new one, and nothing is lost', async () => {
    for (let number = 1; number <= 12; number += 1) await send(small, keyOf(number));
    const names = await readdir(home);
    expect(names.length).toBeGreaterThan(3);
    expect((await keysIn()).toSorted()).toEqual(Array.from({ length: 12 }, (_, index) => keyOf(index + 1)));
  });

  it('goes when so many are kept, the oldest first', async () => {
    for (let number = 1; number <= 40; number += 1) await send({ ...small, keep: 2 }, keyOf(number));
    const names = await readdir(home);
    expect(names).toHaveLength(3);
    const keys = (await keysIn()).toSorted();
    expect(keys.at(-1)).toBe(keyOf(40));
    expect(keys[0]).toBe(keyOf(41 - keys.length));
  });

  it('leaves files of others with names like its own alone', async () => {
    await writeFile(join(home, 'alerts.jsonl.1-notours'), 'x');
    await writeFile(join(home, 'alerts.jsonl.bak'), 'x');
    for (let number = 1; number <= 20; number += 1) await send({ ...small, keep: 1 }, keyOf(number));
    expect(await readdir(home)).toEqual(expect.arrayContaining(['alerts.jsonl.1-notours', 'alerts.jsonl.bak']));
  });

  it('was moved away and the server was killed before it began a new one: the next message begins it', async () => {
    for (let number = 1; number <= 3; number += 1) await send(small, keyOf(number));
    await rename(join(home, 'alerts.jsonl'), join(home, `alerts.jsonl.9-${keyOf(3).slice(0, 8)}`));
    for (let number = 4; number <= 12; number += 1) await send(small, keyOf(number));
    expect((await keysIn()).toSorted()).toEqual(Array.from({ length: 12 }, (_, index) => keyOf(index + 1)));
    expect((await readdir(home)).some((name) => name.startsWith('alerts.jsonl.10-'))).toBe(true);
  });

  it('keeps every line once while two servers write at the same time', async () => {
    const one = async (from: number): Promise<void> => {
      for (let number = from; number < from + 60; number += 1) {
        expect((await send(small, keyOf(number))).kind).toBe('delivered');
      }
    };
    await Promise.all([one(1), one(1_001)]);
    const expected = [1, 1_001].flatMap((from) => Array.from({ length: 60 }, (_, index) => keyOf(from + index)));
    expect((await keysIn()).toSorted()).toEqual(expected.toSorted());
  });
});

describe('a path where nothing can be written', () => {
  it.each([
    ['a folder', '.', 'it is no file; name the file itself'],
    ['a file in the middle', 'there/alerts.jsonl', 'a part of the path is no folder; name another path'],
    ['a name that is too long', 'x'.repeat(300), 'the name is too long; name a shorter path'],
    ['a zero byte', 'a\u0000b', 'it is not possible (ERR_INVALID_ARG_VALUE); name another path'],
  ])('is refused with what to do: %s', async (_, path, why) => {
    await writeFile(join(home, 'there'), '');
    const outcome = await send(path);
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(outcome.detail).toContain(why);
    expect(outcome.detail).not.toContain('\u0000');
  });

  it('is tried again later when it is the disk that is full', async () => {
    expect(await send('/dev/full')).toEqual({
      kind: 'failed',
      detail: 'expected to write to /dev/full, but the disk is full; make room on it',
    });
  });
});
