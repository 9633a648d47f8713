import type { Finding } from '@pitwall/sdk';
import { type CategoryChange, categoryChangeThresholds, type Decision } from '@pitwall/stats';
import { list, number, percent } from '../../core/words.ts';
import type { ComparedNow } from '../compare.ts';
import { chance } from '../words.ts';
import { finding, type Judging, statusOf } from './finding.ts';

const namesShown = 5;

export function categoryFinding(
  metric: 'drift.new_categories' | 'drift.vanished_categories',
  change: CategoryChange | null,
  decision: Decision,
  { column: { name }, reason }: ComparedNow,
  judging: Judging,
): Finding[] {
  if (!change || change.categories.length === 0 || reason) return [];
  const status = statusOf(decision, change.severity);
  const isNew = metric === 'drift.new_categories';
  const names = list(
    change.categories.map(({ value }) => (value === '' ? 'the empty text' : value)),
    namesShown,
  );
  const where = isNew ? 'the baseline does not know' : 'of the baseline did not come';
  const surprise = status === 'pass' ? 'which few rows explain' : chance(change.p);
  return [
    finding(
      {
        name,
        metric,
        value: change.share,
        thresholds: categoryChangeThresholds,
        status,
        message: `${name}: ${isNew ? names : `${names}`} ${where} (${percent(change.share)} of ${isNew ? 'its values' : 'those then'}), ${surprise}`,
        evidence: {
          count: change.categories.reduce((sum, category) => sum + category.count, 0),
          computed: `C(m, c) / C(n + m, c) for the most frequent of them, times all categories: p ${number(change.p)}`,
          ...(status === 'pass'
            ? {}
            : {
                fix: isNew
                  ? 'A model that has not learnt them guesses: map them to known ones, or retrain'
                  : 'Ask its source whether they are gone, renamed or not delivered',
              }),
        },
      },
      judging,
    ),
  ];
}
