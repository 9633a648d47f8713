import { node, pitwall } from '../measure.ts';
import { installPython, nannyml, peerFile } from '../python.ts';
import type { Bound } from '../report.ts';
import { predictionsFile, segmentsFile } from '../scores-data.ts';
import { type Case, type Group, type Line, quickRows, repeatFor, type Settings } from './case.ts';

const million = 1_000_000;

/** Of a million rows: what Pitwall promises. */
const eightCpu: Bound = { figure: 'cpu', below: 0.15 };
const allCpu: Bound = { figure: 'cpu', below: 2 };
const segmentsCpu: Bound = { figure: 'cpu', below: 5 };

/** Each in an environment of its own, because they do not agree on the versions of what they need. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'scikit_scores.py': ['scikit-learn==1.9.1', 'numpy==2.4.6', 'pandas==3.1.1', 'pyarrow==26.0.1'],
  'nannyml_estimates.py': nannyml,
};

/** Runs a script in Python as a line of its own; no line where there is no Python for it. */
type Script = (script: string, args: readonly string[], line: Pick<Line, 'what' | 'against'>) => Line[];

export const scores: Case = {
  name: 'scores',
  title: 'Scores of a binary model: of columns in memory, of a file, and before labels arrive; and the same in Python',
  async groups(settings) {
    const sizes = [quickRows, million].filter((rows) => !settings.quick || rows <= quickRows);
    const { python, missing } = settings.quick ? withoutPython : await findPython(settings);
    const groups: Group[] = [];
    for (const rows of sizes) {
      groups.push(memoryGroup(rows, python), await fileGroup(rows, python, settings));
      groups.push(estimatesGroup(rows, python), await segmentsGroup(rows, settings));
    }
    return [...groups, ...missing];
  },
};

/** The library alone; what is measured begins when the columns are there. */
function memoryGroup(rows: number, python: Script): Group {
  const size = String(rows);
  const [eight, all] = ['eight metrics of arrays', 'scoreBinary of arrays: twelve metrics'];
  return groupOf(rows, [
    { what: eight, command: ours('eight', rows), ...promised(rows, eightCpu) },
    ...python('scikit_scores.py', ['eight', size], {
      what: 'scikit-learn of arrays: the eight, no intervals',
      against: eight,
    }),
    {
      what: 'eight metrics of arrays, the sixth time',
      command: ours('again', rows),
      against: eight,
      ...promised(rows, eightCpu),
    },
    { what: all, command: ours('all', rows), ...promised(rows, allCpu) },
    ...python('scikit_scores.py', ['all', size], {
      what: 'scikit-learn of arrays: the twelve, no intervals',
      against: all,
    }),
    { what: 'PerformanceMonitor of arrays: bets and pictures too', command: ours('monitor', rows), against: all },
  ]);
}

async function fileGroup(rows: number, python: Script, { progress }: Settings): Promise<Group> {
  progress(`${rows.toLocaleString('en-US')} predictions as parquet`);
  const file = await predictionsFile(rows);
  const model = ['--task', 'binary', '--prediction', 'p', '--label', 'label', '--odds', 'odds'];
  // The bets lose money, and that is no failure here.
  const command = pitwall('evaluate', file, ...model, '--fail-on', 'never');
  const [scan, evaluate] = ['bare scan of parquet', 'pitwall evaluate of parquet: all metrics'];
  return groupOf(rows, [
    { what: scan, command: node(peerFile('duckdb-columns.cjs'), file) },
    { what: evaluate, command, against: scan },
    ...python('scikit_scores.py', ['eight', file], {
      what: 'scikit-learn of parquet: the eight, no intervals',
      against: evaluate,
    }),
  ]);
}

/** Of rows without labels, from as many rows with: Pitwall estimates twelve metrics, NannyML is asked for six. */
function estimatesGroup(rows: number, python: Script): Group {
  const size = String(rows);
  const [learn, estimate] = ['estimateBinary of arrays, with fitCalibrator', 'estimateBinary of arrays alone'];
  return groupOf(rows, [
    { what: learn, command: ours('learn', rows) },
    ...python('nannyml_estimates.py', ['learn', size], {
      what: 'NannyML, CBPE of six metrics: fit and estimate',
      against: learn,
    }),
    { what: estimate, command: ours('estimate', rows) },
    ...python('nannyml_estimates.py', ['estimate', size], {
      what: 'NannyML, CBPE of six metrics: estimate alone',
      against: estimate,
    }),
  ]);
}

/** Where is the model weak? Its rows have twenty columns beside its predictions. */
async function segmentsGroup(rows: number, { progress }: Settings): Promise<Group> {
  progress(`${rows.toLocaleString('en-US')} predictions with twenty columns as parquet`);
  const file = await segmentsFile(rows);
  const evaluate = ['evaluate', file, '--task', 'binary', '--prediction', 'p', '--label', 'label'];
  const [scan, plain] = ['bare scan of twenty columns more', 'pitwall evaluate: no segments'];
  return groupOf(rows, [
    { what: scan, command: node(peerFile('duckdb-columns.cjs'), file) },
    { what: plain, command: pitwall(...evaluate), against: scan },
    {
      what: 'pitwall evaluate --segments auto: twenty columns',
      command: pitwall(...evaluate, '--segments', 'auto', '--fail-on', 'never'),
      against: plain,
      ...promised(rows, segmentsCpu),
    },
  ]);
}

const groupOf = (rows: number, lines: readonly Line[]): Group => ({
  repeat: Math.min(3, repeatFor(rows)),
  lines: lines.map((line) => ({ ...line, rows })),
});

const ours = (rule: string, rows: number) => node(peerFile('scores.cjs'), rule, String(rows));

const promised = (rows: number, bound: Bound): Pick<Line, 'bounds'> => (rows === million ? { bounds: [bound] } : {});

const withoutPython: { readonly python: Script; readonly missing: readonly string[] } = {
  python: () => [],
  missing: ['a million rows, and Python, are left out of a quick run'],
};

async function findPython({ progress }: Settings): Promise<typeof withoutPython> {
  const programs = new Map<string, string>();
  const missing: string[] = [];
  for (const [script, needed] of Object.entries(packages)) {
    const found = await installPython(needed, progress);
    if ('missing' in found) missing.push(found.missing);
    else programs.set(script, found.program);
  }
  const python: Script = (script, args, line) => {
    const program = programs.get(script);
    return program === undefined ? [] : [{ ...line, command: { program, args: [peerFile(script), ...args] } }];
  };
  return { python, missing };
}
