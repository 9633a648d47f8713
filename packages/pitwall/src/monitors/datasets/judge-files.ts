import { basename } from 'node:path';
import { type Finding, formatSubject } from '@pitwall/sdk';
import { contracts } from '../../contracts/index.ts';
import { PitwallError } from '../../core/errors.ts';
import { count, counted } from '../../core/words.ts';
import { openDuckDB } from '../../data/duckdb/engine.ts';
import { openTable } from '../../data/open.ts';
import { type ReadOptions, resolveSources, type SourceFile } from '../../data/source.ts';
import { drift } from '../../drift/index.ts';
import type { Context } from '../../server/context.ts';
import { worstOfEach } from '../subjects.ts';
import type { WatchSettings } from './config.ts';

export type DatasetSettings = Context['config']['datasets'][string];

export interface FilesTarget {
  readonly dataset: string;
  readonly settings: DatasetSettings;
  readonly watch: WatchSettings;
  /** Paths count from here, and baselines are beside it. */
  readonly home: string;
  readonly now: Date;
}

export interface JudgedFiles {
  readonly findings: readonly Finding[];
  /** How many files were judged; null where they could not be. */
  readonly files: number | null;
}

/** The files as they are now: their names, sizes and when they were changed. */
export async function filesOf({ settings, watch, home }: FilesTarget): Promise<readonly SourceFile[]> {
  const files = await resolveSources(settings.source, home, optionsOf(settings));
  if (watch.newest === undefined) return files;
  return [...files].sort((a, b) => compareTexts(basename(a.path), basename(b.path))).slice(-watch.newest);
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const optionsOf = ({ format, delimiter, encoding, null_values }: DatasetSettings): ReadOptions => ({
  format,
  delimiter,
  encoding,
  null_values,
});

/** What `pitwall check` says of the files, and whether they could be read at all. It writes nothing. */
export async function judgeFiles(target: FilesTarget, files: readonly SourceFile[]): Promise<JudgedFiles> {
  const { dataset, settings, watch, home, now } = target;
  const engine = await openDuckDB();
  try {
    const table = await openTable(engine, files, optionsOf(settings));
    const about = { dataset, table, folder: home, settings, pictures: false };
    const findings: Finding[] = [readable(target, files.length)];
    if (watch.judge.includes('contract'))
      for (const check of contracts.checks) findings.push(...(await check.run(about, { now })).findings);
    if (watch.judge.includes('drift'))
      findings.push(
        ...(await orUnknown(target, async () => {
          const found: Finding[] = [];
          for (const check of drift.checks) found.push(...(await check.run(about, { now })).findings);
          return found;
        })),
      );
    return { findings: worstOfEach(findings), files: files.length };
  } finally {
    engine.close();
  }
}

/** Without its baseline a dataset is judged by its contract all the same. */
async function orUnknown(target: FilesTarget, judge: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await judge();
  } catch (error) {
    if (!(error instanceof PitwallError) || !error.code.startsWith('baseline.')) throw error;
    const message = 'whether anything has drifted is not known';
    return [unknownFinding(target, 'drift.window', message, error)];
  }
}

const subjectOf = (dataset: string): string => formatSubject({ kind: 'dataset', name: dataset });

const filesMetric = 'monitor.files';

const readable = ({ dataset, now }: FilesTarget, files: number): Finding => ({
  subject: subjectOf(dataset),
  metric: filesMetric,
  value: files,
  threshold: null,
  status: 'pass',
  message: `${counted(files, 'file')} could be read`,
  evidence: { count: files, expected: 'that there are files, and that they can be read', observed: count(files) },
  at: now.toISOString(),
});

/** Files that are gone or that nobody can read say nothing about what is in them. */
export const unreadable = (target: FilesTarget, error: PitwallError): JudgedFiles => ({
  findings: [unknownFinding(target, filesMetric, 'its files cannot be judged', error)],
  files: null,
});

function unknownFinding({ dataset, now }: FilesTarget, metric: string, message: string, error: PitwallError): Finding {
  const { problem, fix, place } = error;
  return {
    subject: subjectOf(dataset),
    metric,
    value: null,
    threshold: null,
    status: 'unknown',
    message,
    reason: place?.file === undefined ? problem : `${place.file}: ${problem}`,
    evidence: { fix },
    at: now.toISOString(),
  };
}
