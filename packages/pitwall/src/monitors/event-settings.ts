import { columnNames, type Table } from '../data/table.ts';
import type { ModelSettings } from '../performance/index.ts';
import { columnOfFeature, columnOfKey, keyOfColumn } from '../profiles/event-columns.ts';

/**
 * The settings of a model, of which the columns are those of its events: a prediction has its places of its own, whatever
 * its parts are called in files. What belongs to files alone is left out.
 */
export function settingsOfEvents(
  settings: ModelSettings,
  table: Table,
  minimum: number,
  personal: readonly string[] = [],
): ModelSettings {
  const { task, label, odds, performance, segments, estimate, costs } = settings;
  const { id: _, labels: __, predictions: ___, dataset: ____, against: _____, ...rest } = settings;
  return {
    ...rest,
    prediction: predictionOf(settings, table),
    label: {
      column: 'label',
      within: label.within,
      ...(label.positive === undefined ? {} : { positive: label.positive }),
      ...(label.time === undefined ? {} : { time: 'label_time' }),
    },
    time: 'time',
    odds: odds && {
      column: 'odds',
      format: odds.format,
      ...(odds.closing === undefined ? {} : { closing: 'closing' }),
    },
    stake: settings.stake && 'stake',
    weight: settings.weight && 'weight',
    user: task === 'ranking' ? 'user' : undefined,
    item: task === 'ranking' ? 'item' : undefined,
    category: feature(settings.category),
    popularity: feature(settings.popularity),
    listed: feature(settings.listed),
    profit: settings.profit && {
      ...settings.profit,
      returns: feature(settings.profit.returns),
      amounts: feature(settings.profit.amounts),
    },
    costs: costs && {
      ...costs,
      amount: feature(costs.amount),
      false_positive: costOf(costs.false_positive),
      false_negative: costOf(costs.false_negative),
      true_positive: costOf(costs.true_positive),
      true_negative: costOf(costs.true_negative),
    },
    segments: segments && {
      ...segments,
      columns: segments.columns === 'auto' ? 'auto' : segments.columns.map(columnOfFeature),
      ignore: [...segments.ignore.map(columnOfFeature), 'id', 'time', 'label_time', ...personal.map(columnOfFeature)],
    },
    estimate: estimate && { features: estimate.features?.map(columnOfFeature) },
    performance: { ...performance, minimum_samples: performance.minimum_samples ?? minimum },
  };
}

const feature = (column: string | undefined): string | undefined =>
  column === undefined ? undefined : columnOfFeature(column);

const costOf = (cost: string | number | undefined): string | number | undefined =>
  typeof cost === 'string' ? columnOfFeature(cost) : cost;

/** A prediction is one value, or an object with what the configuration calls columns: a probability for each class. */
function predictionOf({ task, prediction }: ModelSettings, table: Table): ModelSettings['prediction'] {
  const { column, decision, probabilities, threshold, quantile } = prediction;
  const keys = columnNames(table).flatMap((name) => keyOfColumn(name) ?? []);
  const sent = new Set(keys);
  const limits = {
    ...(threshold === undefined ? {} : { threshold }),
    ...(quantile === undefined ? {} : { quantile }),
  };
  const ofKeys = (classes: readonly (readonly [string, string])[]) => ({
    probabilities: Object.fromEntries(classes.map(([name, key]) => [name, columnOfKey(key)])),
  });
  if (task === 'multiclass' && sent.size > 0) {
    const named = Object.entries(probabilities ?? {}).map(([name, key]) => [name, sent.has(key) ? key : name] as const);
    return { ...limits, ...ofKeys(named.length > 0 ? named : keys.map((key) => [key, key] as const)) };
  }
  const own = (key: string | undefined): string | undefined =>
    key !== undefined && sent.has(key) ? columnOfKey(key) : undefined;
  return {
    ...limits,
    // a decision alone is sent as the prediction itself
    ...(column === undefined && decision !== undefined
      ? { decision: own(decision) ?? 'prediction' }
      : { column: own(column) ?? 'prediction', ...(own(decision) ? { decision: own(decision) } : {}) }),
  };
}
