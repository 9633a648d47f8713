import { type Book, type Entry, entryKey, labelOf, type Sent, type SentRow } from './book.ts';

export interface SeenRow {
  readonly at: number;
  readonly value: unknown;
  readonly features: unknown;
  /** Where it was read from the database itself. */
  readonly position?: number;
  readonly nr?: number;
}

export interface SeenLabel {
  readonly at: number;
  readonly value: unknown;
  readonly corrections: number;
}

/** What is there, by model and id. */
export interface Seen {
  readonly predictions: ReadonlyMap<string, SeenRow>;
  readonly labels: ReadonlyMap<string, SeenLabel>;
  /** Whether labels without a prediction are seen too. */
  readonly withOrphans: boolean;
  /** Only what was first sent in this round or later is here. */
  readonly fromRound: number;
}

/** Holds what is there against what was sent; what nobody knew of before is known afterwards. Answers what is wrong. */
export function compareSeen(book: Book, seen: Seen): string[] {
  const wrong: string[] = [];
  const expected = new Set<string>();
  for (const sent of book.sent) {
    if (sent.round < seen.fromRound || sent.purpose === 'conflict') continue;
    if (sent.kind === 'prediction') wrong.push(...comparePredictions(sent, seen, expected));
  }
  for (const key of seen.predictions.keys()) if (!expected.has(key)) wrong.push(`${key} is there, and was never sent`);
  for (const sent of book.sent) {
    if (sent.kind === 'label' && sent.purpose !== 'conflict' && sent.fate === 'open')
      wrong.push(...settleLabels(book, sent, seen));
  }
  for (const [key, entry] of book.entries) {
    if (isSeen(key, entry, seen)) wrong.push(...compareLabel(key, entry, seen.labels.get(key)));
  }
  return wrong;
}

function comparePredictions(sent: Sent, seen: Seen, expected: Set<string>): string[] {
  const keys = sent.rows.map(({ id }) => entryKey(sent.model, id));
  const there = keys.filter((key) => seen.predictions.has(key));
  for (const key of keys) expected.add(key);
  const name = `predictions ${keys[0]}… (${keys.length}, ${sent.format}, round ${sent.round})`;
  if (sent.fate === 'open') {
    if (there.length > 0 && there.length < keys.length) return [`${name}: half there, ${there.length}`];
    sent.fate = there.length > 0 ? 'kept' : 'gone';
  }
  if (sent.fate === 'gone') return there.length > 0 ? [`${name}: there again, ${there.length}`] : [];
  if (there.length < keys.length)
    return [
      `${name}: lost ${keys.length - there.length}, ${sent.answer ? `acknowledged at ${sent.answer.position}` : 'seen before'}`,
    ];
  return sent.rows.flatMap((row, index) => {
    const key = keys[index] ?? '';
    const problem = differenceOf(sent, row, seen.predictions.get(key), index);
    return problem === undefined ? [] : [`${key}: ${problem}`];
  });
}

function differenceOf(sent: Sent, row: SentRow, found: SeenRow | undefined, index: number): string | undefined {
  if (found?.value !== row.value) return `prediction ${String(found?.value)} instead of ${row.value}`;
  if (found.at !== row.at) return `time ${found.at} instead of ${row.at}`;
  if (!sameFeatures(found.features, row.features)) return `features ${JSON.stringify(found.features).slice(0, 200)}`;
  const once = sent.attempts === 1 && sent.answer !== undefined && found.position !== undefined;
  if (once && found.position !== sent.answer?.position)
    return `position ${found.position} instead of ${sent.answer?.position}`;
  if (once && found.nr !== index + 1) return `number ${found.nr} of its batch instead of ${index + 1}`;
  return undefined;
}

function sameFeatures(found: unknown, wanted: SentRow['features']): boolean {
  if (typeof found !== 'object' || found === null) return false;
  const there = found as Readonly<Record<string, unknown>>;
  const names = Object.keys(wanted);
  return Object.keys(there).length === names.length && names.every((name) => there[name] === wanted[name]);
}

const isSeen = (key: string, entry: Entry, seen: Seen): boolean =>
  (entry.labels.length > 0 || seen.labels.has(key)) &&
  (seen.withOrphans || seen.predictions.has(key)) &&
  (entry.prediction?.sent.round ?? entry.labels[0]?.sent.round ?? 0) >= seen.fromRound;

/** A batch of labels of which nobody knows: all of it is there, or none. */
function settleLabels(book: Book, sent: Sent, seen: Seen): string[] {
  const rows = sent.rows.map(({ id }) => entryKey(sent.model, id));
  const visible = rows.filter((key) => isSeen(key, book.entries.get(key) ?? { labels: [] }, seen));
  if (visible.length < rows.length) return [];
  const after = visible.filter((key) => {
    const wanted = labelOf(book.entries.get(key) ?? { labels: [] }, true);
    const found = seen.labels.get(key);
    return found !== undefined && found.corrections === wanted?.corrections && found.at === wanted.row.at;
  });
  if (after.length > 0 && after.length < rows.length)
    return [`labels ${rows[0]}… (${rows.length}, ${sent.purpose}, round ${sent.round}): half there, ${after.length}`];
  sent.fate = after.length > 0 ? 'kept' : 'gone';
  return [];
}

function compareLabel(key: string, entry: Entry, found: SeenLabel | undefined): string[] {
  if (entry.labels.some(({ sent }) => sent.fate === 'open')) return [];
  const wanted = labelOf(entry, false);
  if (!wanted) return found ? [`${key}: a label that was never kept`] : [];
  if (!found) return [`${key}: its label is lost`];
  if (found.value !== wanted.row.value) return [`${key}: label ${String(found.value)} instead of ${wanted.row.value}`];
  if (found.at !== wanted.row.at) return [`${key}: time of the label ${found.at} instead of ${wanted.row.at}`];
  if (found.corrections !== wanted.corrections)
    return [`${key}: ${found.corrections} corrections instead of ${wanted.corrections}`];
  return [];
}
