import type { Matrix } from '@pitwall/stats';
import type { Baseline, Reference } from './baseline.ts';

interface Measured {
  readonly baseline: Baseline;
  readonly reference: Reference;
}

/** Counts now what a comparison may ask of the reference later, when its table is closed. */
export async function holdReference({ baseline, reference }: Measured): Promise<Measured> {
  const segments = await reference.segmentsOf(new Set(baseline.columns.map(({ name }) => name)));
  const vectors = new Map<string, Matrix>();
  for (const column of baseline.columns) {
    const dimensions = column.profile.kind === 'vector' ? (column.profile.dimensions ?? 0) : 0;
    if (dimensions > 0) vectors.set(column.name, await reference.vectorsOf(column, dimensions));
  }
  return {
    baseline,
    reference: {
      sample: reference.sample,
      segmentsOf: async () => segments,
      vectorsOf: async ({ name }) => vectors.get(name) ?? noVectors,
    },
  };
}

const noVectors: Matrix = { rows: 0, columns: 0, values: new Float64Array(0) };
