import { compareSeverity } from '@pitwall/sdk';
import type { AlertEvent } from '../../state/alert-event-table.ts';
import type { NewAlert, StoredAlert, StoredPart } from '../../state/alert-table.ts';
import type { Json } from '../../state/canonical-json.ts';
import type { Happening, Life, LifeSettings, Signal } from '../life/life.ts';
import { nextAt, step } from '../life/step.ts';
import { partKey } from '../rules/match.ts';
import type { Ruling } from '../rules/rule.ts';

/** A finding that a rule makes an alert of, or the end of one. */
export interface Found {
  readonly id: string;
  readonly ruling: Ruling;
  /** What was measured ends here. */
  readonly until: number;
}

/** What came of one alert. */
export interface Change {
  readonly id: string;
  /** Undefined where nobody was ever told and it is over: nothing of it is kept but its history. */
  readonly alert: NewAlert | undefined;
  readonly happened: readonly Happening[];
  readonly events: readonly AlertEvent[];
}

/** More of one alert than anybody reads. What is bad takes the place of what is fine; beyond that it opens nothing. */
const mostParts = 2_000;

/** Whoever measured later than this from now has a wrong clock, or had one: nothing has to be newer than that. */
const mostAhead = 60_000;

const believed = (until: number, now: number): number => (until > now + mostAhead ? Number.NEGATIVE_INFINITY : until);

/**
 * What findings make of an alert. Those whose time ends together are one measurement, however many parts it has; one
 * that ends before the newest of its part says nothing of now. Nothing for what was always fine.
 */
export function measure(before: StoredAlert | undefined, found: readonly Found[], now: number): Change | undefined {
  const first = found[0];
  if (!first) return undefined;
  const { rule } = first.ruling;
  let life = before && lifeOf(before);
  let until = believed(before?.until ?? Number.NEGATIVE_INFINITY, now);
  const parts = new Map(before?.parts.map((part) => [partKey(part), part]));
  const happened: Happening[] = [];
  const events: AlertEvent[] = [];
  for (const [end, together] of byEnd(found)) {
    const counted: Found[] = [];
    for (const one of together) {
      const key = one.ruling.part;
      const known = parts.get(key);
      if (known && believed(known.until, now) > one.until) continue;
      if (!known && parts.size >= mostParts && !makeRoom(parts, one)) continue;
      // not to know whether it is over does not end it
      const stays = one.ruling.signal === 'unknown' && known?.isBad;
      parts.set(key, stays ? { ...known, until: one.until } : partOf(one));
      counted.push(one);
    }
    const told = counted.find(({ ruling }) => ruling.signal === 'bad') ?? counted.at(-1);
    if (!told) continue;
    const wasMeasured = end <= until;
    until = Math.max(until, end);
    const at = Date.parse(told.ruling.finding.at);
    const isUnknown = counted.every(({ ruling }) => ruling.signal === 'unknown');
    const signal: Signal = isUnknown ? { kind: 'unknown', at } : signalOf([...parts.values()], at);
    // of the same time another part: what is new is only whether it is bad at all, or worse
    if (wasMeasured && life && isKnown(life, signal)) continue;
    const next = step(life, signal, rule.life);
    life = next.life;
    happened.push(...next.happened);
    for (const kind of next.happened) events.push(eventOf(kind, told, life));
  }
  if (!life && !before && events.length === 0) return undefined;
  const kept = [...parts.values()];
  const newest = Number.isFinite(until) ? until : first.until;
  const alert = life && alertOf(first.ruling, { life, parts: kept, until: newest, now });
  return { id: first.ruling.alert, alert, happened, events };
}

