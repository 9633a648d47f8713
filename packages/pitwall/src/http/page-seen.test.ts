import { describe, expect, it } from 'vitest';
import { makeKey } from '../access/make-key.ts';
import { system } from '../server/actor.ts';
import { perform } from '../server/perform.ts';
import { owner } from '../server/tokens.ts';
import { findingRecord } from '../server/verbs/finding-record.ts';
import { type Bench, noon, useServers } from './testing/bench.ts';
import { withToken } from './testing/people.ts';

const servers = useServers();

async function find({ server }: Bench, ...subjects: readonly string[]): Promise<void> {
  const findings = subjects.map((subject, index) => ({
    id: `f${index}`,
    finding: {
      subject,
      metric: 'drift.psi',
      value: 1,
      threshold: null,
      status: 'alert',
      message: 'It has moved.',
      evidence: {},
      at: new Date(noon).toISOString(),
    },
    window: null,
  }));
  await perform({ ...server, actor: system }, findingRecord, { findings });
}

/** Somebody who may see the model `mine` and nothing else. */
async function viewer(bench: Bench) {
  const grants = [{ role: 'viewer', on: ['model:mine'] }];
  const { token } = await makeKey({ ...bench.server, actor: owner }, { name: 'viewer', grants });
  return async (query = ''): Promise<{ ids: string[]; next: string | null; more: boolean }> => {
    const answer = await withToken(bench, token, `/api/v1/findings${query}`);
    const { items, ...rest } = (await answer.json()) as { items: { id: string }[]; next: string | null; more: boolean };
    return { ids: items.map(({ id }) => id), ...rest };
  };
}

describe('a page of what may be seen', () => {
  it('T10: ends alike where there is nothing and where there is what may not be seen', async () => {
    const bench = await servers.start({ models: ['mine', 'hidden'] });
    await find(bench, 'model:hidden', 'model:hidden/column:a');
    const list = await viewer(bench);
    const nothing = { ids: [], next: null, more: false };
    for (const query of ['', '?model=hidden', '?model=nowhere', '?subject=model:hidden&status=alert', '?order=oldest'])
      expect(await list(query), query).toEqual(nothing);
    const cursor = 'finding.oldest.1';
    expect(await list(`?order=oldest&cursor=${cursor}`)).toEqual({ ...nothing, next: cursor });
  });

  it('T10: says that more follows only where more may be seen, and hands out each once', async () => {
    const bench = await servers.start({ models: ['mine', 'hidden'] });
    await find(bench, 'model:mine', 'model:hidden', 'model:mine', 'model:hidden', 'model:mine', 'model:hidden');
    const list = await viewer(bench);
    const first = await list('?order=oldest&limit=2');
    expect(first).toEqual({ ids: ['f0', 'f2'], next: 'finding.oldest.3', more: true });
    const second = await list(`?order=oldest&limit=2&cursor=${first.next}`);
    expect(second).toEqual({ ids: ['f4'], next: 'finding.oldest.5', more: false });
    expect(await list('?order=oldest&limit=3')).toMatchObject({ ids: ['f0', 'f2', 'f4'], more: false });
    expect(await list('?order=oldest&limit=1000')).toMatchObject({ ids: ['f0', 'f2', 'f4'], more: false });
  });
});
