import type { ChangeBefore, MeasuredValue, Message, MessageAlert } from '../message.ts';

/** What a template may name: a value, a list, an object with these fields, or one with names of somebody's own. */
export type Shape = 'value' | 'names' | { readonly list: Shape } | { readonly fields: Readonly<Record<string, Shape>> };

const fieldsOf = <T>(fields: Readonly<Record<keyof T & string, Shape>>): Shape => ({ fields });

const recent = fieldsOf<MeasuredValue>({ at: 'value', value: 'value', status: 'value' });
const before = fieldsOf<ChangeBefore>({ at: 'value', what: 'value', by: 'value' });
const threshold: Shape = { fields: { warning: 'value', alert: 'value', minimum_samples: 'value' } };

const alert = fieldsOf<MessageAlert>({
  id: 'value',
  state: 'value',
  severity: 'value',
  subject: 'value',
  metric: 'value',
  rule: 'value',
  title: 'value',
  summary: 'value',
  since: 'value',
  resolvedAt: 'value',
  value: 'value',
  threshold,
  expected: 'value',
  observed: 'value',
  sure: 'value',
  count: 'value',
  recent: { list: recent },
  before: { list: before },
  related: { list: 'value' },
  fix: 'value',
  runbook: 'value',
  labels: 'names',
  url: 'value',
  acknowledgeUrl: 'value',
});

/** All that a template of a message may name. */
export const messageShape: Shape = fieldsOf<Message>({
  kind: 'value',
  reason: 'value',
  project: 'value',
  title: 'value',
  text: 'value',
  severity: 'value',
  thread: 'value',
  at: 'value',
  group: 'names',
  firing: 'value',
  resolved: 'value',
  alerts: { list: alert },
  more: 'value',
  url: 'value',
  instead: { fields: { of: 'value', because: 'value' } },
});