/** The same alert after something other than a finding: time, or a person. */
export function signalled(
  before: StoredAlert,
  signal: Signal,
  { settings, actor, now }: { readonly settings: LifeSettings; readonly actor: string; readonly now: number },
): Change {
  const { life, happened } = step(lifeOf(before), signal, settings);
  const comment = signal.kind === 'acknowledge' && signal.comment !== null ? { comment: signal.comment } : {};
  const events = happened.map((kind) => ({
    alert: before.id,
    episode: life?.episode ?? before.episode,
    at: now,
    kind,
    actor,
    body: { severity: life?.severity ?? before.severity, ...comment },
  }));
  // whoever says that it is over says so of all of it; up to when it was measured stays known
  const parts = signal.kind === 'resolve' ? before.parts.map((part) => ({ ...part, isBad: false })) : before.parts;
  const { seq: _, ...rest } = before;
  const alert = life && { ...rest, ...figuresOf(life, settings), parts, changedAt: now };
  return { id: before.id, alert, happened, events };
}

export const lifeOf = (alert: StoredAlert): Life => alert.life as unknown as Life;

function byEnd(found: readonly Found[]): readonly (readonly [number, readonly Found[]])[] {
  const ends = new Map<number, Found[]>();
  for (const one of found) {
    const together = ends.get(one.until);
    if (together) together.push(one);
    else ends.set(one.until, [one]);
  }
  return [...ends].sort(([a], [b]) => a - b);
}

/** Forgets the part that was measured least lately of those that are fine. False where there is none. */
function makeRoom(parts: Map<string, StoredPart>, { ruling }: Found): boolean {
  if (ruling.signal !== 'bad') return false;
  let oldest: readonly [string, StoredPart] | undefined;
  for (const one of parts) if (!one[1].isBad && (!oldest || one[1].until < oldest[1].until)) oldest = one;
  if (!oldest) return false;
  parts.delete(oldest[0]);
  return true;
}

function partOf({ id, ruling: { finding, severity }, until }: Found): StoredPart {
  const { subject, metric, status, value, threshold, message, evidence } = finding;
  return {
    subject,
    metric,
    status,
    severity: severity ?? 'low',
    isBad: severity !== null,
    value,
    threshold,
    message,
    expected: evidence.expected ?? null,
    observed: evidence.observed ?? null,
    fix: evidence.fix ?? null,
    total: evidence.total ?? null,
    finding: id,
    at: Date.parse(finding.at),
    until,
  };
}

function signalOf(parts: readonly StoredPart[], at: number): Signal {
  const bad = parts.filter(({ isBad }) => isBad).map(({ severity }) => severity);
  const [worst] = bad.sort(compareSeverity);
  if (worst !== undefined) return { kind: 'bad', at, severity: worst };
  return { kind: 'good', at };
}

function isKnown(life: Life, signal: Signal): boolean {
  if (signal.kind === 'bad')
    return life.bad > 0 && life.state !== 'resolved' && compareSeverity(signal.severity, life.severity) >= 0;
  return signal.kind === 'unknown' || life.good > 0;
}

function eventOf(kind: Happening, { id, ruling }: Found, life: Life | undefined): AlertEvent {
  const { alert, finding, severity } = ruling;
  return {
    alert,
    episode: life?.episode ?? 0,
    at: Date.parse(finding.at),
    kind,
    actor: 'system',
    body: {
      severity: life?.severity ?? severity,
      message: finding.message,
      value: finding.value,
      finding: id,
    },
  };
}

interface Measured {
  readonly life: Life;
  readonly parts: readonly StoredPart[];
  readonly until: number;
  readonly now: number;
}

function alertOf(ruling: Ruling, { life, parts, until, now }: Measured): NewAlert {
  const { rule, alert: id, subject, metric, labels } = ruling;
  return {
    id,
    subject,
    metric,
    rule: rule.name,
    labels: { ...labels, severity: life.severity, fingerprint: id },
    title: rule.title,
    fix: rule.fix,
    runbook: rule.runbook,
    parts,
    until,
    changedAt: now,
    ...figuresOf(life, rule.life),
  };
}

function figuresOf(life: Life, settings: LifeSettings) {
  return {
    severity: life.severity,
    state: life.state,
    episode: life.episode,
    count: life.count,
    since: life.since,
    firedAt: life.firedAt,
    seenAt: life.seenAt,
    resolvedAt: life.resolvedAt,
    nextAt: nextAt(life, settings),
    life: life as unknown as Json,
  };
}
