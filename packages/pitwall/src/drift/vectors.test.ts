import { describe, expect, it } from 'vitest';
import type { Table } from '../data/table.ts';
import { compareTable } from './compare.ts';
import { defaultDriftSettings } from './config.ts';
import { normals } from './testing/numbers.ts';
import { place } from './testing/place.ts';
import { baselineOf, judgeTables, moved, outline } from './testing/tables.ts';
import { sampleVectors } from './vectors.ts';

const { columns, parquet, text } = place({ memory: '1GB' });

/** Vectors of a lower rank than their length, as embeddings are; `shift` moves the first few directions. */
function embeddings(seed: number, rows: number, dimensions: number, shift = 0): number[][] {
  const hidden = 8;
  const noise = normals(seed, rows * dimensions, 0, 0.3);
  const factors = normals(seed + 1, rows * hidden);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: dimensions }, (_unused, at) => {
      const factor = factors[row * hidden + (at % hidden)] ?? 0;
      return Math.fround(factor + (noise[row * dimensions + at] ?? 0) + (at % 16 === 0 ? shift : 0));
    }),
  );
}

const asFile = (vectors: readonly unknown[]): Promise<Table> =>
  text(vectors.map((v) => `${JSON.stringify({ v })}\n`).join(''), 'ndjson');

describe('vectors of 768 dimensions', () => {
  const rows = 300;
  const dimensions = 768;

  it('are told apart where they moved, and are quiet where they did not', async () => {
    const before = await columns({ v: embeddings(10, rows, dimensions) });
    const same = await judgeTables(before, await columns({ v: embeddings(20, rows, dimensions) }));
    expect(outline(same.findings)).toEqual(['v distribution pass', 'v joint pass']);
    const other = await judgeTables(before, await columns({ v: embeddings(30, rows, dimensions, 0.5) }));
    expect(outline(moved(other.findings))).toContain('v joint alert');
    expect(other.drift.columns[0]).toMatchObject({
      kind: 'vector',
      drifted: true,
      effect: { measure: 'separability' },
      evidence: { method: 'domain-classifier' },
    });
    expect(other.findings.find(({ metric }) => metric === 'drift.joint')?.message).toMatch(
      /can be told from those then/,
    );
  }, 60_000);

  it('are found by their norm and projections from a baseline alone, where the change is large', async () => {
    const { baseline } = await baselineOf(await columns({ v: embeddings(10, rows, dimensions) }));
    const decided = async (seed: number, scale: number) => {
      const scaled = embeddings(seed, rows, dimensions).map((vector) => vector.map((value) => scale * value));
      const comparison = await compareTable(await columns({ v: scaled }), baseline, defaultDriftSettings);
      return comparison.columns[0]?.decisions.distribution.drifted;
    };
    expect(await decided(20, 1)).toBe(false);
    expect(await decided(30, 1.5)).toBe(true);
  }, 60_000);
});

describe('vectors', () => {
  it('are read from lists of any file, as most of them are long', async () => {
    const three = embeddings(1, 60, 3);
    const { baseline } = await baselineOf(await asFile([...three, [1, 2], null, [], [1, null, 3]]));
    expect(baseline.columns[0]).toMatchObject({ kind: 'vector', misfits: 3, profile: { dimensions: 3 } });
    const typed = await parquet(`SELECT [CAST(i AS FLOAT), 1] AS v FROM range(40) AS r(i)`);
    expect((await baselineOf(typed)).baseline.columns[0]).toMatchObject({ profile: { dimensions: 2 } });
  });

  it('of another length now are another type, one unknown and no crash', async () => {
    const before = await asFile(embeddings(1, 80, 3));
    const { findings } = await judgeTables(before, await asFile(embeddings(2, 80, 4)));
    expect(outline(moved(findings))).toEqual(['v distribution unknown', 'v type alert', 'v joint unknown']);
  });

  it('that are sampled are whole ones', async () => {
    const table = await asFile([[1, 2], [3, null], [5, 6], [7]]);
    const sample = await sampleVectors(table, { name: 'v', type: 'vector', kind: 'vector' }, 2);
    expect(sample).toEqual({ rows: 2, columns: 2, values: Float64Array.of(1, 2, 5, 6) });
  });

  it('without any vector are unknown', async () => {
    const empty = await parquet(`SELECT CAST(NULL AS FLOAT[]) AS v, i % 3 AS k FROM range(30) AS r(i)`);
    const full = await parquet(`SELECT [1.0, i] AS v, i % 3 AS k FROM range(30) AS r(i)`);
    const { findings } = await judgeTables(empty, full);
    expect(outline(findings.filter(({ status }) => status === 'unknown'))).toContain('v distribution unknown');
  });
});
