import { expect, it } from 'vitest';
import {
  countReceived,
  dropReceived,
  getReceived,
  nextReceivedEnd,
  putReceived,
  type ReceivedAlert,
  receivedDue,
} from './alert-received-table.ts';
import type { Bench } from './state.suite.ts';

export function alertReceivedSuite(bench: () => Bench): void {
  const received = (id: string, more: Partial<ReceivedAlert> = {}): ReceivedAlert => ({
    id,
    source: 'Prometheus',
    status: 'firing',
    startsAt: bench().now,
    endsAt: bench().now + 60_000,
    seenAt: bench().now,
    body: {
      labels: { alertname: 'Slow "7"\n' },
      annotations: {},
      generatorUrl: '',
      timeout: false,
      findings: 1,
      toldAt: bench().now,
      told: {},
    },
    ...more,
  });
  const put = (...alerts: readonly ReceivedAlert[]) => bench().state.change((tx) => putReceived(tx, alerts));

  it('are read as they were written, and the later ones take the place of the earlier', async () => {
    const { db } = bench().state;
    const [a, b] = [received('a'), received('b', { endsAt: null })];
    await put(a, b);
    expect(await getReceived(db, ['a', 'b', 'c'])).toEqual(
      new Map([
        ['a', a],
        ['b', b],
      ]),
    );
    const later = received('a', {
      status: 'resolved',
      source: 'Alertmanager',
      seenAt: bench().now + 5,
      endsAt: 1,
      startsAt: 0,
    });
    await put(later);
    expect((await getReceived(db, ['a'])).get('a')).toEqual(later);
    expect([await countReceived(db), (await getReceived(db, [])).size]).toEqual([2, 0]);
  });

  it('are due when their end has passed, those that fire and have one', async () => {
    const { state, now } = bench();
    await put(
      received('late', { endsAt: now + 9 }),
      received('soon', { endsAt: now + 5 }),
      received('never', { endsAt: null }),
      received('over', { status: 'resolved', endsAt: now - 1 }),
    );
    expect(await nextReceivedEnd(state.db)).toBe(now + 5);
    expect((await receivedDue(state.db, now + 4, 10)).map(({ id }) => id)).toEqual([]);
    expect((await receivedDue(state.db, now + 9, 10)).map(({ id }) => id)).toEqual(['soon', 'late']);
    expect((await receivedDue(state.db, now + 9, 1)).map(({ id }) => id)).toEqual(['soon']);
    expect(await state.change((tx) => dropReceived(tx, now))).toBe(1);
    expect(await countReceived(state.db)).toBe(3);
  });

  it('may be many at once', async () => {
    const many = Array.from({ length: 1_001 }, (_, index) => received(`many-${index}`));
    await put(...many);
    expect(await countReceived(bench().state.db)).toBe(1_001);
    expect(
      (
        await getReceived(
          bench().state.db,
          many.map(({ id }) => id),
        )
      ).size,
    ).toBe(1_001);
  });
}
