import type { Up } from './up.ts';

const lookEveryMilliseconds = 20;

/** Seconds until everything that was acknowledged can be read. */
export async function untilReadable({ address, token }: Up): Promise<number> {
  const started = performance.now();
  for (;;) {
    const answer = await fetch(`${address}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } });
    const { events } = (await answer.json()) as {
      readonly events: { readonly last: number; readonly applied: number };
    };
    if (events.applied >= events.last) return (performance.now() - started) / 1_000;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMilliseconds));
  }
}
