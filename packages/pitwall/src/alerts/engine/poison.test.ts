import { describe, expect, it } from 'vitest';
import { type Room, useRooms } from './testing/room.ts';
import type { Turn } from './turn.ts';

const open = useRooms();
const minute = 60_000;
const bad = { status: 'alert' } as const;
const fine = { status: 'pass' } as const;

const config = (more: Record<string, unknown> = {}) => ({
  alerts: { rules: [{ name: 'mine', match: { metric: 'test.*' } }], route: { to: 'console' }, ...more },
});
const broken = '{';
const passedOver = (turns: readonly Turn[]): number => turns.reduce((sum, turn) => sum + turn.passedOver, 0);
const told = async (room: Room) => (await room.told()).map(({ message }) => [message.kind, message.group.name]).sort();

describe('one that nothing can be made of', () => {
  it('is passed over where it is a finding: all others are told, and that it was', async () => {
    const room = await open(config());
    const models = Array.from({ length: 60 }, (_, index) => ({ ...bad, subject: `model:m${index}` }));
    await room.find(...models);
    await room.server.state.change((tx) =>
      tx.updateTable('finding').set({ body: broken }).where('subject', '=', 'model:m33').execute(),
    );
    expect(passedOver(await room.turn())).toBe(1);
    await room.pass(minute);
    expect((await room.alerts()).filter(({ rule }) => rule === 'mine')).toHaveLength(59);
    const about = (await room.told()).filter(({ message }) => message.group.kind === 'component');
    expect(about).toHaveLength(1);
    expect(about[0]?.message).toMatchObject({ severity: 'critical', group: { name: 'alerts' } });
    expect(about[0]?.message.alerts[0]?.summary).toMatch(/^Nothing could be made of the finding f34,/);
    await room.find(fine);
    expect(passedOver(await room.turn())).toBe(0);
  });

  it('is tried again later where it is an alert or an incident', async () => {
    const room = await open(config({ rules: [{ name: 'mine', match: { metric: 'test.*' }, stale_after: '1h' }] }));
    const { state } = room.server;
    await room.find({ ...bad, subject: 'model:a' }, { ...bad, subject: 'model:b' }, { ...bad, subject: 'model:c' });
    await room.turn();
    const [before] = await room.alerts();
    const row = await state.db
      .selectFrom('alert')
      .select('body')
      .where('id', '=', before?.id ?? '')
      .executeTakeFirstOrThrow();
    await state.change((tx) =>
      tx.updateTable('alert').set({ body: broken }).where('subject', '=', 'model:a').execute(),
    );
    const group = await state.db
      .selectFrom('alert_group')
      .selectAll()
      .where('labels', 'like', '%"b"%')
      .executeTakeFirstOrThrow();
    await state.change((tx) =>
      tx.updateTable('alert_group').set({ body: broken }).where('id', '=', group.id).execute(),
    );
    room.clock.now += minute;
    expect(passedOver(await room.turn())).toBeGreaterThan(0);
    await room.pass(minute);
    expect(await told(room)).toEqual([
      ['firing', 'alerts'],
      ['firing', 'c'],
    ]);
    await state.change((tx) =>
      tx.updateTable('alert').set({ body: row.body }).where('subject', '=', 'model:a').execute(),
    );
    await state.change((tx) =>
      tx.updateTable('alert_group').set({ body: group.body }).where('id', '=', group.id).execute(),
    );
    await room.pass(2 * 60 * minute, 10 * minute);
    expect((await told(room)).filter(([kind]) => kind === 'firing')).toEqual([
      ['firing', 'a'],
      ['firing', 'b'],
    ]);
  });

  it('holds nothing back where it is a silence', async () => {
    const room = await open(config());
    const silence = { id: 's', seq: 1, reason: '', author: '', starts_at: 0, ends_at: null, schedule: null };
    await room.server.state.change((tx) =>
      tx
        .insertInto('alert_silence')
        .values({ ...silence, matchers: 'name=~"[', made_at: 0, changed_at: 0, told_at: null })
        .execute(),
    );
    await room.find(bad);
    await room.pass(minute);
    expect(await told(room)).toEqual([['firing', 'spread']]);
  });
});
