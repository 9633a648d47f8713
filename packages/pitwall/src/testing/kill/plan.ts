import { randomStream } from '../../demo/random.ts';

/** How a process ends, and when. */
export type Ending =
  /** While it starts; the moment is a share of the time that a start took the last time. */
  | { readonly kind: 'start'; readonly share: number }
  /** So long after it was ready, with everything under way. */
  | { readonly kind: 'load'; readonly milliseconds: number }
  /** In the very moment in which so many requests were acknowledged. */
  | { readonly kind: 'acknowledged'; readonly count: number }
  /** Under so much data that the database moves its log into its file in the meantime. */
  | { readonly kind: 'heavy'; readonly milliseconds: number }
  /** Asked to stop, and killed while it does. */
  | { readonly kind: 'stopping'; readonly milliseconds: number; readonly after: number }
  /** Like `load`, after the Postgres that keeps the state was killed and started again. */
  | { readonly kind: 'postgres'; readonly milliseconds: number; readonly away: number }
  /** Asked to stop, and let. */
  | { readonly kind: 'stop'; readonly milliseconds: number };

/** What else a power cut does: to what was written last, and acknowledged to nobody. */
export const tears = [
  'journal cut',
  'journal garbled',
  'journal zeros',
  'journal half a record',
  'journal half a header',
  'database log cut',
  'database log garbled',
  'database log zeros',
  'state log garbage',
] as const;
export type Tear = (typeof tears)[number];

export interface Round {
  readonly ending: Ending;
  readonly tears: readonly Tear[];
  /** For what is left to chance besides. */
  readonly next: () => number;
}

/** What happens in a round, the same for the same seed; when it happens is up to the machine. */
export function planRound(
  seed: number,
  round: number,
  { previous, onPostgres }: { readonly previous: Ending | undefined; readonly onPostgres: boolean },
): Round {
  const { next, shuffled } = randomStream('kill', seed, round);
  const ending =
    onPostgres && next() < 0.6
      ? { kind: 'postgres' as const, milliseconds: 100 + 900 * next(), away: 1_000 * next() ** 2 }
      : planEnding(next, previous);
  const isTorn = !onPostgres && ending.kind !== 'stop' && next() < 0.4;
  const count = next() < 0.3 ? 2 : 1;
  return { ending, tears: isTorn ? shuffled(tears).slice(0, count) : [], next };
}

function planEnding(next: () => number, previous: Ending | undefined): Ending {
  const chance = next();
  // with much left to be replayed, a kill in the middle of that
  if (previous?.kind === 'heavy' && chance < 0.6) return { kind: 'start', share: 0.3 + next() };
  if (chance < 0.12) return { kind: 'start', share: 1.2 * next() };
  if (chance < 0.22) return { kind: 'stop', milliseconds: 50 + 400 * next() };
  if (chance < 0.32) return { kind: 'stopping', milliseconds: 50 + 400 * next(), after: 150 * next() };
  if (chance < 0.44) return { kind: 'heavy', milliseconds: 400 + 2_200 * next() };
  if (chance < 0.62) return { kind: 'acknowledged', count: 1 + Math.floor(60 * next()) };
  return { kind: 'load', milliseconds: 2_000 * next() ** 2 };
}
