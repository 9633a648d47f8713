interface MetricHelp {
  readonly short: string;
  readonly what: string;
  readonly mend: string;
}

/** What a reader who meets a metric for the first time must know. Other metrics are described by their name. */
const known: ReadonlyMap<string, MetricHelp> = new Map([
  entry(
    'contract.columns',
    'A column is missing',
    'A column of the contract is not in the data.',
    'set `required: false`',
  ),
  entry(
    'contract.extra_columns',
    'A column is not in the contract',
    'The data has a column that the contract does not name.',
    'add it to `columns`',
  ),
  entry(
    'contract.type',
    'Values have another type',
    'Values cannot be read as the type that the contract names.',
    'change `type`',
  ),
  entry(
    'contract.type_change',
    'The type of a column changed',
    'The column is stored as another type than the contract names.',
    'change `type`',
  ),
  entry(
    'contract.nulls',
    'Values are missing',
    'A larger share of the column is missing than is fine.',
    'raise `nulls`',
  ),
  entry(
    'contract.range',
    'Values are out of range',
    'Values are below the smallest or above the largest that is fine.',
    'change `min`, `max`, `above` or `below`',
  ),
  entry('contract.finite', 'Values are not finite', 'Values are NaN or infinite.', 'set `finite: false`'),
  entry(
    'contract.length',
    'Texts are too short or too long',
    'Texts have fewer or more characters than is fine.',
    'change `length`',
  ),
  entry(
    'contract.pattern',
    'Values do not match the pattern',
    'Values do not match the regular expression as a whole.',
    'change `pattern`',
  ),
  entry(
    'contract.allowed',
    'Values are not allowed',
    'Values are not among those that are fine, or are among those that are not.',
    'change `in` or `not_in`',
  ),
  entry(
    'contract.unique',
    'Values come more than once',
    'A value of a unique column comes in several rows.',
    'take out `unique`',
  ),
  entry(
    'contract.key',
    'Rows share a key',
    'Several rows have the same key, or a part of the key is missing.',
    'change `key`',
  ),
  entry(
    'contract.rows',
    'The number of rows is out of bounds',
    'The dataset has fewer or more rows than is fine.',
    'change `rows`',
  ),
  entry('contract.duplicates', 'Rows repeat', 'Rows repeat an earlier row in every column.', 'raise `duplicates`'),
  entry('contract.freshness', 'The data is too old', 'The newest value is older than is fine.', 'change `freshness`'),
  entry(
    'contract.series',
    'The series has gaps',
    'Steps between the oldest and the newest value have no row.',
    'change `series`',
  ),
  entry(
    'contract.rule',
    'Rows break a rule',
    'The condition does not hold for every row.',
    'change the entry of `rules`',
  ),
  entry(
    'contract.readable',
    'Rows could not be read',
    'Rows could not be split into fields, so that none of their values was checked.',
  ),
  entry(
    'contract.values',
    'Values could not be judged',
    'The data has no rows, so that no rule could be held against a value.',
  ),
  driftEntry(
    'drift.distribution',
    'The values of a column moved',
    'The values are spread otherwise than in the baseline. The figure is the population stability index (PSI): 0 where nothing moved; how large it must be to matter is in the thresholds of the configuration.',
  ),
  driftEntry(
    'drift.missing',
    'More or fewer values are missing',
    'The share of rows without a value is another than in the baseline. The figure is the share now less the share then.',
  ),
  driftEntry(
    'drift.new_categories',
    'There are new categories',
    'Rows have categories that the baseline does not know. The figure is their share of the rows.',
  ),
  driftEntry(
    'drift.vanished_categories',
    'Categories are gone',
    'Categories of the baseline come no more. The figure is the share of the rows of the baseline that had them.',
  ),
  driftEntry(
    'drift.type',
    'The kind of a column changed',
    'The column holds another kind of value than in the baseline, like text where there were numbers, so that the two cannot be compared.',
  ),
  driftEntry(
    'drift.columns',
    'Columns of the baseline are gone',
    'Columns that are in the baseline are not in the data. The figure is how many.',
  ),
  driftEntry(
    'drift.joint',
    'Columns moved together',
    'Taken together, the columns are spread otherwise than in the baseline, even where each on its own may be as it was.',
  ),
  modelEntry(
    'performance.rows',
    'Predictions could not be judged',
    'No prediction has both a usable answer and a usable label, or no metric has a value.',
    'Look at the findings about the rows of predictions and labels.',
  ),
  modelEntry(
    'performance.join',
    'Labels belong to no prediction',
    'No label has the id of a prediction.',
    'Compare the ids of both sides.',
  ),
  modelEntry(
    'performance.positives',
    'No label is a 1',
    'The value that stands for a 1 is none of the labels, so that every row counts as a 0.',
    'See how labels are written, and say it with `label: { positive }`.',
  ),
  modelEntry(
    'performance.overdue_labels',
    'Labels are late',
    'Predictions have waited for their label longer than `label: { within }` allows.',
    'Look why labels do not come.',
  ),
  modelEntry(
    'performance.foretold',
    'Rows were predicted after their label was known',
    'What is known already is no prediction: such rows are not judged.',
    'Look whether the label got into what the model sees, or whether clocks differ.',
  ),
  modelEntry(
    'performance.segments',
    'The model is worse in some segments',
    'Rows that are alike in one or two columns are worse than chance explains, and beyond the threshold of the model.',
    'Do not act on the model there, or give it what it lacks.',
  ),
  modelEntry(
    'performance.comparison',
    'The model is worse than the champion',
    'On the rows that both answered, this model is worse than the other one.',
    'Keep the champion, and look where the new model is worse.',
  ),
  modelEntry(
    'performance.estimated_rows',
    'Nothing could be estimated before labels',
    'What the metrics of rows without labels will be cannot be told.',
    'Give more rows with labels to learn from, or wait for labels.',
  ),
]);

