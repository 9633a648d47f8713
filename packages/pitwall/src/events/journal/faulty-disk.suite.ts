import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Disk, type DiskFile, nodeDisk } from './disk.ts';

type Wrap = (file: DiskFile, path: string) => DiskFile;

const wrapped = (wrap: Wrap): Disk => ({
  ...nodeDisk,
  create: async (path) => wrap(await nodeDisk.create(path), path),
  open: async (path) => wrap(await nodeDisk.open(path), path),
});

const fault = (code: string): Error => Object.assign(new Error(`${code}: as asked for`), { code });

/** A disk with room for so many bytes: what goes beyond is written in part, as a real one does, and fails. */
export function smallDisk(room: number): Disk & { grow(bytes: number): void } {
  let left = room;
  const disk = wrapped((file) => ({
    ...file,
    async write(bytes, at) {
      const fitting = Math.min(left, bytes.length);
      left -= fitting;
      await file.write(bytes.subarray(0, fitting), at);
      if (fitting < bytes.length) throw fault('ENOSPC');
    },
    async truncate(length) {
      await file.truncate(length);
      // Nobody counts what was freed: a disk that others fill as well gives nothing back.
    },
  }));
  return {
    ...disk,
    grow(bytes) {
      left += bytes;
    },
  };
}

/** A disk whose syncs fail as long as they are said to. */
export function unreliableDisk(): Disk & { fails: boolean } {
  const state = { fails: false };
  const disk = wrapped((file) => ({
    ...file,
    async sync() {
      if (state.fails) throw fault('EIO');
      await file.sync();
    },
  }));
  return Object.assign(state, disk);
}

/**
 * A disk that keeps a second picture of itself: the files whose names were synced, each with the bytes that it had at its
 * own last sync. The worst that a power cut can leave behind.
 */
export function powerCutDisk(): Disk & { restore(folder: string): Promise<void> } {
  const named = new Set<string>();
  const synced = new Map<string, Buffer>();
  const disk = wrapped((file, path) => ({
    ...file,
    async sync() {
      const bytes = await readFile(path);
      await file.sync();
      synced.set(path, bytes);
    },
  }));
  return {
    ...disk,
    async remove(path) {
      await nodeDisk.remove(path);
      synced.delete(path);
    },
    async syncFolder(path) {
      await nodeDisk.syncFolder(path);
      for (const file of [...named]) if (!synced.has(file)) named.delete(file);
      for (const file of synced.keys()) named.add(file);
    },
    async restore(folder) {
      await mkdir(folder, { recursive: true });
      for (const path of named) await writeFile(join(folder, basename(path)), synced.get(path) ?? Buffer.alloc(0));
    },
  };
}
