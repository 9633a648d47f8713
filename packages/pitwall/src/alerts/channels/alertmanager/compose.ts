import { z } from 'zod';
import type { Json } from '../../../state/canonical-json.ts';
import { hopsLabel, hopsThrough, writeHops } from '../../loop.ts';
import { cutCharacters } from '../../message/cut.ts';
import type { Message, MessageAlert } from '../../message/message.ts';
import { webLink } from '../chat/text.ts';

/** As `POST /api/v2/alerts` takes it. */
export interface PushedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** Under which labels each alert of a thread fires there: with others it would be another alert, and this one stay. */
const memorySchema = z
  .record(z.string(), z.strictObject({ labels: z.record(z.string(), z.string()), since: z.number() }))
  .catch({});

type Memory = z.output<typeof memorySchema>;

export interface Push {
  readonly alerts: readonly PushedAlert[];
  readonly remember: Memory;
}

export interface PushOptions {
  readonly now: number;
  /** So long an alert fires there when nothing more is heard of it. */
  readonly lasts: number;
  readonly installation: string;
  readonly remembered: Json | undefined;
}

/** For so long what nobody takes back is shown. */
const passing = 5 * 60_000;

export function composePush(message: Message, { now, lasts, installation, remembered }: PushOptions): Push {
  const known: Memory = memorySchema.parse(remembered ?? {});
  if (message.alerts.length === 0 && Object.keys(known).length === 0) {
    return { alerts: [pushedNotice(message, now, installation)], remember: {} };
  }
  const isTest = message.kind === 'test';
  const next: Record<string, Memory[string]> = {};
  const pushed = message.alerts.map((alert) => {
    const labels = labelsOf(alert, installation);
    const isOver = alert.state === 'resolved';
    if (!isOver && !isTest) next[alert.id] = { labels, since: alert.since };
    const end = isOver ? Math.min(alert.resolvedAt ?? message.at, now) : now + (isTest ? passing : lasts);
    return pushedAlert(alert, labels, end);
  });
  const told = new Set(message.alerts.map(({ id }) => id));
  const ended: PushedAlert[] = [];
  for (const [id, { labels, since }] of Object.entries(known)) {
    const current = next[id];
    const isSame = current !== undefined && sameLabels(current.labels, labels);
    // of what is not in the message it is only known that it is over where all of them are in it
    const isGone = told.has(id) ? current === undefined || !isSame : message.firing === 0 || message.more === 0;
    if (isGone) ended.push({ labels, annotations: {}, startsAt: moment(since), endsAt: moment(Math.max(since, now)) });
    else if (!told.has(id)) next[id] = { labels, since };
  }
  const own = new Set(pushed.map(({ labels }) => JSON.stringify(labels)));
  return { alerts: [...pushed, ...ended.filter(({ labels }) => !own.has(JSON.stringify(labels)))], remember: next };
}

function pushedAlert(alert: MessageAlert, labels: Readonly<Record<string, string>>, end: number): PushedAlert {
  const generatorURL = webLink(alert.url, 2_000);
  const texts: Readonly<Record<string, string | null | undefined>> = {
    summary: alert.title,
    description: alert.summary,
    expected: alert.expected,
    observed: alert.observed,
    sure: alert.sure,
    fix: alert.fix,
    runbook_url: webLink(alert.runbook, 2_000),
  };
  const annotations = Object.entries(texts).flatMap(([name, text]) =>
    text ? [[name, cutCharacters(text, 2_000, alert.url)]] : [],
  );
  return {
    labels,
    annotations: Object.fromEntries(annotations) as Record<string, string>,
    startsAt: moment(alert.since),
    // it refuses what ends before it begins
    endsAt: moment(Math.max(alert.since, end)),
    ...(generatorURL === undefined ? {} : { generatorURL }),
  };
}

function pushedNotice(message: Message, now: number, installation: string): PushedAlert {
  const labels = { alertname: `pitwall-${message.kind}`, project: message.project, severity: message.severity };
  const generatorURL = webLink(message.url, 2_000);
  return {
    labels: { ...cleanLabels(labels), ...hopsOf([], installation) },
    annotations: {
      summary: cutCharacters(message.title, 2_000) || message.kind,
      ...(message.text ? { description: cutCharacters(message.text, 2_000, message.url) } : {}),
    },
    startsAt: moment(now),
    endsAt: moment(now + passing),
    ...(generatorURL === undefined ? {} : { generatorURL }),
  };
}

function labelsOf({ id, rule, metric, labels }: MessageAlert, installation: string): Readonly<Record<string, string>> {
  return {
    alertname: cleanValue(rule) || cleanValue(metric) || 'pitwall',
    ...cleanLabels(labels),
    pitwall_alert: id,
    ...hopsOf([labels], installation),
  };
}

/** What comes back from it, by way of its webhook, is known by this. */
function hopsOf(labels: readonly MessageAlert['labels'][], installation: string): Readonly<Record<string, string>> {
  const hops = hopsThrough(labels, installation);
  return hops.length === 0 ? {} : { [hopsLabel]: writeHops(hops) };
}

/** Names as Prometheus has them; an empty value is no label. */
function cleanLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const clean = Object.entries(labels).flatMap(([name, value]) => {
    const known = cutCharacters(name, 200)
      .replace(/[^A-Za-z0-9_]/g, '_')
      .replace(/^(?=\d)/, '_');
    const text = cleanValue(value);
    return known === '' || text === '' ? [] : [[known, text] as const];
  });
  return Object.fromEntries(clean.slice(0, 60));
}

const cleanValue = (text: string): string => cutCharacters(text.replaceAll('\u0000', ''), 500);

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

const moment = (at: number): string => new Date(at).toISOString();
