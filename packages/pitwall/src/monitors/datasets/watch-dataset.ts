import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { PitwallError } from '../../core/errors.ts';
import type { SourceFile } from '../../data/source.ts';
import { baselinePath } from '../../drift/index.ts';
import { system } from '../../server/actor.ts';
import type { Context } from '../../server/context.ts';
import { perform } from '../../server/perform.ts';
import { findingRecord } from '../../server/verbs/finding-record.ts';
import { getMonitor, moveMonitor, setMonitorBody } from '../../state/monitor-table.ts';
import type { WatchSettings } from './config.ts';
import { type FilesTarget, filesOf, type JudgedFiles, judgeFiles, unreadable } from './judge-files.ts';
import { newsOf, type Standing } from './news.ts';

export interface Watched {
  /** How many files were judged; null where they could not be, and where there was no need to. */
  readonly files: number | null;
  /** Findings that were written. */
  readonly written: number;
  /** Why nothing was judged, where there was something to judge. */
  readonly reason?: string;
}

export interface WatchTarget {
  readonly context: Context;
  readonly dataset: string;
  readonly watch: WatchSettings;
  readonly signal: AbortSignal;
}

/** Judges the files as they are now, and writes what has changed since the last time. */
export async function watchDataset({ context, dataset, watch, signal }: WatchTarget): Promise<Watched> {
  const settings = context.config.datasets[dataset];
  if (!settings) return { files: null, written: 0, reason: 'there is no such dataset any more' };
  const now = new Date(context.world.now());
  const target: FilesTarget = { dataset, settings, watch, home: context.home, now };
  const before = await readMemory(context, dataset);
  const looked = await look(target, before);
  if (looked === 'as before') return { files: null, written: 0 };
  // the next run sees what came of it
  if (looked === 'changing') return { files: null, written: 0, reason: 'its files are being written' };
  const { judged, signature } = looked;
  if (signal.aborted) return { files: null, written: 0, reason: 'it was told to stop' };
  const isJudged = judged.files !== null;
  const { findings, standing } = newsOf(judged.findings, { dataset, signature, before, judged: isJudged, now });
  if (findings.length > 0) await perform({ ...context, actor: system }, findingRecord, { findings: [...findings] });
  // after the findings: where this is not reached, they are made again, under the same ids
  if (findings.length > 0 || signature !== before.signature)
    await keep(context, dataset, { signature, standing, looks: before.looks + 1 });
  const unknown = judged.findings.find(({ metric }) => metric === 'monitor.files')?.reason;
  return { files: judged.files, written: findings.length, ...(isJudged ? {} : { reason: unknown ?? '' }) };
}

interface Looked {
  readonly judged: JudgedFiles;
  readonly signature: string;
}

async function look(target: FilesTarget, before: Memory): Promise<Looked | 'as before' | 'changing'> {
  try {
    const files = await filesOf(target);
    const signature = await signatureOf(target, files);
    if (signature === before.signature && !agesByItself(target)) return 'as before';
    return { judged: await judgeFiles(target, files), signature };
  } catch (error) {
    if (!(error instanceof PitwallError)) throw error;
    if (error.code === 'data.changed') return 'changing';
    return { judged: unreadable(target, error), signature: '' };
  }
}

/** How old data is changes without any file. */
const agesByItself = ({ settings, watch }: FilesTarget): boolean =>
  watch.judge.includes('contract') && settings.contract?.freshness !== undefined;

/** Of the files and of what is asked of them: where both are as they were, so is the answer. */
async function signatureOf({ settings, watch, home }: FilesTarget, files: readonly SourceFile[]): Promise<string> {
  const { watch: _, ...asked } = settings;
  const seen = files.map(({ path, bytes, modified }) => [path, bytes, modified.getTime()]);
  return createHash('sha256')
    .update(JSON.stringify([seen, asked, watch.judge, await baselineChanged(settings.baseline, home)]))
    .digest('hex')
    .slice(0, 16);
}

/** Null where there is none. */
async function baselineChanged(name: string | undefined, home: string): Promise<number | null> {
  if (name === undefined) return null;
  const found = await stat(baselinePath(name, home)).catch(() => undefined);
  return found?.mtimeMs ?? null;
}

interface Memory {
  readonly signature: string;
  readonly standing: readonly Standing[];
  /** How often something was written. */
  readonly looks: number;
}

/** Watches over models and over datasets are kept in one table; no model has a name with a line break. */
const placeOf = (dataset: string): string => `dataset\n${dataset}`;

async function readMemory({ state }: Context, dataset: string): Promise<Memory> {
  const kept = await getMonitor(state.db, placeOf(dataset));
  const { signature = '', standing = [], looks = 0 } = JSON.parse(kept?.body ?? '{}') as Partial<Memory>;
  return { signature, standing, looks };
}

async function keep({ state }: Context, dataset: string, memory: Memory): Promise<void> {
  const model = placeOf(dataset);
  const empty = { series: '', position: 0, firstAt: null, covered: 0, predictionAt: null, labelAt: null };
  await state.change(async (tx) => {
    await moveMonitor(tx, { model, ...empty });
    await setMonitorBody(tx, model, JSON.stringify(memory));
  });
}
