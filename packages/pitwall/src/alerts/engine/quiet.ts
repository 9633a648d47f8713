import type { Quiet } from '@pitwall/sdk';
import { type StoredSilence, standingSilences } from '../../state/alert-silence-table.ts';
import type { Reader, State } from '../../state/state.ts';
import type { Labels } from '../labels.ts';
import { mutedBy } from '../quiet/intervals.ts';
import { createSilencer, type Silence, type SilenceSchedule, silenceState } from '../quiet/silence.ts';
import { parseMatchers } from '../routing/matcher.ts';
import { type Route, routesOf } from '../routing/tree.ts';
import { openBook } from './open-alerts.ts';
import type { AlertSettings } from './settings.ts';

/** Why nobody is told of something at one moment. Reckoned anew each time: nothing of it is kept. */
export interface QuietNow {
  /** On all routes of the alert, or on this one alone. */
  of(alert: { readonly id: string; readonly labels: Labels }, route?: Route): Quiet;
}

interface Asking {
  readonly state: State;
  readonly settings: AlertSettings;
  readonly now: number;
}

export async function quietNow(db: Reader, { state, settings, now }: Asking): Promise<QuietNow> {
  const silences = [...settings.maintenance, ...readableSilences(await standingSilences(db, now), now)];
  const silencer = createSilencer(silences, now);
  const inhibitor = (await openBook(state, db)).inhibitor(settings);
  const muted = (route: Route): readonly string[] => mutedBy(route, settings.intervals, now);
  return {
    of({ id, labels }, route) {
      const routes = route ? [route] : routesOf(settings.routes, labels);
      const mutes = routes.map(muted);
      return {
        silencedBy: [...silencer.on(labels)],
        inhibitedBy: [...inhibitor.on(id, labels)],
        // told on one route, it is told
        mutedBy: mutes.every((names) => names.length > 0) ? [...new Set(mutes.flat())] : [],
      };
    },
  };
}

export const isQuiet = ({ silencedBy, inhibitedBy, mutedBy: muted }: Quiet): boolean =>
  silencedBy.length > 0 || inhibitedBy.length > 0 || muted.length > 0;

/** One that nobody can read holds nothing back: people are told rather than not. */
export function readableSilences(stored: readonly StoredSilence[], now: number): readonly Silence[] {
  return stored.flatMap((one) => {
    try {
      const silence = silenceOf(one);
      silenceState(silence, now);
      return [silence];
    } catch {
      return [];
    }
  });
}

/** A silence as it is kept, ready to be asked. */
export function silenceOf(stored: StoredSilence): Silence {
  const { matchers, schedule, ...rest } = stored;
  return {
    ...rest,
    matchers: parseMatchers(matchers),
    schedule: schedule === null ? null : (JSON.parse(schedule) as SilenceSchedule),
  };
}
