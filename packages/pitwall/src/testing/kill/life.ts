import { setTimeout as after } from 'node:timers/promises';
import { type Child, startNode } from '../../http/testing/child.ts';
import { readLocalAccess } from '../../server/local-access.ts';
import { ask } from './request.ts';

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
const patience = 60_000;

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

/** A key of the owner, and a link that signs in with it: what who can read the data directory can make. */
export async function keysOf({ address }: Ready, data: string): Promise<FirstKeys | undefined> {
  const access = await readLocalAccess(data).catch(() => undefined);
  if (access === undefined) return undefined;
  const key = { name: 'kill', grants: [{ role: 'admin' }], days: 365 };
  const asJson = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(key) };
  const made = await ask({ address, token: access.token }, '/api/v1/tokens', asJson);
  if (made?.status !== 201) return undefined;
  const { token } = made.body as { readonly token: string };
  const link = await ask({ address, token }, '/api/v1/sign-in-link', { method: 'POST' });
  if (link?.status !== 200) return undefined;
  const { path } = link.body as { readonly path: string };
  return { token, link: path.slice('/sign-in?link='.length) };
}

const begins = /^(?=\d{4}-\d{2}-\d{2}T\S+Z )/m;
const fine = /^\S+ (recovered|started|reloaded|stopping|stopped|told)\b/;
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
