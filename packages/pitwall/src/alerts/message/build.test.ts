import { describe, expect, it } from 'vitest';
import { hour } from '../../core/duration.ts';
import { buildMessage, type MessageInput, mostAlerts, worstFirst } from './build.ts';
import { began, storedAlert } from './testing/stored-alert.ts';

const build = (own: Partial<MessageInput> = {}) =>
  buildMessage({
    kind: 'firing',
    reason: 'first notification',
    project: 'courtside',
    thread: 'f00dfacecafe0001.3',
    at: began + hour,
    group: { kind: 'model', name: 'spread' },
    firing: 1,
    resolved: 0,
    alerts: [storedAlert()],
    url: 'https://pitwall.example',
    ...own,
  });

describe('a message', () => {
  it('about one alert says in its title what it is and of what', () => {
    expect(build()).toMatchObject({
      title: 'courtside: The model loses money – model spread',
      text: null,
      severity: 'critical',
      firing: 1,
      more: 0,
      url: 'https://pitwall.example/alerts/a1b2c3d4e5f60718',
    });
  });

  it('about several says how many, and leads to the worst of them', () => {
    const other = storedAlert({ id: 'b', severity: 'low', title: 'Other' });
    expect(build({ alerts: [other, storedAlert()], firing: 2, resolved: 1 })).toMatchObject({
      title: '[2 firing, 1 resolved] courtside: The model loses money – model spread, and 2 more',
      text: null,
      alerts: [{ title: 'The model loses money' }, { title: 'Other' }],
      more: 1,
      url: 'https://pitwall.example/alerts/a1b2c3d4e5f60718',
    });
  });

  it('that all is over says how long it lasted, and how bad it was', () => {
    const over = [
      storedAlert({ state: 'resolved', resolvedAt: began + hour, severity: 'high' }),
      storedAlert({ id: 'b', state: 'resolved', since: began + hour, resolvedAt: began + 4 * hour, severity: 'low' }),
    ];
    const told = build({ kind: 'resolved', reason: 'all alerts resolved', alerts: over, firing: 0, resolved: 2 });
    expect(told).toMatchObject({ text: 'All 2 are over, after 4h.', severity: 'high' });
    const one = build({ kind: 'resolved', alerts: over.slice(0, 1), firing: 0, resolved: 1 });
    expect(one.text).toBe('It is over, after 1h.');
  });

  it('is as bad as what still fires', () => {
    const alerts = [
      storedAlert({ state: 'resolved', resolvedAt: began }),
      storedAlert({ id: 'b', severity: 'medium', state: 'acknowledged' }),
    ];
    expect(build({ alerts, resolved: 1 }).severity).toBe('medium');
  });

  it('writes out twenty, the worst first, and counts the others', () => {
    const alerts = Array.from({ length: 40 }, (_, index) =>
      storedAlert({ id: `a${index}`, since: began - index, severity: index === 7 ? 'critical' : 'low' }),
    );
    const told = build({ alerts, firing: 10_000 });
    expect(told.alerts.map(({ id }) => id).slice(0, 3)).toEqual(['a7', 'a39', 'a38']);
    expect(told.alerts).toHaveLength(mostAlerts);
    expect(told.more).toBe(10_000 - mostAlerts);
    expect(told.title).toMatch(/^\[10,000 firing\] courtside: .*, and 9,999 more$/);
  });

  it('puts what fires before what somebody has, and that before what is over', () => {
    const states = ['resolved', 'acknowledged', 'firing'] as const;
    const ranked = states.map((state) => ({ id: state, state, severity: 'low' as const, since: began }));
    expect(ranked.toSorted(worstFirst).map(({ id }) => id)).toEqual(['firing', 'acknowledged', 'resolved']);
  });

  it('says what else is to be said, and stays one line in its title whatever the names are', () => {
    const told = build({ text: 'Nobody has it.', alerts: [storedAlert({ title: `x\n\r y${'x'.repeat(1_000_000)}` })] });
    expect(told.title).toMatch(/^courtside: x yx+/);
    expect(told.text).toBe('Nobody has it.');
    expect(told.title.length).toBeLessThanOrEqual(200);
  });

  it('can be about nothing that is still there', () => {
    expect(build({ alerts: [], firing: 3 })).toMatchObject({
      title: '[3 firing] courtside: first notification',
      more: 3,
      severity: 'low',
    });
  });
});
