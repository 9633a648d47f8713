import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import type { Random } from '../../demo/random.ts';
import { type Book, tally } from './book.ts';
import { type Answer, ask, type Door } from './request.ts';
import { models, startOfRound } from './sender.ts';

export interface NeighbourOptions {
  readonly book: Book;
  readonly door: Door;
  /** `pitwall.yaml` */
  readonly configFile: string;
  readonly round: number;
  readonly random: Random;
  readonly isOver: () => boolean;
  readonly onAcknowledged: () => void;
  readonly onWrong: (problem: string) => void;
}

/** Replaced as a whole, as a careful editor does. */
export function writeProject(file: string, book: Book, project: string): void {
  book.project = project;
  const monitor = "{ schedule: '* * * * * *', windows: 1h, lateness: 1h }";
  const model = `{ task: regression, prediction: prediction, label: label, monitor: ${monitor} }`;
  const lines = [
    `project: ${project}`,
    'models:',
    ...models.map((name) => `  ${name}: ${model}`),
    "retention: { schedule: '*/3 * * * * *', journal: '*/2 * * * * *' }",
  ];
  writeFileSync(`${file}.new`, `${lines.join('\n')}\n`);
  renameSync(`${file}.new`, file);
}

/** Everything else that changes the state: the configuration, figures, a session, jobs. */
export async function runOperator(options: NeighbourOptions): Promise<void> {
  const { book, door, configFile, round, random, isOver, onAcknowledged, onWrong } = options;
  const { next } = random;
  let count = 0;

  function heard(path: string, answer: Answer | undefined, wanted: number): boolean {
    if (answer?.status === wanted) {
      onAcknowledged();
      return true;
    }
    if (answer && answer.status < 500 && answer.status !== 429)
      onWrong(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return false;
  }

  async function reload(): Promise<void> {
    writeProject(configFile, book, `courtside-${round}-${count}`);
    const counted = tally(book.verbs, 'config.reload');
    counted.tried += 1;
    const path = '/api/v1/configuration/reload';
    if (heard(path, await ask(door, path, { method: 'POST' }), 200)) counted.acknowledged += 1;
  }

  async function measure(): Promise<void> {
    const component = `kill-${round}`;
    const samples = tally(book.samples, component);
    const requests = tally(book.verbs, 'metric.record');
    const size = 1 + Math.floor(next() * 4);
    samples.tried += size;
    requests.tried += 1;
    const body = JSON.stringify(
      Array.from({ length: size }, () => ({ component, metric: 'latency_ms', value: next() })),
    );
    const path = '/api/v1/metrics';
    const answer = await ask(door, path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    if (!heard(path, answer, 200)) return;
    samples.acknowledged += size;
    requests.acknowledged += 1;
  }

  async function signIn(): Promise<void> {
    const { session } = book;
    if (session.link === undefined || session.tried) return reload();
    session.tried = true;
    const answer = await fetch(`${door.address}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: door.address },
      body: new URLSearchParams({ link: session.link }),
    }).catch(() => undefined);
    if (answer?.status === 303) session.cookie = answer.headers.get('set-cookie')?.split(';')[0];
  }

  async function runJob(): Promise<void> {
    const list = await ask(door, '/api/v1/jobs');
    if (list?.status !== 200) return;
    const { items } = list.body as { readonly items: readonly { readonly name: string }[] };
    const job = items[Math.floor(next() * items.length)];
    if (!job) return;
    const counted = tally(book.verbs, 'job.run');
    counted.tried += 1;
    const path = `/api/v1/jobs/${encodeURIComponent(job.name)}/run`;
    const answer = await ask(door, path, { method: 'POST' });
    // it runs already
    if (answer?.status === 409) counted.tried -= 1;
    else if (heard(path, answer, 202)) counted.acknowledged += 1;
  }

  while (!isOver()) {
    count += 1;
    const chance = next();
    if (chance < 0.2) await reload();
    else if (chance < 0.75) await measure();
    else if (chance < 0.85) await signIn();
    else await runJob();
    await after(5 + 40 * next());
  }
}

/** Reads in between, which see nothing that breaks. */
export async function runReader({ door, round, random, isOver, onWrong }: NeighbourOptions): Promise<void> {
  const { next } = random;
  const from = new Date(startOfRound(round)).toISOString();
  const paths = [
    ...models.map((model) => `/api/v1/models/${model}/predictions?from=${from}&limit=200`),
    '/api/v1/models/home/predictions?labelled=true&limit=50',
    '/api/v1/status',
    '/api/v1/findings',
    '/api/v1/audit?limit=50',
    '/api/v1/configuration',
    '/api/v1/metrics?range=1h',
    '/readyz',
  ];
  while (!isOver()) {
    const path = paths[Math.floor(next() * paths.length)] ?? '/healthz';
    const answer = await ask(door, path);
    if (answer && answer.status !== 200 && answer.status !== 429 && answer.status !== 503)
      onWrong(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    await after(20 * next());
  }
}
