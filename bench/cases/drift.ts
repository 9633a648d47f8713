import type { FileFormat } from '../data.ts';
import { driftBaseline, driftFile } from '../drift-data.ts';
import { node, pitwall } from '../measure.ts';
import { installPython, nannyml, peerFile } from '../python.ts';
import type { Bound } from '../report.ts';
import { type Case, type Group, type Line, quickRows, repeatFor, type Settings } from './case.ts';

const million = 1_000_000;
const sizes = [10_000, quickRows, million];
const formats: readonly FileFormat[] = ['parquet', 'csv'];
const columns = 20;

/** There is much to run here, and the spread between runs is small. */
const repeats = (rows: number): number => Math.min(3, repeatFor(rows));

/** From Parquet: what Pitwall promises. */
const exactBounds: readonly Bound[] = [{ figure: 'cpu', below: 6 }];
const storedCpu: Bound = { figure: 'cpu', below: 2 };
const storedScans: Bound = { ratio: 'below', times: 2 };
const storedPeak: Bound = { figure: 'peak', below: 150e6 };

interface Peer {
  readonly what: string;
  readonly packages: readonly string[];
  readonly script: string;
  readonly bounds?: readonly Bound[];
}

const sciPy = 'scipy_columns.py';

/** Each in an environment of its own: they do not agree on the versions of what they need. */
const peers: readonly Peer[] = [
  {
    what: 'Evidently, DataDriftPreset',
    packages: ['evidently==0.7.23', 'pandas==2.3.3', 'pyarrow==26.0.1'],
    script: 'evidently_preset.py',
    bounds: [{ ratio: 'above', times: 20 }],
  },
  {
    what: 'NannyML, univariate Jensen–Shannon',
    packages: nannyml,
    script: 'nannyml_univariate.py',
  },
  {
    what: 'whylogs, profiles and their drift',
    packages: ['whylogs[viz]==1.6.4', 'pandas==2.3.3', 'pyarrow==26.0.1'],
    script: 'whylogs_profiles.py',
  },
  {
    what: 'SciPy, ks_2samp and chi2_contingency',
    packages: ['scipy==1.17.1', 'numpy==2.4.6', 'pandas==3.1.1', 'pyarrow==26.0.1'],
    script: sciPy,
  },
];

export const drift: Case = {
  name: 'drift',
  title: 'Drift of twenty columns: two files, a file against a baseline, columns in memory, and the same in Python',
  async groups(settings) {
    const groups: (Group | string)[] = [];
    const chosen = sizes.filter((rows) => !settings.quick || rows <= quickRows);
    for (const rows of chosen) for (const format of formats) groups.push(await filesGroup(rows, format, settings));
    if (settings.quick) {
      groups.push(...chosen.map((rows) => memoryGroup(rows, undefined)), vectorsGroup());
      return [...groups, 'a million rows and more, and Python, are left out of a quick run'];
    }
    groups.push(await manyRowsGroup(settings));
    const python = await pythonsFor(settings);
    groups.push(...chosen.map((rows) => memoryGroup(rows, python.programs.get(sciPy))), vectorsGroup());
    for (const rows of [quickRows, million]) groups.push(await peersGroup(rows, python.programs));
    return [...groups, ...python.missing];
  },
};

async function filesGroup(rows: number, format: FileFormat, { progress }: Settings): Promise<Group> {
  progress(`two times ${rows.toLocaleString('en-US')} rows of ${columns} columns as ${format}`);
  const reference = await driftFile(rows, format, 'reference');
  const current = await driftFile(rows, format, 'current');
  const isBound = format === 'parquet' && rows === million;
  const scanBoth = `bare scan of both, ${format}`;
  const lines: Line[] = [
    { what: scanBoth, command: scan(reference, current) },
    {
      what: `pitwall drift a b, ${format}`,
      command: drifting(reference, current),
      against: scanBoth,
      ...(isBound ? { bounds: exactBounds } : {}),
    },
    ...(await storedLines(reference, current, format, isBound ? [storedCpu, storedScans] : [])),
    {
      what: `pitwall baseline create b, ${format}`,
      command: pitwall('baseline', 'create', current, '--name', `made-${format}`, '--replace'),
      against: `bare scan of b, ${format}`,
    },
  ];
  return { repeat: repeats(rows), lines: lines.map((line) => ({ ...line, rows })) };
}

