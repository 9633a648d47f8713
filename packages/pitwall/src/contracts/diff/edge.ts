import type { Column, ColumnType } from '../config.ts';
import { breaking, type ContractChange, compatible, loosened } from './change.ts';

/** The tightest end of the range: `above: 3` counts, not `min: 1` beside it. */
interface Edge {
  readonly field: 'min' | 'max' | 'above' | 'below';
  readonly value: number | string;
  readonly isOpen: boolean;
}

export function* edgeChanges(
  where: string,
  side: 'lower' | 'upper',
  before: Column,
  after: Column,
): Generator<ContractChange> {
  const fields = side === 'lower' ? (['min', 'above'] as const) : (['max', 'below'] as const);
  if (fields.every((field) => before[field] === after[field])) return;
  const was = edgeOf(before, side);
  const now = edgeOf(after, side);
  const path = `${where}.${now?.field ?? was?.field}`;
  const what = `the ${side} limit was ${sayEdge(was)}, now ${sayEdge(now)}`;
  const order = compareEdges(was, now, side);
  if (order < 0) yield breaking(path, what);
  else if (order > 0) yield loosened(path, what, side === 'lower' ? 'smaller values' : 'larger values');
  else yield compatible(path, what);
}

function edgeOf(column: Column, side: 'lower' | 'upper'): Edge | undefined {
  const [closed, open] = side === 'lower' ? (['min', 'above'] as const) : (['max', 'below'] as const);
  return [closed, open]
    .flatMap((field): Edge[] => {
      const value = column[field];
      return value === undefined ? [] : [integral(column.type, { field, value, isOpen: field === open })];
    })
    .sort((one, other) => compareEdges(other, one, side))[0];
}

/** For integers `above: 0` is `min: 1`. */
function integral(type: ColumnType, edge: Edge): Edge {
  if (type !== 'integer' || typeof edge.value !== 'number' || !edge.isOpen) return edge;
  return { ...edge, value: edge.value + (edge.field === 'above' ? 1 : -1), isOpen: false };
}

/** Below zero: the first lets more through. */
function compareEdges(one: Edge | undefined, other: Edge | undefined, side: 'lower' | 'upper'): number {
  if (!one || !other) return Number(one !== undefined) - Number(other !== undefined);
  const difference = compareValues(one.value, other.value) * (side === 'lower' ? 1 : -1);
  return difference || Number(one.isOpen) - Number(other.isOpen);
}

export function compareValues(one: number | string, other: number | string): number {
  if (typeof one === 'string' && typeof other === 'string') return compareTimes(one, other);
  return Number(one) < Number(other) ? -1 : Number(Number(one) > Number(other));
}

/** `2025-03-01T19:30:00.25+01:00` and the shorter forms; no zone is UTC. */
const timeParts = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(?:Z|([+-])(\d\d):?(\d\d)?)?$/;

function compareTimes(one: string, other: string): number {
  const [first, second] = [timeOf(one), timeOf(other)];
  if (first.seconds !== second.seconds) return first.seconds < second.seconds ? -1 : 1;
  return first.fraction < second.fraction ? -1 : Number(first.fraction > second.fraction);
}

function timeOf(text: string): { readonly seconds: number; readonly fraction: string } {
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = '', sign, zoneHour = 0, zoneMinute = 0] =
    timeParts.exec(text) ?? [];
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -60 : 60);
  // 400 years on, because Date.UTC takes the year 50 for 1950.
  const utc = Date.UTC(
    Number(year) + 400,
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return { seconds: utc / 1_000 - offset, fraction: fraction.padEnd(9, '0') };
}

function sayEdge(edge: Edge | undefined): string {
  if (!edge) return 'none';
  const words = { min: 'at least', max: 'at most', above: 'above', below: 'below' } as const;
  const field =
    edge.isOpen || edge.field === 'min' || edge.field === 'max' ? edge.field : edge.field === 'above' ? 'min' : 'max';
  return `${words[field]} ${edge.value}`;
}
