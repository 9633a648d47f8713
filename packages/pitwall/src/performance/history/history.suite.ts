import type { HistoryRecord } from './record.ts';

/** A run of a model on a day of January 2026. */
export function run(day: number, values: Readonly<Record<string, number | null>>, model = 'picks'): HistoryRecord {
  return {
    at: new Date(Date.UTC(2026, 0, day, 6)).toISOString(),
    model,
    rows: 1_000,
    metrics: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { value, status: null, better: 'higher' as const }]),
    ),
    source: 'test',
  };
}
