import { describe, expect, it } from 'vitest';
import { system } from '../server/actor.ts';
import { perform } from '../server/perform.ts';
import { findingRecord } from '../server/verbs/finding-record.ts';
import { problemOf } from './testing/asking.ts';
import { type Bench, noon, useServers } from './testing/bench.ts';

const servers = useServers();

describe('findings', () => {
  async function withFindings(count: number): Promise<Bench> {
    const bench = await servers.start();
    const findings = Array.from({ length: count }, (_, nr) => ({
      id: `f-${nr}`,
      finding: {
        subject: nr % 2 === 0 ? 'model:m' : 'model:n',
        metric: 'drift.psi',
        value: nr,
        threshold: null,
        status: nr % 3 === 0 ? 'alert' : 'pass',
        message: `Finding ${nr}.`,
        evidence: {},
        at: new Date(noon + nr).toISOString(),
      },
      window: { start: noon, end: noon + 1000 },
    }));
    await perform({ ...bench.server, actor: system }, findingRecord, { findings });
    return bench;
  }

  it('are listed with filters and cursors', async () => {
    const bench = await withFindings(7);
    const ids = async (query: string): Promise<unknown> => {
      const answer = await bench.ask(`/api/v1/findings${query}`);
      const page = (await answer.json()) as { items: { id: string }[]; next: string; more: boolean };
      return [page.items.map(({ id }) => id), page.more, page.next];
    };
    expect(await ids('?subject=model:n')).toEqual([['f-5', 'f-3', 'f-1'], false, expect.any(String)]);
    expect(await ids('?status=alert,unknown&order=oldest')).toEqual([['f-0', 'f-3', 'f-6'], false, expect.any(String)]);
    expect(await ids('?model=n&status=pass')).toEqual([['f-5', 'f-1'], false, expect.any(String)]);
    expect(await ids('?model=o')).toEqual([[], false, null]);
    const [, , next] = (await ids('?limit=5')) as [unknown, unknown, string];
    expect(await ids(`?limit=5&cursor=${next}`)).toEqual([['f-1', 'f-0'], false, expect.any(String)]);
    expect(await problemOf(await bench.ask('/api/v1/findings?status=alert,wrong'))).toMatchObject({
      code: 'request.invalid',
      field: 'status',
      detail: expect.stringContaining('some of pass, warning, alert, unknown with commas'),
    });
    const wrong = await bench.ask(`/api/v1/findings?order=oldest&cursor=${next}`);
    expect(await problemOf(wrong)).toMatchObject({ status: 400, code: 'state.cursor' });
  });

  it('are shown one by one, and not sent again where they are known', async () => {
    const { ask } = await withFindings(1);
    const answer = await ask('/api/v1/findings/f-0');
    expect(await answer.json()).toMatchObject({ id: 'f-0', window: { start: '2026-01-05T12:00:00.000Z' } });
    const tag = answer.headers.get('etag') ?? '';
    const again = await ask('/api/v1/findings/f-0', { headers: { 'if-none-match': tag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await ask('/api/v1/findings/f-1')).status).toBe(404);
  });
});
