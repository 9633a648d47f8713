import { compareSeverity, type Severity } from '@pitwall/sdk';
import { changesShare, remembered } from './flap.ts';
import type { Acknowledgement, Happening, Life, LifeSettings, Signal } from './life.ts';

/** What is left after a signal; nothing where the condition was never bad enough for anybody to be told. */
export interface AfterSignal {
  readonly life: Life | undefined;
  readonly happened: readonly Happening[];
}

type Measured = Extract<Signal, { kind: 'bad' | 'good' }>;

const nothing: readonly Happening[] = [];

/**
 * One signal more. Signals count in the order in which they come. The clock in the newest one is believed: whatever is
 * remembered as later than that is moved back to it, so that no span is negative, and a clock that was a year ahead
 * and was put right does not keep an alert quiet for a year.
 */
export function step(before: Life | undefined, signal: Signal, settings: LifeSettings): AfterSignal {
  const life = before && notLaterThan(before, signal.at);
  if (signal.kind === 'bad') return bad(life, signal, settings);
  if (life === undefined) return { life, happened: nothing };
  switch (signal.kind) {
    case 'good':
      return good(life, signal.at, settings);
    case 'unknown':
      return passTime(life, signal.at, settings);
    case 'time':
      return passTimeAndOpen(life, signal.at, settings);
    case 'acknowledge':
      return acknowledge(life, signal, settings);
    case 'unacknowledge':
      return life.state === 'acknowledged'
        ? { life: { ...life, state: 'firing', acknowledgement: null }, happened: ['unacknowledged'] }
        : { life, happened: nothing };
    case 'resolve':
      return resolveByHand(life, signal.at);
  }
}

