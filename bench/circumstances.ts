import { execFileSync } from 'node:child_process';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Circumstances } from './report.ts';

/** Without them a number means little. */
export function readCircumstances(): Circumstances {
  const processors = cpus();
  return {
    machine: `${processors[0]?.model ?? 'unknown processor'}, ${processors.length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    system: `${platform()} ${release()} ${arch()}, Node ${process.version}`,
    commit: readCommit(),
    date: new Date().toISOString(),
    load: loadavg()
      .map((load) => load.toFixed(2))
      .join(' '),
  };
}

function readCommit(): string {
  try {
    const commit = git('rev-parse', '--short', 'HEAD');
    return git('status', '--porcelain') === '' ? commit : `${commit}, with changes that are not committed`;
  } catch {
    return 'none';
  }
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
