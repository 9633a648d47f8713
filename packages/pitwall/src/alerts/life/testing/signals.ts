import type { Happening, Life, LifeSettings, Signal } from '../life.ts';
import { step } from '../step.ts';

export const plain: LifeSettings = {
  openAfter: 1,
  closeAfter: 1,
  for: 0,
  acknowledgedFor: null,
  staleAfter: null,
  flap: null,
};

export const bad = (at: number, severity: 'low' | 'medium' | 'high' | 'critical' = 'high'): Signal => ({
  kind: 'bad',
  at,
  severity,
});
export const good = (at: number): Signal => ({ kind: 'good', at });
export const unknown = (at: number): Signal => ({ kind: 'unknown', at });
export const time = (at: number): Signal => ({ kind: 'time', at });
export const acknowledge = (at: number, until: number | null = null): Signal => ({
  kind: 'acknowledge',
  at,
  by: 'user:u-anna',
  until,
  comment: null,
});
export const unacknowledge = (at: number): Signal => ({ kind: 'unacknowledge', at, by: 'user:u-anna' });
export const resolve = (at: number): Signal => ({ kind: 'resolve', at, by: 'user:u-anna' });

interface Told {
  readonly life: Life | undefined;
  readonly happened: readonly Happening[];
}

export function live(signals: readonly Signal[], settings: LifeSettings = plain): Told {
  const happened: Happening[] = [];
  let life: Life | undefined;
  for (const signal of signals) {
    const after = step(life, signal, settings);
    life = after.life;
    happened.push(...after.happened);
  }
  return { life, happened };
}
