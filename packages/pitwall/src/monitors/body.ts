import type { StandingFindings, Troubles } from './diff.ts';
import type { Figures } from './figures.ts';

/** What is kept of a judged window beside its counts. */
export interface WindowBody {
  readonly figures: Figures;
  readonly standing: StandingFindings;
}

export const readWindowBody = (text: string): WindowBody => ({ figures: {}, standing: {}, ...JSON.parse(text) });

/** What is kept of a watched model. */
export interface MonitorBody {
  /** By the length of windows. */
  readonly troubles: Readonly<Record<string, Troubles>>;
}

export const readMonitorBody = (text: string | undefined): MonitorBody => ({
  troubles: {},
  ...JSON.parse(text ?? '{}'),
});
