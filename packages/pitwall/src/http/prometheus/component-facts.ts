import { isReserved } from '../../metrics/sample.ts';
import { subjectOfComponent } from '../../server/subjects.ts';
import { latestSamples, listMetricSeries } from '../../state/metric-table.ts';
import type { Reader } from '../../state/state.ts';
import { type Fact, factsOf } from './fact.ts';

/** So many series that were sent in are handed on: whoever wants more reads them where they are. */
const mostSeries = 500;

/** Labels of which there are few values; a series that has others is not handed on. */
const boundedLabels: ReadonlySet<string> = new Set(['channel', 'outcome', 'model']);

/** What is older says nothing of how it is. */
const stale = 86_400_000;

/** The latest of what was sent in. */
export async function componentFacts(db: Reader, now: number): Promise<readonly Fact[]> {
  const { items, more } = await listMetricSeries(db, { order: 'newest', limit: 1_000 });
  const sent = items.filter(({ component }) => !isReserved(component));
  const bounded = sent.filter(({ labels }) => Object.keys(labels).every((label) => boundedLabels.has(label)));
  const shown = bounded.slice(0, mostSeries);
  const latest = await latestSamples(
    db,
    shown.map(({ seq }) => seq),
  );
  const leftOut = more || bounded.length > shown.length || sent.length > bounded.length;
  return [
    ...shown.flatMap(({ seq, component, metric, labels }) => {
      const sample = latest.get(seq);
      if (!sample || sample.at < now - stale) return [];
      const fact = factsOf({ verb: 'metric.read', subject: subjectOfComponent(component) });
      const named = { component, metric, ...labels };
      return [
        fact('pitwall_component_sample', sample.value, named),
        fact('pitwall_component_sample_time_seconds', sample.at / 1_000, named),
      ];
    }),
    factsOf({ verb: 'metric.read', subject: subjectOfComponent('server') })(
      'pitwall_component_samples_left_out',
      leftOut ? Math.max(1, sent.length - shown.length) : 0,
    ),
  ];
}
