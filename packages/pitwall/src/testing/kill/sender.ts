import { setTimeout as after } from 'node:timers/promises';
import type { Random } from '../../demo/random.ts';
import { type Book, enter, entryKey, labelOf, type Sent, type SentFormat, type SentRow } from './book.ts';
import { type Door, send, type Workshop } from './request.ts';

export interface SenderOptions {
  readonly book: Book;
  readonly door: Door;
  readonly workshop: Workshop;
  readonly round: number;
  readonly sender: number;
  readonly random: Random;
  /** Large batches, so that the database has to move its log into its file. */
  readonly heavy: boolean;
  /** Batches of an earlier life of which nothing was heard. */
  readonly unheard: readonly Sent[];
  readonly isOver: () => boolean;
  readonly onAcknowledged: () => void;
  readonly onWrong: (problem: string) => void;
}

/** Events of a round are of one minute, so that those of a round can be asked for; all are too young to be forgotten. */
const minute = 60_000;
const epoch = minute * Math.floor(Date.now() / minute) - 2 * 24 * 60 * minute;
export const startOfRound = (round: number): number => epoch + round * minute;

export const models = ['home', 'away'] as const;

/**
 * Sends one batch after the other until the server is gone: new events, labels, corrections, and everything once more,
 * as it comes from services that do not know what was heard of them. All ids are its own, so that the order is known.
 */
export async function runSender(options: SenderOptions): Promise<void> {
  const { book, door, workshop, round, sender, random, heavy, isOver, onAcknowledged, onWrong } = options;
  const { next, pick } = random;
  let made = 0;
  const kept = book.sent.filter(
    (sent) => sent.sender === sender && sent.fate === 'kept' && sent.round >= round - 1 && sent.purpose === 'new',
  );

  const number = (): number => Math.round(next() * 1e6) / 1e6;
  const moment = (): number => startOfRound(round) + Math.floor(next() * minute);
  const key = (): string | undefined => (next() < 0.5 ? `key-${round}-${sender}-${made}` : undefined);
  const size = (): number => (heavy ? 1_500 + Math.floor(next() * 1_000) : pick([1, 1, 3, 7, 50, 300]));

  async function say(sent: Sent, times = 1): Promise<boolean> {
    const problems = await Promise.all(Array.from({ length: times }, () => send(door, book, sent, workshop)));
    for (const problem of problems) if (problem !== undefined) onWrong(problem);
    if (sent.fate === 'kept') onAcknowledged();
    // it stops, or its state is away
    else await after(20);
    return sent.fate === 'kept';
  }

  const make = (
    about: Pick<Sent, 'kind' | 'purpose' | 'model' | 'rows'> & Partial<Pick<Sent, 'key' | 'wait' | 'format'>>,
  ): Sent => {
    made += 1;
    return enter(book, {
      format:
        about.rows.length > 500 ? 'lines' : pick<SentFormat>(['lines', 'lines', 'json', 'json', 'csv', 'parquet']),
      key: key(),
      wait: next() < 0.1,
      sender,
      round,
      attempts: 0,
      unheard: 0,
      answer: undefined,
      fate: 'open',
      ...about,
    });
  };

  function newRows(): SentRow[] {
    made += 1;
    const from = made;
    return Array.from({ length: size() }, (_, nr) => ({
      id: `r${round}-s${sender}-${from}-${nr}`,
      at: moment(),
      value: number(),
      features: { pace: number(), rest: Math.floor(next() * 5), ...(heavy ? { pad: 'x'.repeat(900) } : {}) },
    }));
  }

  const labelled = (rows: readonly SentRow[]): SentRow[] =>
    rows.map(({ id }) => ({ id, at: moment(), value: Math.floor(next() * 100_000), features: {} }));

  async function predict(): Promise<void> {
    const sent = make({ kind: 'prediction', purpose: 'new', model: pick(models), rows: newRows() });
    if (await say(sent, next() < 0.1 && sent.key !== undefined ? 2 : 1)) kept.push(sent);
  }

  async function label(of: Sent): Promise<void> {
    const known = of.rows.some(({ id }) => (book.entries.get(entryKey(of.model, id))?.labels.length ?? 0) > 0);
    if (known) return correct(of);
    const sent = make({ kind: 'label', purpose: 'new', model: of.model, rows: labelled(of.rows) });
    if (await say(sent)) kept.push(sent);
  }

  async function correct(of: Sent): Promise<void> {
    const all = of.rows.every(({ id }) => {
      const entry = book.entries.get(entryKey(of.model, id));
      return (
        entry !== undefined &&
        labelOf(entry, false) !== undefined &&
        !entry.labels.some((one) => one.sent.fate === 'open')
      );
    });
    if (all) await say(make({ kind: 'label', purpose: 'correction', model: of.model, rows: labelled(of.rows) }));
  }

  /** What came before its prediction waits for it. */
  async function labelFirst(): Promise<void> {
    const rows = newRows();
    const model = pick(models);
    const label = make({ kind: 'label', purpose: 'new', model, rows: labelled(rows), wait: false });
    if (!(await say(label))) return;
    kept.push(label);
    const sent = make({ kind: 'prediction', purpose: 'new', model, rows });
    if (await say(sent)) kept.push(sent);
  }

  async function contradict(of: Sent): Promise<void> {
    if (of.kind !== 'prediction') return;
    const rows = of.rows.map((row) => ({ ...row, value: row.value + 2 }));
    // without a key, since each time that it arrives counts
    await say(make({ kind: 'prediction', purpose: 'conflict', model: of.model, rows, key: undefined }));
  }

  async function repeat(of: Sent): Promise<void> {
    // a label that was corrected since would contradict the correction, where its key is not known any more
    const corrected =
      of.kind === 'label' &&
      of.rows.some(({ id }) => (book.entries.get(entryKey(of.model, id))?.labels.length ?? 0) > 1);
    if (!corrected || of.key !== undefined) await say(of);
  }

  for (const sent of options.unheard) {
    const mustBe = sent.fate === 'open';
    if (sent.purpose === 'conflict' || (!mustBe && next() < 0.3)) continue;
    if ((await say(sent)) && sent.purpose === 'new') kept.push(sent);
    if (isOver()) return;
  }
  while (!isOver()) {
    const chance = next();
    const known = kept.at(-1 - Math.floor(next() ** 2 * Math.min(kept.length, 30)));
    if (known === undefined || chance < 0.4) await predict();
    else if (chance < 0.45) await labelFirst();
    else if (chance < 0.65) await label(known);
    else if (chance < 0.75) await correct(known);
    else if (chance < 0.8) await contradict(known);
    else await repeat(known);
  }
}
