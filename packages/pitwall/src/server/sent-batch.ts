import { isUtf8 } from 'node:buffer';
import { PitwallError, type Place } from '../core/errors.ts';
import { jsonFault } from '../core/json.ts';
import { type Batch, batchOf } from '../events/batch.ts';
import { type EventKind, eventLimits } from '../events/event.ts';
import { findInJson } from '../events/json-place.ts';

/** One JSON document (an object, or a list of them), or one object on each line. */
export const sentFormats = ['json', 'lines'] as const;

export interface SentOptions {
  readonly kind: EventKind;
  /** Of events that do not name one; those that name another are refused. */
  readonly model: string;
  readonly format: (typeof sentFormats)[number];
  readonly now: Date;
  /** The number of the first line, where this is a part of a longer text. */
  readonly firstLine?: number;
}

/** What was sent, with the way back from an event to its place in the text. */
interface Sent {
  readonly values: readonly unknown[];
  place(index: number, path: readonly string[]): Place;
}

/** Events as a batch for the journal, or a refusal that names line and column. */
export function readSentBatch(body: Buffer, { kind, model, format, now, firstLine = 1 }: SentOptions): Batch {
  if (!isUtf8(body)) throw notUtf8(body, firstLine);
  const sent = format === 'json' ? readDocument(body) : readLines(body, firstLine);
  const values = sent.values.map((value) => withModel(value, model));
  try {
    return batchOf(values, { kind, now, models: new Set([model]) });
  } catch (error) {
    if (!(error instanceof PitwallError)) throw error;
    const [first, ...more] = [error, ...error.more].map((one) => placed(one, sent));
    throw first?.and(more) ?? error;
  }
}

function withModel(value: unknown, model: string): unknown {
  const lacksModel =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, 'model');
  return lacksModel ? { ...value, model } : value;
}

function readDocument(body: Buffer): Sent {
  const text = withoutMark(body.toString('utf8'));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const { at, problem = 'expected JSON' } = findInJson(text);
    throw syntax(problem, placeIn(text, at));
  }
  const fault = jsonFault(text, value);
  if (fault !== undefined) throw ambiguous(fault, { line: 1, column: 1 });
  return Array.isArray(value)
    ? { values: value, place: (index, path) => placeIn(text, findInJson(text, [index, ...path]).at) }
    : { values: [value], place: (_, path) => placeIn(text, findInJson(text, path).at) };
}

function readLines(body: Buffer, firstLine: number): Sent {
  const whole = withoutMark(body.toString('utf8'));
  const values: unknown[] = [];
  const lines: { readonly number: number; readonly text: string }[] = [];
  let number = firstLine - 1;
  for (let start = 0; start < whole.length; ) {
    const found = whole.indexOf('\n', start);
    const text = whole.slice(start, found < 0 ? whole.length : found);
    start += text.length + 1;
    number += 1;
    if (text.length > eventLimits.lineCharacters) throw tooLong(number, text.length);
    if (text.trim() === '') continue;
    values.push(parseLine(text, number));
    lines.push({ number, text });
  }
  return {
    values,
    place(index, path) {
      const { number: line = 1, text = '' } = lines[index] ?? {};
      return { line, column: 1 + findInJson(text, path).at };
    },
  };
}

function parseLine(text: string, line: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const { at, problem = 'expected JSON' } = findInJson(text);
    throw syntax(problem, { line, column: at + 1 });
  }
  const fault = jsonFault(text, value);
  if (fault !== undefined) throw ambiguous(fault, { line, column: 1 });
  return value;
}

/** A refusal of an event by its number, as one of its place in the text. */
function placed(error: PitwallError, sent: Sent): PitwallError {
  const { line, field } = error.place;
  if (line === undefined) return error;
  const { code, problem, fix } = error;
  const place = { ...sent.place(line - 1, field?.split('.') ?? []), ...(field === undefined ? {} : { field }) };
  return new PitwallError({ code, problem, fix, place });
}

function placeIn(text: string, at: number): Place {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

const syntax = (problem: string, place: Place): PitwallError =>
  new PitwallError({
    code: 'events.invalid',
    problem,
    fix: 'Send JSON: one object on each line, or a list of objects',
    place,
  });

const ambiguous = (problem: string, place: Place): PitwallError =>
  new PitwallError({ code: 'events.invalid', problem, fix: 'Send JSON that can be read in one way only', place });

const tooLong = (line: number, found: number): PitwallError =>
  new PitwallError({
    code: 'events.invalid',
    problem: `expected a line of at most ${eventLimits.lineCharacters} characters, found ${found}`,
    fix: 'Send one event on each line, and leave out of the features what is not watched',
    place: { line, column: 1 },
  });

function notUtf8(body: Buffer, firstLine: number): PitwallError {
  const text = body.toString('utf8');
  const { line = 1, column } = placeIn(text, Math.max(0, text.indexOf('\ufffd')));
  return new PitwallError({
    code: 'request.encoding',
    problem: 'expected UTF-8, found bytes that are not',
    fix: 'Encode the text as UTF-8',
    place: { line: firstLine - 1 + line, ...(column === undefined ? {} : { column }) },
  });
}