/** Against a baseline that was made before. The peak is bounded at any number of rows. */
async function storedLines(
  reference: string,
  current: string,
  format: FileFormat,
  bounds: readonly Bound[],
): Promise<Line[]> {
  const scanCurrent = `bare scan of b, ${format}`;
  return [
    { what: scanCurrent, command: scan(current) },
    {
      what: `pitwall drift a.json.gz b, ${format}`,
      command: drifting(await driftBaseline(reference), current),
      against: scanCurrent,
      ...(format === 'parquet' ? { bounds: [...bounds, storedPeak] } : {}),
    },
  ];
}

async function manyRowsGroup({ progress }: Settings): Promise<Group> {
  const rows = 10 * million;
  progress(`two times ${rows.toLocaleString('en-US')} rows of ${columns} columns as parquet`);
  const reference = await driftFile(rows, 'parquet', 'reference');
  const current = await driftFile(rows, 'parquet', 'current');
  const lines = [
    ...(await storedLines(await driftFile(million, 'parquet', 'reference'), current, 'parquet', [storedScans])),
    { what: 'pitwall drift a b, parquet', command: drifting(reference, current) },
  ];
  return { repeat: repeats(rows), lines: lines.map((line) => ({ ...line, rows })) };
}

/** The library alone; what is measured begins when the columns are there. */
function memoryGroup(rows: number, python: string | undefined): Group {
  const size = [String(columns), String(rows)];
  const rule = (name: string) => node(peerFile('arrays.cjs'), name, ...size);
  const what = 'classic rule on arrays: PSI, KS, KL';
  const lines: Line[] = [
    { what, command: rule('classic'), ...(rows === million ? { bounds: [{ figure: 'cpu', below: 2 }] } : {}) },
    { what: 'profiles of arrays, against stored ones', command: rule('profiles'), against: what },
    { what: 'DriftDetector on arrays', command: rule('detector'), against: what },
  ];
  if (python) {
    const command = { program: python, args: [peerFile('classic_arrays.py'), ...size] };
    lines.push({ what: 'SciPy on arrays: PSI, KS, KL', command, against: what });
  }
  return { repeat: repeats(rows), lines: lines.map((line) => ({ ...line, rows })) };
}

/** Can new embeddings be told from old ones? */
function vectorsGroup(): Group {
  const [dimensions, rows] = [768, 1_000];
  return {
    repeat: repeats(rows),
    lines: [
      {
        what: `domain classifier on arrays, ${dimensions} dimensions`,
        rows,
        command: node(peerFile('arrays.cjs'), 'vectors', String(dimensions), String(rows)),
        bounds: [{ figure: 'cpu', below: 3 }],
      },
    ],
  };
}

async function peersGroup(rows: number, programs: ReadonlyMap<string, string>): Promise<Group> {
  const reference = await driftFile(rows, 'parquet', 'reference');
  const current = await driftFile(rows, 'parquet', 'current');
  const what = 'pitwall drift a b, beside Python';
  const theirs = peers.flatMap(({ what: peer, script, bounds }): Line[] => {
    const program = programs.get(script);
    if (program === undefined) return [];
    const command = { program, args: [peerFile(script), reference, current] };
    return [{ what: peer, rows, command, against: what, ...(bounds && rows === million ? { bounds } : {}) }];
  });
  const lines = [{ what, rows, command: drifting(reference, current) }, ...theirs];
  return { repeat: rows < million ? 3 : 1, lines };
}

/** The Python of each script, and why some have none. */
async function pythonsFor({ progress }: Settings) {
  const programs = new Map<string, string>();
  const missing: string[] = [];
  for (const { script, packages } of peers) {
    const found = await installPython(packages, progress);
    if ('missing' in found) missing.push(found.missing);
    else programs.set(script, found.program);
  }
  return { programs, missing };
}

const scan = (...files: readonly string[]) => node(peerFile('duckdb-columns.cjs'), ...files);

/** Two columns have moved, and that is no failure here. */
const drifting = (reference: string, current: string) => pitwall('drift', reference, current, '--fail-on', 'never');