const metricName = /^performance\.(estimated\.)?(.+)$/;

export function metricHelp(metric: string): MetricHelp {
  const [, estimated, name] = metricName.exec(metric) ?? [];
  if (name !== undefined && !known.has(metric)) return ofThreshold(name, estimated !== undefined);
  const other: MetricHelp = {
    short: metric.replaceAll(/[._]+/g, ' ').trim() || metric,
    what: `The metric ${metric} is beyond its limit, or could not be measured.`,
    mend: 'The message of the result says what to do; the limit is set in the configuration.',
  };
  return known.get(metric) ?? other;
}

/** Drift may be the world's doing, where nothing is broken and the baseline is what has to change. */
function driftEntry(metric: string, short: string, what: string): [string, MetricHelp] {
  const mend =
    'Find out what changed at the source and mend it there; where the change is here to stay, retrain what learned from the old data and take a new baseline.';
  return [metric, { short, what, mend }];
}

function modelEntry(metric: string, short: string, what: string, mend: string): [string, MetricHelp] {
  return [metric, { short, what, mend }];
}

function ofThreshold(name: string, isEstimated: boolean): MetricHelp {
  return isEstimated
    ? {
        short: `${name} is estimated to be beyond its threshold`,
        what: `Before labels arrive, ${name} is expected to be beyond the threshold of the model with its whole interval.`,
        mend: 'Look at the drift of what goes in, and judge again as soon as labels arrive.',
      }
    : {
        short: `${name} is beyond its threshold`,
        what: `The model's ${name}, measured against labels, is beyond the threshold that the configuration sets, or could not be measured.`,
        mend: 'Look where it is worst with `pitwall evaluate --segments auto`, and for drift in its data; retrain if it stays.',
      };
}

function entry(metric: string, short: string, what: string, orElse?: string): [string, MetricHelp] {
  const mend =
    orElse === undefined
      ? 'Mend the data at its source.'
      : `Mend the data at its source, or ${orElse} in the contract.`;
  return [metric, { short, what, mend }];
}
