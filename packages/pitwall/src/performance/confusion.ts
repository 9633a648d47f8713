import type { ModelConfusion } from '@pitwall/sdk';
import type { ModelSettings } from './config.ts';
import type { ModelRows } from './rows.ts';
import { decisionsOf } from './scores.ts';

/** A table of more classes tells a reader nothing. */
const mostClasses = 30;

/** What was so, and what was predicted instead; null where there are no classes, or too many for a table. */
export function confusionOf(rows: ModelRows, settings: ModelSettings): ModelConfusion | null {
  const { task, prediction, label } = settings;
  if (task !== 'binary' && task !== 'multiclass') return null;
  const isDecided = task === 'multiclass' || prediction.column !== undefined || prediction.decision !== undefined;
  const classes = task === 'multiclass' ? rows.classes : ['0', String(label.positive ?? 1)];
  if (!isDecided || rows.judged.rows === 0 || classes.length > mostClasses) return null;
  const cells = classes.map(() => classes.map(() => 0));
  const decided = decisionsOf(rows, settings);
  rows.judged.columns.label?.forEach((actual, row) => {
    const line = cells[actual];
    const predicted = decided[row] ?? 0;
    if (line) line[predicted] = (line[predicted] ?? 0) + 1;
  });
  return { classes: [...classes], cells };
}
