import { describe, expect, it } from 'vitest';
import { auditOf } from './testing/asking.ts';
import { noon, useServers } from './testing/bench.ts';

const servers = useServers();
const day = 86_400_000;

interface Answer {
  readonly kinds: readonly {
    kind: string;
    keep: string;
    before: string | null;
    rows: number;
    goes: number;
    oldest: string | null;
  }[];
  readonly bytes: { state: number; events: number; journal: number };
}

describe('retention over HTTP', () => {
  it('says what would go without deleting it, then deletes it', async () => {
    const bench = await servers.start({ models: ['m'] });
    const body = [200, 1].map((days) => JSON.stringify({ id: `p-${days}`, prediction: 0.5, at: noon - days * day }));
    await bench.send('/api/v1/models/m/predictions', body.join('\n'));
    await bench.server.events.settled();
    const look = async () => (await (await bench.ask('/api/v1/retention')).json()) as Answer;
    const eventsOf = ({ kinds }: Answer) => kinds.find(({ kind }) => kind === 'events');
    for (let time = 0; time < 2; time += 1) {
      expect(eventsOf(await look())).toEqual({
        kind: 'events',
        keep: '180d',
        before: '2025-07-09T12:00:00.000Z',
        rows: 2,
        goes: 1,
        oldest: '2025-06-19T12:00:00.000Z',
      });
    }
    const { bytes, kinds } = await look();
    expect(Math.min(bytes.state, bytes.events, bytes.journal)).toBeGreaterThan(100);
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['findings', 'metrics.raw', 'profiles']));
    expect(kinds.map(({ kind }) => kind)).not.toContain('audit');

    const applied = await bench.ask('/api/v1/retention/apply', { method: 'POST' });
    expect([applied.status, await applied.json()]).toMatchObject([200, { deleted: { events: 1 }, complete: true }]);
    expect(eventsOf(await look())).toMatchObject({ rows: 1, goes: 0 });
    expect(await auditOf(bench, '?verb=retention.apply')).toMatchObject([
      { actor: bench.keys.actor, outcome: 'done', input: { deleted: { events: 1 } } },
    ]);
  });
});
