import type { Message } from '../../message/message.ts';

/** 2026-01-05T12:00:00Z */
export const noon = 1_767_614_400_000;

/** About one alert. */
export function messageAbout(thread: string, change: Partial<Message> = {}): Message {
  const { severity = 'high', kind = 'firing' } = change;
  return {
    kind,
    reason: 'first notification',
    project: 'games',
    title: `${thread} is not well`,
    text: null,
    severity,
    thread,
    at: noon,
    group: {},
    firing: kind === 'resolved' ? 0 : 1,
    resolved: kind === 'resolved' ? 1 : 0,
    alerts: [
      {
        id: thread,
        state: kind === 'resolved' ? 'resolved' : 'firing',
        severity,
        subject: 'model:m',
        metric: 'm',
        rule: 'r',
        title: thread,
        summary: 's',
        since: noon,
        resolvedAt: null,
        value: 1,
        threshold: null,
        expected: null,
        observed: null,
        sure: null,
        count: 1,
        recent: [],
        before: [],
        related: [],
        fix: null,
        runbook: null,
        labels: {},
        url: null,
        acknowledgeUrl: null,
      },
    ],
    more: 0,
    url: null,
    instead: null,
    ...change,
  };
}
