import { type FileHandle, open, unlink } from 'node:fs/promises';

/** What a journal does to the disk. A test stands in its place to cut the power or fill it up. */
export interface Disk {
  /** A file that is there already failed to become a segment before, and is begun anew. */
  create(path: string): Promise<DiskFile>;
  open(path: string): Promise<DiskFile>;
  remove(path: string): Promise<void>;
  /** After it, the names in the folder survive a power cut; before it, a file may be gone whose bytes were synced. */
  syncFolder(path: string): Promise<void>;
}

export interface DiskFile {
  write(bytes: Buffer, at: number): Promise<void>;
  truncate(length: number): Promise<void>;
  /** Returns when everything written is on the disk itself. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export const nodeDisk: Disk = {
  create: async (path) => fileOf(await open(path, 'w+')),
  open: async (path) => fileOf(await open(path, 'r+')),
  remove: unlink,
  async syncFolder(path) {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

function fileOf(handle: FileHandle): DiskFile {
  return {
    async write(bytes, at) {
      let done = 0;
      while (done < bytes.length) {
        // A disk that is nearly full takes a part and says so only by the count.
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
        done += bytesWritten;
      }
    },
    truncate: (length) => handle.truncate(length),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}
