import { setTimeout as after } from 'node:timers/promises';
import { type Child, startNode } from '../../http/testing/child.ts';

/** One process of a server, from its start to its end. */
export interface Life {
  readonly child: Child;
  readonly began: number;
}

export interface Ready {
  readonly address: string;
  readonly milliseconds: number;
}

/** One that takes longer hangs. */
const patience = 120_000;

export function beginLife(program: string, words: readonly string[]): Life {
  const child = startNode(program, 'up', '--port', '0', ...words);
  // it does not outlive whoever started it
  const stop = (): void => void child.process.kill('SIGKILL');
  process.on('exit', stop);
  void child.ended.then(() => process.off('exit', stop));
  return { child, began: performance.now() };
}

/** Where it listens, or nothing where it ended before. */
export async function readyLife({ child, began }: Life): Promise<Ready | undefined> {
  const started = child.says(/ started (http:\S+) /).catch(() => undefined);
  const match = await Promise.race([started, after(patience, undefined, { ref: false })]);
  return match ? { address: match[1] ?? '', milliseconds: performance.now() - began } : undefined;
}

export interface FirstKeys {
  readonly token: string;
  readonly link: string;
}

/** What the first start shows, once. */
export async function keysOf({ child }: Life): Promise<FirstKeys | undefined> {
  const shown = child.says(/link=(pitwall_\S+)\n\s+token +(pitwall_\S+)\n/).catch(() => undefined);
  const match = await Promise.race([shown, after(3_000, undefined, { ref: false })]);
  return match ? { link: match[1] ?? '', token: match[2] ?? '' } : undefined;
}

const begins = /^(?=\d{4}-\d{2}-\d{2}T\S+Z )/m;
const fine = /^\S+ (recovered|started|reloaded|stopping|stopped)\b/;
/** What background work says, once each, while the state is away. */
const stateAway = /^\S+ (failed|kept) [\s\S]*The state cannot be read or written/;

/** What a server says that is well does not need to. What a killed one said last may be half a line. */
export function complaintsOf({ child }: Life, onPostgres: boolean): string[] {
  const whole = child.said().slice(0, child.said().lastIndexOf('\n') + 1);
  return whole.split(begins).filter((said) => said !== '' && !fine.test(said) && !(onPostgres && stateAway.test(said)));
}

export interface Recovered {
  readonly torn: number;
  readonly mended: boolean;
  readonly replayed: number;
}

export function recoveredOf({ child }: Life): Recovered | undefined {
  const match = /recovered journal ends cut off: (\d+), database mended: (yes|no), batches replayed: (\d+)/.exec(
    child.said(),
  );
  return match ? { torn: Number(match[1]), mended: match[2] === 'yes', replayed: Number(match[3]) } : undefined;
}