/** When time alone may change it next; null where it cannot. A `time` signal before that changes nothing. */
export function nextAt(life: Life | undefined, settings: LifeSettings): number | null {
  if (life === undefined) return null;
  const moments: number[] = [];
  if (life.state === 'pending' && life.bad >= settings.openAfter) moments.push(life.since + settings.for);
  const ends = acknowledgedUntil(life, settings);
  if (ends !== null) moments.push(ends);
  if (settings.staleAfter !== null && mayGoStale(life)) moments.push(life.seenAt + settings.staleAfter);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** When people hear of it again; null where nobody has it, or has it for good. */
export function acknowledgedUntil(life: Life, { acknowledgedFor }: Pick<LifeSettings, 'acknowledgedFor'>) {
  return life.state === 'acknowledged' && life.acknowledgement ? endOf(life.acknowledgement, acknowledgedFor) : null;
}

function endOf({ at, until }: Pick<Acknowledgement, 'at' | 'until'>, acknowledgedFor: number | null): number | null {
  return until ?? (acknowledgedFor === null ? null : at + acknowledgedFor);
}

function bad(before: Life | undefined, signal: Measured & { kind: 'bad' }, settings: LifeSettings): AfterSignal {
  const { at, severity } = signal;
  if (before === undefined || before.state === 'resolved') {
    const begun = measured(begin(before, at, severity), 'b', at);
    const opened = open(begun.life, at, settings);
    const happened = opened.happened.length === 0 ? (['pending'] as const) : opened.happened;
    return flapOnBad(opened.life, [...begun.happened, ...happened], severity, settings);
  }
  const expired = expire(before, at, settings);
  const { life, happened } = measured(expired.life, 'b', at);
  const told = [...expired.happened, ...happened];
  if (life.state === 'pending') {
    const opened = open({ ...life, severity }, at, settings);
    return flapOnBad(opened.life, [...told, ...opened.happened], severity, settings);
  }
  const weighed = weigh(life, severity);
  return flapOnBad(weighed.life, [...told, ...weighed.happened], severity, settings);
}

function good(before: Life, at: number, settings: LifeSettings): AfterSignal {
  const { life, happened } = measured(before, 'g', at);
  if (life.state === 'resolved') return { life, happened };
  if (life.state === 'pending') return drop(life, happened);
  const flap = flapOf(life, settings);
  const told = [...happened, ...flap.happened];
  if (!flap.life.flapping && life.good >= settings.closeAfter) {
    return { life: resolved(flap.life, at), happened: [...told, 'resolved'] };
  }
  const expired = expire(flap.life, at, settings);
  return { life: expired.life, happened: [...expired.happened, ...told] };
}

/** What was remembered of earlier times stays: how often it fired, when last, and how it changed. */
function begin(before: Life | undefined, at: number, severity: Severity): Life {
  return {
    state: 'pending',
    severity,
    episode: before?.episode ?? 0,
    count: 0,
    since: at,
    firedAt: before?.firedAt ?? null,
    resolvedAt: before?.resolvedAt ?? null,
    seenAt: at,
    bad: 0,
    good: 0,
    acknowledgement: null,
    flapping: false,
    stale: false,
    past: before?.past ?? '',
    over: before ? { since: before.since, count: before.count, severity: before.severity } : null,
  };
}

function measured(life: Life, what: 'b' | 'g', at: number): { life: Life; happened: readonly Happening[] } {
  const isBad = what === 'b';
  return {
    life: {
      ...life,
      seenAt: at,
      count: life.count + (isBad ? 1 : 0),
      bad: isBad ? life.bad + 1 : 0,
      good: isBad ? 0 : life.good + 1,
      stale: false,
      past: remembered(life.past, what),
    },
    happened: life.stale ? ['fresh'] : nothing,
  };
}

function open(life: Life, at: number, settings: LifeSettings): { life: Life; happened: readonly Happening[] } {
  if (life.state !== 'pending' || life.bad < settings.openAfter || at - life.since < settings.for) {
    return { life, happened: nothing };
  }
  const fired: Life = {
    ...life,
    state: 'firing',
    episode: life.episode + 1,
    firedAt: at,
    resolvedAt: null,
    over: null,
  };
  return { life: fired, happened: ['fired'] };
}

/** Worse than when it was acknowledged is news for whoever has it. */
function weigh(life: Life, severity: Severity): { life: Life; happened: readonly Happening[] } {
  const change = compareSeverity(life.severity, severity);
  // while it flaps only worse than ever is told
  if (change === 0 || (life.flapping && change < 0)) return { life, happened: nothing };
  if (change < 0) return { life: { ...life, severity }, happened: ['lowered'] };
  const { acknowledgement } = life;
  if (acknowledgement === null || compareSeverity(acknowledgement.severity, severity) <= 0) {
    return { life: { ...life, severity }, happened: ['raised'] };
  }
  return {
    life: { ...life, severity, state: 'firing', acknowledgement: null },
    happened: ['raised', 'unacknowledged'],
  };
}

function flapOnBad(
  before: Life,
  happened: readonly Happening[],
  severity: Severity,
  settings: LifeSettings,
): AfterSignal {
  if (before.state === 'pending') return { life: before, happened };
  const flap = flapOf(before, settings);
  const steady = before.flapping && !flap.life.flapping;
  const weighed = steady ? weigh(flap.life, severity) : { life: flap.life, happened: nothing };
  return { life: weighed.life, happened: [...happened, ...flap.happened, ...weighed.happened] };
}

/** Only of what people were told: an alert that flaps stays open until it is steady. */
function flapOf(life: Life, { flap }: LifeSettings): { life: Life; happened: readonly Happening[] } {
  const share = changesShare(life.past);
  if (!life.flapping && flap !== null && share >= flap.high) {
    return { life: { ...life, flapping: true }, happened: ['flapping'] };
  }
  if (life.flapping && (flap === null || (share <= flap.low && share < flap.high))) {
    return { life: { ...life, flapping: false }, happened: ['steady'] };
  }
  return { life, happened: nothing };
}

function resolved(life: Life, at: number): Life {
  return { ...life, state: 'resolved', resolvedAt: at, acknowledgement: null, flapping: false, stale: false };
}

/** Nobody was told of it. Where it had fired before, it is as over as it was. */
function drop(life: Life, told: readonly Happening[]): AfterSignal {
  const happened = [...told, 'dropped' as const];
  const { over } = life;
  return over === null
    ? { life: undefined, happened }
    : { life: { ...life, ...over, state: 'resolved', stale: false, over: null }, happened };
}

/** It begins anew, without a past of changes: what fires again after that is told again. */
function resolveByHand(life: Life, at: number): AfterSignal {
  if (life.state === 'resolved') return { life, happened: nothing };
  const anew: Life = { ...life, past: '' };
  return life.state === 'pending' ? drop(anew, nothing) : { life: resolved(anew, at), happened: ['resolved'] };
}

function acknowledge(
  life: Life,
  { at, by, until, comment }: Signal & { kind: 'acknowledge' },
  { acknowledgedFor }: LifeSettings,
): AfterSignal {
  const ends = endOf({ at, until }, acknowledgedFor);
  const canBe = life.state === 'firing' || life.state === 'acknowledged';
  if (!canBe || (ends !== null && ends <= at)) return { life, happened: nothing };
  const acknowledgement: Acknowledgement = { by, at, until, comment, severity: life.severity };
  return { life: { ...life, state: 'acknowledged', acknowledgement }, happened: ['acknowledged'] };
}

function expire(life: Life, at: number, settings: LifeSettings): { life: Life; happened: readonly Happening[] } {
  const ends = acknowledgedUntil(life, settings);
  if (ends === null || at < ends) return { life, happened: nothing };
  return { life: { ...life, state: 'firing', acknowledgement: null }, happened: ['acknowledgement_expired'] };
}

const mayGoStale = (life: Life): boolean => life.state !== 'resolved' && !life.stale;

function passTime(before: Life, at: number, settings: LifeSettings): { life: Life; happened: readonly Happening[] } {
  const { life, happened } = expire(before, at, settings);
  const { staleAfter } = settings;
  if (staleAfter === null || !mayGoStale(life) || at - life.seenAt < staleAfter) return { life, happened };
  return { life: { ...life, stale: true }, happened: [...happened, 'stale'] };
}

/** The last that was measured was bad, and stands until something else is measured. */
function passTimeAndOpen(before: Life, at: number, settings: LifeSettings): AfterSignal {
  const { life, happened } = open(before, at, settings);
  const passed = passTime(life, at, settings);
  return { life: passed.life, happened: [...happened, ...passed.happened] };
}

function notLaterThan(life: Life, at: number): Life {
  const { since, firedAt, resolvedAt, seenAt, acknowledgement, over } = life;
  if (Math.max(since, seenAt, firedAt ?? at, resolvedAt ?? at, acknowledgement?.at ?? at) <= at) return life;
  const earliest = (moment: number): number => Math.min(moment, at);
  return {
    ...life,
    since: earliest(since),
    firedAt: firedAt === null ? null : earliest(firedAt),
    resolvedAt: resolvedAt === null ? null : earliest(resolvedAt),
    seenAt: earliest(seenAt),
    acknowledgement: acknowledgement && earlier(acknowledgement, at),
    over: over && { ...over, since: earliest(over.since) },
  };
}

/** It lasts as long as it was meant to. */
function earlier(acknowledgement: Acknowledgement, at: number): Acknowledgement {
  const by = Math.max(0, acknowledgement.at - at);
  const { until } = acknowledgement;
  return { ...acknowledgement, at: acknowledgement.at - by, until: until === null ? null : until - by };
}
