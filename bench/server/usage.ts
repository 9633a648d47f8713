import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Linux tells of any process what it used; elsewhere this part is not measured. */
export const isUsageKnown = process.platform === 'linux';

const ticksPerSecond = isUsageKnown ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : Number.NaN;

/** All threads, user and system together, since the process began. */
export function cpuSecondsOf(pid: number): number {
  if (!isUsageKnown) return Number.NaN;
  // the name of the program stands in brackets, and may hold anything
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

export function residentBytesOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1_024;
}
