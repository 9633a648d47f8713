import fc from 'fast-check';
import { type Message, type MessageAlert, messageKinds } from '../message/message.ts';

const began = Date.UTC(2026, 10, 22, 3, 0, 0);

export function sampleAlert(own: Partial<MessageAlert> = {}): MessageAlert {
  return {
    id: 'a1b2c3d4e5f60718',
    state: 'firing',
    severity: 'critical',
    subject: 'dataset:games/column:odds',
    metric: 'freshness',
    rule: 'stale-feed',
    title: 'The feed of games stands still',
    summary: 'The newest row of games is 3h old, and at most 1h was expected',
    since: began,
    resolvedAt: null,
    value: 3,
    threshold: { alert: '> 1' },
    expected: 'at most 1h',
    observed: '3h',
    sure: '1,204 rows over 24h',
    count: 4,
    recent: [
      { at: began - 3_600_000, value: 0.5, status: 'pass' },
      { at: began, value: 3, status: 'alert' },
    ],
    before: [{ at: began - 600_000, what: 'configuration changed', by: 'ann' }],
    related: ['Model spread has no predictions'],
    fix: 'Start the feed again',
    runbook: 'https://runbooks.example/stale-feed',
    labels: {
      alertname: 'stale-feed',
      subject: 'dataset:games/column:odds',
      kind: 'dataset',
      name: 'games',
      metric: 'freshness',
      severity: 'critical',
      project: 'courtside',
      dataset: 'games',
    },
    url: 'https://pitwall.example/alerts/a1b2c3d4e5f60718',
    acknowledgeUrl: 'https://pitwall.example/alerts/a1b2c3d4e5f60718/acknowledge',
    ...own,
  };
}

export function sampleMessage(own: Partial<Message> = {}): Message {
  return {
    kind: 'firing',
    reason: 'first notification',
    project: 'courtside',
    title: 'The feed of games stands still',
    text: null,
    severity: 'critical',
    thread: 'f00dfacecafe0001.1',
    at: began + 60_000,
    group: { kind: 'dataset', name: 'games' },
    firing: 1,
    resolved: 0,
    alerts: [sampleAlert()],
    more: 0,
    url: 'https://pitwall.example/alerts?group=f00dfacecafe0001',
    instead: null,
    ...own,
  };
}

/** The same incident when it is over. */
export function sampleResolved(own: Partial<Message> = {}): Message {
  return sampleMessage({
    kind: 'resolved',
    reason: 'all alerts resolved',
    at: began + 3_600_000,
    firing: 0,
    resolved: 1,
    alerts: [sampleAlert({ state: 'resolved', resolvedAt: began + 3_500_000 })],
    ...own,
  });
}

/** Whatever people and data may put there, control characters, halves of surrogate pairs and a megabyte of it too. */
const anyText = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 400 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\r\nBcc: eve@example.com',
      '@everyone <@U1> <!channel>',
      '<b>&amp;</b>',
      '\ud800',
      '👩‍👩‍👧',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('x', 'é', '🏀', '<', '`', '\u0000', '\n').map((one) => one.repeat(300_000)) },
);

const anyMoment = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
const anyUrl = fc.option(fc.oneof(fc.webUrl(), fc.constant(`https://pitwall.example/${'long/'.repeat(1_000)}`)));
const anyLabels = fc.dictionary(fc.oneof(fc.constantFrom('alertname', 'severity', 'name'), anyText), anyText, {
  maxKeys: 6,
});
const anySeverity = fc.constantFrom('low', 'medium', 'high', 'critical' as const);

const anyAlert: fc.Arbitrary<MessageAlert> = fc.record({
  id: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 16 }),
  state: fc.constantFrom('firing', 'acknowledged', 'resolved'),
  severity: anySeverity,
  subject: anyText,
  metric: anyText,
  rule: anyText,
  title: anyText,
  summary: anyText,
  since: anyMoment,
  resolvedAt: fc.option(anyMoment),
  value: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  threshold: fc.option(fc.constant({ alert: '> 1' })),
  expected: fc.option(anyText),
  observed: fc.option(anyText),
  sure: fc.option(anyText),
  count: fc.nat(),
  recent: fc.array(fc.record({ at: anyMoment, value: fc.option(fc.double({ noNaN: true })), status: anyText }), {
    maxLength: 30,
  }),
  before: fc.array(fc.record({ at: anyMoment, what: anyText, by: anyText }), { maxLength: 5 }),
  related: fc.array(anyText, { maxLength: 5 }),
  fix: fc.option(anyText),
  runbook: fc.option(fc.oneof(fc.webUrl(), anyText)),
  labels: anyLabels,
  url: anyUrl,
  acknowledgeUrl: anyUrl,
});

export const anyMessage: fc.Arbitrary<Message> = fc.record({
  kind: fc.constantFrom(...messageKinds),
  reason: anyText,
  project: anyText,
  title: anyText,
  text: fc.option(anyText),
  severity: anySeverity,
  thread: fc.string({ unit: fc.constantFrom(...'0123456789abcdef.'), minLength: 1, maxLength: 40 }),
  at: anyMoment,
  group: anyLabels,
  firing: fc.nat(1_000),
  resolved: fc.nat(1_000),
  alerts: fc.oneof(fc.array(anyAlert, { maxLength: 4 }), fc.array(fc.constant(sampleAlert()), { maxLength: 200 })),
  more: fc.nat(10_000),
  url: anyUrl,
  instead: fc.option(fc.record({ of: anyText, because: anyText })),
});
