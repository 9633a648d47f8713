/** What a detector says of one value. */
export interface Detection {
  readonly alarm: boolean;
  /** Where the values went; null without an alarm. */
  readonly direction: 'up' | 'down' | null;
  readonly statistic: number;
  /** The alarm goes off where the statistic is above it. */
  readonly threshold: number;
  /** How many of the latest values, this one with them, the change is estimated to span; 0 where nothing hints at one. */
  readonly since: number;
  /** How many values the statistic is of: those since the start or the last alarm, this one with them. */
  readonly n: number;
  /** How many values were no finite numbers, since the first start; they change nothing else. */
  readonly skipped: number;
}

export interface Detector<State, Found extends Detection = Detection> {
  add(value: number | null | undefined): Found;
  /** Plain JSON from which a detector with the same options goes on, to the bit. */
  state(): State;
}

const largest = 1e140;

/** Values beyond ±1e140 count as that, so that no sum or square overflows; what is no finite number is null. */
export function numberOf(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? bounded(value) : null;
}

export function bounded(value: number): number {
  return Math.min(largest, Math.max(-largest, value));
}

export function refuse(name: string, wanted: string, got: unknown): never {
  throw new RangeError(`${name} must be ${wanted}, not ${typeof got === 'string' ? `'${got}'` : String(got)}`);
}

export function demandPositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) refuse(name, 'a finite number above 0', value);
}

export const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

/** Refuses a state that is damaged, or another detector's. */
export function demandState(
  saved: object,
  detector: string,
  isSound: (saved: Record<string, unknown>) => boolean,
): void {
  const fields: Record<string, unknown> = { ...saved };
  if (fields.detector !== detector || !isSound(fields)) {
    throw new RangeError(
      `state must be what state() of a ${detector} detector gave, not ${JSON.stringify(saved).slice(0, 80)}; leave it out to start afresh`,
    );
  }
}
