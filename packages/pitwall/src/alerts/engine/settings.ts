import type { Config } from '../../config/schema.ts';
import { type Channels, resolveChannels } from '../channels/config.ts';
import type { AlertsConfig } from '../config.ts';
import type { LifeSettings } from '../life/life.ts';
import type { DependenciesConfig, InhibitRulesConfig } from '../quiet/inhibit-config.ts';
import { compileIntervals, type TimeIntervals } from '../quiet/intervals.ts';
import { maintenanceSilences } from '../quiet/maintenance.ts';
import type { Silence } from '../quiet/silence.ts';
import { compileRoutes, type RouteTree } from '../routing/tree.ts';
import { compileRules } from '../rules/compile.ts';
import type { RuleBook } from '../rules/match.ts';
import { usualLife } from '../rules/shipped.ts';

/** What the configuration says of alerts, ready to be asked. */
export interface AlertSettings {
  readonly project: string;
  /** The address of the dashboard, for links; without a slash at its end. */
  readonly url: string | null;
  readonly book: RuleBook;
  readonly routes: RouteTree;
  readonly channels: Channels;
  /** Windows of the configuration that come again. */
  readonly maintenance: readonly Silence[];
  readonly intervals: TimeIntervals;
  readonly inhibitRules: InhibitRulesConfig;
  readonly dependencies: DependenciesConfig;
}

const compiled = new WeakMap<object, AlertSettings>();

/** Of one configuration it is made once. */
export function alertSettings(config: Config): AlertSettings {
  const known = compiled.get(config);
  if (known) return known;
  const { alerts, project } = config;
  const channels = resolveChannels(alerts.channels);
  const settings: AlertSettings = {
    project,
    url: alerts.url?.replace(/\/+$/, '') ?? null,
    book: compileRules(alerts.rules),
    channels,
    routes: compileRoutes(alerts, usualReceivers(alerts, channels)),
    maintenance: maintenanceSilences(alerts.maintenance),
    intervals: compileIntervals([...alerts.time_intervals, ...alerts.mute_time_intervals]),
    inhibitRules: alerts.inhibit_rules,
    dependencies: alerts.dependencies,
  };
  compiled.set(config, settings);
  return settings;
}

/** Who is told where no route says it: every channel, but those that stand in for another. */
function usualReceivers(config: AlertsConfig, channels: Channels): readonly string[] {
  const configured = [...channels.values()].filter(({ isConfigured }) => isConfigured);
  const standIns = new Set(Object.values(config.channels).map(({ fallback }) => fallback));
  const first = configured.filter(({ name }) => !standIns.has(name));
  return (first.length > 0 ? first : configured).map(({ name }) => name);
}

/** A rule that is no longer there leaves its alerts with what is usual. */
export const lifeSettingsOf = ({ book }: AlertSettings, rule: string): LifeSettings =>
  book.rules.find(({ name }) => name === rule)?.life ?? usualLife;
