import { expect, it } from 'vitest';
import {
  addSilence,
  endSilence,
  getSilence,
  listSilences,
  type NewSilence,
  silenceTold,
  standingSilences,
  untoldSilences,
} from './alert-silence-table.ts';
import type { Bench } from './state.suite.ts';

export function alertSilenceSuite(bench: () => Bench): void {
  const minute = 60_000;
  const silence = (id: string, change: Partial<NewSilence> = {}): NewSilence => ({
    id,
    matchers: 'model="spread"',
    reason: 'the feed moves',
    author: 'user:u-aaaaaaaaaa',
    startsAt: bench().now,
    endsAt: bench().now + 60 * minute,
    schedule: null,
    madeAt: bench().now,
    ...change,
  });
  const add = (...all: readonly NewSilence[]): Promise<readonly boolean[]> =>
    bench().state.change(async (tx) => {
      const added: boolean[] = [];
      for (const one of all) added.push(await addSilence(tx, one));
      return added;
    });
  const ids = (all: readonly { readonly id: string }[]): readonly string[] => all.map(({ id }) => id);

  it('come back as they were, whatever is in them', async () => {
    const hostile = silence('s1', {
      matchers: 'name=~"a\\"b|[\'%_]🏀"',
      endsAt: null,
      schedule: '{"cron":"0 3 * * *"}',
    });
    expect(await add(hostile, silence('s1'))).toEqual([true, false]);
    const stored = { ...hostile, seq: 1, changedAt: hostile.madeAt, toldAt: null };
    expect(await getSilence(bench().state.db, 's1')).toEqual(stored);
    expect(await getSilence(bench().state.db, 's2')).toBeUndefined();
  });

  it('stand until they end, and one without an end for ever', async () => {
    const { state, now } = bench();
    await add(
      silence('hour'),
      silence('later', { startsAt: now + 90 * minute, endsAt: now + 120 * minute }),
      silence('always', { endsAt: null, schedule: '{}' }),
    );
    const standing = async (at: number) => ids(await standingSilences(state.db, at));
    expect(await standing(now)).toEqual(['hour', 'later', 'always']);
    expect(await standing(now + 60 * minute - 1)).toEqual(['hour', 'later', 'always']);
    expect(await standing(now + 60 * minute)).toEqual(['later', 'always']);
    expect(await standing(now + 365 * 24 * 60 * minute)).toEqual(['always']);
  });

  it('are ended once, and are then over from that moment on', async () => {
    const { state, now } = bench();
    await add(silence('s1'), silence('always', { endsAt: null, schedule: '{}' }));
    const end = (id: string, at: number) => state.change((tx) => endSilence(tx, { id, at }));
    expect(await end('s1', now + minute)).toBe(true);
    expect(await end('s1', now + 2 * minute)).toBe(false);
    expect(await end('always', now + minute)).toBe(true);
    expect(await end('none', now)).toBe(false);
    expect(await getSilence(state.db, 's1')).toMatchObject({ endsAt: now + minute, changedAt: now + minute });
    expect(await standingSilences(state.db, now + minute)).toEqual([]);
  });

  it('are told of once when they are over, those that ended first first', async () => {
    const { state, now } = bench();
    await add(
      silence('second', { endsAt: now + 2 * minute }),
      silence('first', { endsAt: now + minute }),
      silence('running'),
      silence('always', { endsAt: null }),
    );
    expect(ids(await untoldSilences(state.db, now + 2 * minute))).toEqual(['first', 'second']);
    const tell = (id: string) => state.change((tx) => silenceTold(tx, { id, at: now + 2 * minute }));
    expect([await tell('first'), await tell('first'), await tell('none')]).toEqual([true, false, false]);
    expect(ids(await untoldSilences(state.db, now + 2 * minute))).toEqual(['second']);
  });

  it('are paged from the newest on, without those that are over where that is asked', async () => {
    const { state, now } = bench();
    await add(...['a', 'b', 'c', 'd'].map((id, nr) => silence(id, { endsAt: nr === 2 ? now + minute : null })));
    const first = await listSilences(state.db, { limit: 2 });
    expect([ids(first.items), first.more]).toEqual([['d', 'c'], true]);
    const rest = await listSilences(state.db, { limit: 2, after: first.next ?? '' });
    expect([ids(rest.items), rest.more]).toEqual([['b', 'a'], false]);
    expect(ids((await listSilences(state.db, { from: now + minute })).items)).toEqual(['d', 'b', 'a']);
    expect(ids((await listSilences(state.db, { order: 'oldest', limit: 1 })).items)).toEqual(['a']);
    await expect(listSilences(state.db, { after: 'finding.newest.7' })).rejects.toMatchObject({ code: 'state.cursor' });
  });
}
