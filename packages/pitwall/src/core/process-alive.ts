import { hostname } from 'node:os';

/** Whether there is such a process on this machine. One of somebody else's may not be asked, but is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Whether a process is gone for certain; of another machine nobody knows. */
export const isGone = ({ pid, host }: { readonly pid: number; readonly host: string }): boolean =>
  host === hostname() && !isAlive(pid);
