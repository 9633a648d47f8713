import { expect } from 'vitest';
import type { Bench } from './bench.ts';

export const predictions = '/api/v1/models/m/predictions';

/** The problem document of an answer. */
export const problemOf = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return (await answer.json()) as Record<string, unknown>;
};

/** One event on each line. */
export const lines = (...events: readonly unknown[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** What was taken in, as it is read back. */
export async function listed(
  bench: Bench,
  query = '',
): Promise<{ items: Record<string, unknown>[]; next: string | null }> {
  await bench.server.events.settled();
  const answer = await bench.ask(`${predictions}${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as { items: Record<string, unknown>[]; next: string | null };
}

export async function auditOf(bench: Bench, query = ''): Promise<Record<string, unknown>[]> {
  const answer = await bench.ask(`/api/v1/audit${query}`);
  return ((await answer.json()) as { items: Record<string, unknown>[] }).items;
}
