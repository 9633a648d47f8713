import type { Baseline } from '../drift/index.ts';
import {
  type BaselineSource,
  type BaselineVersion,
  promotedBaseline,
  readBaselineBody,
} from '../state/baseline-table.ts';
import type { Reader } from '../state/state.ts';

export interface BaselineInForce extends BaselineVersion {
  readonly content: Baseline;
}

/** What windows of a model are compared with; undefined where nothing was promoted. */
export async function baselineInForce(db: Reader, model: string): Promise<BaselineInForce | undefined> {
  const version = await promotedBaseline(db, model);
  const content = version && (await readBaselineBody(db, model, version.version));
  // it was a baseline when it was packed, and the state keeps what it was given
  return version && content ? { ...version, content: content as unknown as Baseline } : undefined;
}

/** Whether a window holds rows that the baseline was made of: compared with itself nothing ever moves. */
export function overlaps(
  source: BaselineSource,
  { start, end }: { readonly start: number; readonly end: number },
): boolean {
  return source.kind === 'events' && start < source.to && source.from < end;
}
