import type { EventKind } from '../../events/event.ts';

export type SentFormat = 'lines' | 'json' | 'csv' | 'parquet';

export interface SentRow {
  readonly id: string;
  readonly at: number;
  /** The prediction, or the label. */
  readonly value: number;
  /** Of a prediction. */
  readonly features: Readonly<Record<string, number | string>>;
}

/** What the server answers when it has taken events in. */
export interface Accepted {
  readonly accepted: number;
  readonly position: number;
  readonly added?: number;
  readonly repeated?: number;
  readonly conflicting?: number;
  readonly corrected?: number;
}

/**
 * One batch, however often it was sent. `new` events are there afterwards; a `correction` takes the place of labels;
 * `conflict` holds known ids with something else in them, which changes nothing and is counted.
 */
export interface Sent {
  readonly kind: EventKind;
  readonly purpose: 'new' | 'correction' | 'conflict';
  readonly model: string;
  readonly format: SentFormat;
  readonly key: string | undefined;
  readonly wait: boolean;
  readonly rows: readonly SentRow[];
  readonly sender: number;
  readonly round: number;
  attempts: number;
  /** Attempts of which nobody knows what came of them. */
  unheard: number;
  /** The first answer that was heard. */
  answer: Accepted | undefined;
  /** Whether it is there: known once it was acknowledged, or seen to be there or not after a start. */
  fate: 'open' | 'kept' | 'gone';
}

/** What became of an id. */
export interface Entry {
  prediction?: { readonly sent: Sent; readonly row: SentRow };
  /** The first one, then its corrections, in the order in which they were sent. */
  readonly labels: { readonly sent: Sent; readonly row: SentRow }[];
}

/** Things that are counted: at least those that were acknowledged are there, at most those that were tried. */
export interface Tally {
  acknowledged: number;
  tried: number;
}

/** What was sent to one data directory, and what may therefore be expected of it. */
export interface Book {
  readonly sent: Sent[];
  /** By model and id. */
  readonly entries: Map<string, Entry>;
  /** Done entries of the audit by verb, beside those that have a position. */
  readonly verbs: Map<string, Tally>;
  /** How many of them the audit has. */
  readonly verbsFound: Map<string, { count: number }>;
  /** Samples by component. */
  readonly samples: Map<string, Tally>;
  readonly session: { link: string | undefined; cookie: string | undefined; tried: boolean };
  /** What is in the configuration file. */
  project: string;
  /** Of everything that was acknowledged. */
  lastPosition: number;
  /** Positions that the audit has as done, and where it ended when it was last looked at. */
  readonly audited: Map<number, number>;
  auditHead: { readonly seq: number; readonly hash: string } | undefined;
}

export const openBook = (): Book => ({
  sent: [],
  entries: new Map(),
  verbs: new Map(),
  verbsFound: new Map(),
  samples: new Map(),
  session: { link: undefined, cookie: undefined, tried: false },
  project: '',
  lastPosition: 0,
  audited: new Map(),
  auditHead: undefined,
});

export const entryKey = (model: string, id: string): string => `${model}/${id}`;

/** Enters a batch before it is sent. */
export function enter(book: Book, sent: Sent): Sent {
  book.sent.push(sent);
  for (const row of sent.rows) {
    const key = entryKey(sent.model, row.id);
    const entry = book.entries.get(key) ?? { labels: [] };
    book.entries.set(key, entry);
    if (sent.purpose === 'conflict') continue;
    if (sent.kind === 'prediction') entry.prediction = { sent, row };
    else entry.labels.push({ sent, row });
  }
  return sent;
}

export function acknowledge(book: Book, sent: Sent, answer: Accepted): void {
  sent.answer ??= answer;
  sent.fate = 'kept';
  book.lastPosition = Math.max(book.lastPosition, answer.position);
}

export function tally(tallies: Map<string, Tally>, name: string): Tally {
  const found = tallies.get(name) ?? { acknowledged: 0, tried: 0 };
  tallies.set(name, found);
  return found;
}

/** The label that counts and how many corrections led to it, with or without batches of which nobody knows. */
export function labelOf(
  { labels }: Entry,
  withOpen: boolean,
): { readonly row: SentRow; readonly corrections: number } | undefined {
  const counted = labels.filter(({ sent }) => sent.fate === 'kept' || (withOpen && sent.fate === 'open'));
  const last = counted.at(-1);
  return last && { row: last.row, corrections: counted.filter(({ sent }) => sent.purpose === 'correction').length };
}
