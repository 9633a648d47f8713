import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { brokenGames, config, games, manyGames } from './games.ts';
import { cleanEnvironment, cli, type Scratch, scratch } from './run.ts';

const pollMilliseconds = 20;

describe('a run that does not go to its end, or is not alone', () => {
  it('leaves no temporary files behind when it is interrupted, and dies of the signal', async () => {
    const place = scratch();
    place.write('pitwall.yaml', config);
    place.write('many.csv', manyGames(1_000_000));
    expect(await interrupted(place, 'SIGINT', ['check', 'many.csv'])).toBe('SIGINT');
    expect(readdirSync(place.temporary)).toEqual([]);
    expect(await interrupted(place, 'SIGTERM', ['check', '-'])).toBe('SIGTERM');
    expect(readdirSync(place.temporary)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')(
    'has the exit code 130 for a shell (skipped where there is no Linux, whose env is asked for)',
    async () => {
      const { shell, write, temporary } = scratch();
      write('games.csv', games);
      // The data never ends, so the run waits for it until it is interrupted.
      const ran = await shell(
        `mkfifo endless; sleep 30 > endless & sleeper=$!
      env --default-signal=INT pitwall check - < endless & run=$!
      until ls ${temporary}/pitwall-*/pitwall-stdin-* > /dev/null 2>&1; do sleep 0.02; done
      kill -INT $run; wait $run; echo $?; kill $sleeper`,
      );
      expect(ran.stdout).toBe('130\n');
      expect(readdirSync(temporary)).toEqual([]);
    },
  );

  it('cleans up after findings, mistakes and closed pipes as well', async () => {
    const { shell, write, temporary, pitwall } = scratch();
    write('pitwall.yaml', config);
    write('games.csv', brokenGames);
    await Promise.all([
      pitwall(['check', '-'], { stdin: '' }),
      pitwall(['check', '-'], { stdin: '{"half": ' }),
      pitwall(['check', '--quarantine', 'bad.parquet', '--accepted', 'good.csv']),
    ]);
    await shell('pitwall check --accepted - | true');
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is not disturbed by another run in the same folder', async () => {
    const { pitwall, write, read, temporary } = scratch();
    write('pitwall.yaml', config);
    write('many.csv', manyGames(20_000));
    write('games.csv', brokenGames);
    const [first, second] = await Promise.all([
      pitwall(['check', 'many.csv', '--quarantine', 'first.csv']),
      pitwall(['check', '-', '--quarantine', 'second.csv'], { stdin: brokenGames }),
    ]);
    expect(first).toMatchObject({ code: 1, stderr: '2,000 rows set apart, 18,000 rows passed on\n' });
    expect(second).toMatchObject({ code: 1, stderr: '1 row set apart, 2 rows passed on\n' });
    expect(read('first.csv').trimEnd().split('\n')).toHaveLength(2_001);
    expect(read('second.csv').trimEnd().split('\n')).toHaveLength(2);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

/** Sends the signal as soon as the run has temporary files, and tells what it died of. */
async function interrupted(
  { folder, temporary }: Scratch,
  signal: NodeJS.Signals,
  typed: readonly string[],
): Promise<unknown> {
  const child = spawn(process.execPath, [cli, ...typed], {
    cwd: folder,
    env: { ...cleanEnvironment(), TMPDIR: temporary },
  });
  const ended = once(child, 'exit');
  while (!hasFiles(temporary) && child.exitCode === null) await pause(pollMilliseconds);
  child.kill(signal);
  const [, diedOf] = (await ended) as [number | null, NodeJS.Signals | null];
  return diedOf;
}

function hasFiles(temporary: string): boolean {
  return readdirSync(temporary).some(
    (own) => existsSync(join(temporary, own)) && readdirSync(join(temporary, own)).length > 0,
  );
}
