import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import { visible } from '../core/visible.ts';
import { type EventKind, eventLimits, labelLine, labelSchema, predictionLine, predictionSchema } from './event.ts';
import { quickLabel, quickPrediction } from './quick-event.ts';
import { refusal, refusalOf, type SentRecord, syntaxRefusal } from './refusal.ts';

export interface BatchOptions {
  readonly kind: EventKind;
  readonly now: Date;
  /** Models that are declared; any where not said. */
  readonly models?: ReadonlySet<string>;
  /** Take what is fine and tell of the rest; else one bad record refuses the whole. */
  readonly partial?: boolean;
}

/** Events that are fine, each as the one line of text that it is in the journal. */
export interface Batch {
  readonly kind: EventKind;
  readonly lines: readonly string[];
  /** Of those without a time of their own, this is the time. */
  readonly received: Date;
  /** How many records were not taken. */
  readonly refused: number;
  /** Why, of the first of them. */
  readonly refusals: readonly PitwallError[];
}

/** So many are told of. */
const toldOf = 20;

/** Newline-delimited JSON, one event a line; empty lines are nothing. */
export function parseBatch(body: Buffer, options: BatchOptions): Batch {
  const lines: string[] = [];
  const refusals: PitwallError[] = [];
  let refused = 0;
  for (const sent of isUtf8(body) ? linesOfText(body.toString('utf8')) : linesOfBytes(body)) {
    const read = 'text' in sent ? readLine(sent, options) : notUtf8(sent.line, sent.bytes);
    if (typeof read === 'string') lines.push(read);
    else if (read) {
      refused += 1;
      if (refusals.length < toldOf) refusals.push(read);
    }
  }
  return concluded({ kind: options.kind, lines, received: options.now, refused, refusals }, options);
}

/** The same of values that are in memory; the line of a refusal is the place in the list. */
export function batchOf(values: readonly unknown[], options: BatchOptions): Batch {
  const lines: string[] = [];
  const refusals: PitwallError[] = [];
  for (const [index, value] of values.entries()) {
    const read = readEvent(value, { line: index + 1, text: '' }, options);
    if (typeof read === 'string') lines.push(read);
    else refusals.push(read);
  }
  const refused = refusals.length;
  return concluded(
    { kind: options.kind, lines, received: options.now, refused, refusals: refusals.slice(0, toldOf) },
    options,
  );
}

function concluded(batch: Batch, { partial = false }: BatchOptions): Batch {
  const [first, ...more] = batch.refusals;
  if (first && !partial) throw first.and(more);
  if (!first && batch.lines.length === 0) throw empty();
  return batch;
}

interface BrokenLine {
  readonly line: number;
  readonly bytes: Buffer;
}

/** The usual way: the whole is text, which is quicker to take apart than bytes. */
function* linesOfText(text: string): Generator<SentRecord> {
  let line = 0;
  for (let start = text.startsWith('\ufeff') ? 1 : 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    line += 1;
    yield { line, text: text.slice(start, end < 0 ? text.length : end) };
    start = end < 0 ? text.length : end + 1;
  }
}

/** To find the lines that are not text. */
function* linesOfBytes(body: Buffer): Generator<SentRecord | BrokenLine> {
  let line = 0;
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf(0x0a, start);
    const bytes = body.subarray(start, end < 0 ? body.length : end);
    line += 1;
    yield isUtf8(bytes) ? { line, text: bytes.toString('utf8').replace(/^\ufeff/, '') } : { line, bytes };
    start = end < 0 ? body.length : end + 1;
  }
}

/** Undefined for an empty line. */
function readLine(sent: SentRecord, options: BatchOptions): string | PitwallError | undefined {
  if (sent.text.length > eventLimits.lineCharacters) return tooLong(sent);
  let value: unknown;
  try {
    value = JSON.parse(sent.text);
  } catch {
    return sent.text.trim() === '' ? undefined : syntaxRefusal(sent);
  }
  return readEvent(value, sent, options);
}

function readEvent(value: unknown, sent: SentRecord, options: BatchOptions): string | PitwallError {
  if (options.kind === 'prediction') {
    const event = quickPrediction(value) ?? eventOf(predictionSchema, value, sent);
    return event instanceof PitwallError ? event : (outOfPlace(event, sent, options) ?? predictionLine(event));
  }
  const event = quickLabel(value) ?? eventOf(labelSchema, value, sent);
  return event instanceof PitwallError ? event : (outOfPlace(event, sent, options) ?? labelLine(event));
}

/** By its schema, which knows what is wrong where something is. */
function eventOf<Schema extends z.ZodObject>(
  schema: Schema,
  value: unknown,
  sent: SentRecord,
): z.output<Schema> | PitwallError {
  const hostile = hostileKey(value);
  if (hostile)
    return refusal(sent, hostile, { problem: 'expected another name than __proto__', fix: 'Give it another name' });
  const result = schema.safeParse(value);
  return result.success ? result.data : refusalOf(schema, value, result.error.issues, sent);
}

/** zod passes over this key without a word, so that it would be lost. */
function hostileKey(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, '__proto__')) return ['__proto__'];
  for (const part of ['features', 'prediction']) {
    const inside: unknown = Object.hasOwn(value, part) ? (value as Readonly<Record<string, unknown>>)[part] : undefined;
    if (typeof inside === 'object' && inside !== null && Object.hasOwn(inside, '__proto__')) return [part, '__proto__'];
  }
  return undefined;
}

/** What is wrong with an event that is well-formed: a clock from the future, a model that nobody declared. */
function outOfPlace(
  { at, model }: { readonly at?: number | undefined; readonly model: string },
  sent: SentRecord,
  { now, models }: BatchOptions,
): PitwallError | undefined {
  if (at !== undefined && at > now.getTime() + eventLimits.clockAhead)
    return refusal(sent, ['at'], {
      problem: `expected a time up to one hour from now (${now.toISOString()}), found ${new Date(at).toISOString()}`,
      fix: 'Set the clock of the sender, or send the time with its offset',
    });
  if (models && !models.has(model)) {
    const meant = closest(model, models);
    return refusal(sent, ['model'], {
      problem: `there is no model ${JSON.stringify(visible(model))}`,
      fix: meant ? `Did you mean \`${visible(meant)}\`` : 'Declare it under `models` in pitwall.yaml',
    });
  }
  return undefined;
}

const tooLong = ({ line, text }: SentRecord): PitwallError =>
  new PitwallError({
    code: 'events.invalid',
    problem: `expected a line of at most ${eventLimits.lineCharacters} characters, found ${text.length}`,
    fix: 'Send one event on each line, and leave out of the features what is not watched',
    place: { line },
  });

function notUtf8(line: number, bytes: Buffer): PitwallError {
  const column = 1 + [...bytes.toString('utf8')].indexOf('\ufffd');
  return new PitwallError({
    code: 'events.invalid',
    problem: 'expected UTF-8, found bytes that are not',
    fix: 'Encode the text as UTF-8',
    place: { line, column: Math.max(1, column) },
  });
}

const empty = (): PitwallError =>
  new PitwallError({
    code: 'events.empty',
    problem: 'expected at least one event, found none',
    fix: 'Send one JSON object on each line',
  });
