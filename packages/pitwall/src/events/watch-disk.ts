import { join } from 'node:path';
import { PitwallError } from '../core/errors.ts';
import type { Disk } from './journal/disk.ts';

/** Remembers that the disk took nothing, and tries by itself whether it does again. */
export interface DiskWatch {
  /** To be told of what went wrong with the journal. */
  failed(error: unknown): void;
  /** To be told when the journal was written. */
  fine(): void;
  /** Undefined where the disk is fine, as far as anybody knows. */
  trouble(): PitwallError | undefined;
  close(): Promise<void>;
}

const tryEveryMilliseconds = 500;
/** Room for one batch and its segment. */
const triedBytes = 256 << 10;

/** Nobody sends to a server that says it is read-only, so without a try of its own it would stay so. */
export function watchDisk(disk: Disk, folder: string): DiskWatch {
  const path = join(folder, 'room');
  let trouble: PitwallError | undefined;
  let timer: NodeJS.Timeout | undefined;
  let trying: Promise<void> = Promise.resolve();
  let closed = false;

  async function tryWriting(): Promise<void> {
    try {
      const file = await disk.create(path);
      try {
        await file.write(Buffer.alloc(triedBytes), 0);
        await file.sync();
      } finally {
        await file.close();
        await disk.remove(path);
      }
      trouble = undefined;
    } catch {
      tryLater();
    }
  }

  function tryLater(): void {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      trying = tryWriting();
    }, tryEveryMilliseconds).unref();
  }

  return {
    failed(error) {
      if (!(error instanceof PitwallError) || !['events.disk', 'events.disk_full'].includes(error.code)) return;
      trouble = error;
      tryLater();
    },
    fine() {
      trouble = undefined;
      clearTimeout(timer);
    },
    trouble: () => trouble,
    async close() {
      closed = true;
      clearTimeout(timer);
      await trying;
    },
  };
}
