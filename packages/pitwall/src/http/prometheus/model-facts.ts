import { statuses } from '@pitwall/sdk';
import { readWindowBody } from '../../monitors/body.ts';
import { subjectOfModel } from '../../server/subjects.ts';
import type { Reader } from '../../state/state.ts';
import { latestWindows, type WindowState } from '../../state/window-table.ts';
import { areaOf } from './area.ts';
import { type Fact, factsOf } from './fact.ts';

/** Of one model: metrics are declared, and nobody declares more. */
const mostMetrics = 200;
const mostModels = 1_000;

/** What is known of the window of each model that was judged last. */
export async function modelFacts(db: Reader): Promise<readonly Fact[]> {
  const windows = [...(await latestWindows(db))].slice(0, mostModels);
  return windows.flatMap(([model, window]) => windowFacts(model, window));
}

function windowFacts(model: string, { rows, labels, end, status, body }: WindowState): readonly Fact[] {
  const fact = factsOf({ verb: 'metric.read', subject: subjectOfModel(model) });
  const { figures, standing } = readWindowBody(body);
  const troubles = new Map<string, number>();
  for (const [question, { status: found }] of Object.entries(standing)) {
    if (found === 'pass') continue;
    const key = `${areaOf(question.slice(question.lastIndexOf(' ') + 1))} ${found}`;
    troubles.set(key, (troubles.get(key) ?? 0) + 1);
  }
  return [
    fact('pitwall_model_window_rows', rows, { model }),
    fact('pitwall_model_window_labels', labels, { model }),
    fact('pitwall_model_window_end_seconds', end / 1_000, { model }),
    ...statuses.map((one) => fact('pitwall_model_window_status', one === status ? 1 : 0, { model, status: one })),
    ...Object.entries(figures)
      .slice(0, mostMetrics)
      .map(([metric, { value }]) => fact('pitwall_model_figure', value, { model, metric })),
    ...[...troubles].map(([key, count]) => {
      const [area = '', found = ''] = key.split(' ');
      return fact('pitwall_model_trouble', count, { model, area, status: found });
    }),
  ];
}
