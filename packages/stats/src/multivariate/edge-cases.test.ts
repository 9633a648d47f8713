import { describe, expect, it } from 'vitest';
import { compareReconstruction } from './compare-reconstruction.ts';
import { domainClassifier } from './domain-classifier.ts';
import { generator, type Matrix, mostRows, shuffledRows } from './matrix.ts';
import { fitReconstruction } from './reconstruction.ts';
import { changed, correlated, known, matrixOf } from './testing/matrices.ts';

const columns = 8;
const row = correlated(columns, 0.5);
const before = matrixOf(300, 1, row);
const now = matrixOf(300, 2, row);

const column = (at: number, value: (cell: number, row: number) => number) => (matrix: Matrix) =>
  changed(matrix, (cell, line, place) => (place === at ? value(cell, line) : cell));

/** No part of an answer is NaN or infinite: JSON would make it null. */
const expectPlain = (answer: object): void => expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);

const reconstructed = (reference: Matrix, current: Matrix) =>
  known(compareReconstruction(known(fitReconstruction(reference)), current));

const odd: readonly (readonly [string, (matrix: Matrix) => Matrix])[] = [
  ['a constant column', column(1, () => 7)],
  ['a column without a value', column(1, () => Number.NaN)],
  ['a huge constant column', column(1, () => 1e300)],
  ['a column of huge numbers', column(1, (cell) => cell * 1e300)],
  ['the largest numbers of either sign', column(1, (_, line) => (line % 2 ? 1 : -1) * Number.MAX_VALUE)],
  ['a column of tiny numbers', column(1, (cell) => cell * 1e-310)],
  ['one huge number in every column', (matrix) => changed(matrix, (cell, line) => (line === 5 ? 1e300 : cell))],
  [
    'two columns that are the same',
    (matrix) => changed(matrix, (cell, line, at) => (at === 1 ? (matrix.values[line * columns] ?? 0) : cell)),
  ],
];

describe.each(odd)('%s on both sides', (_, make) => {
  const [reference, current] = [make(before), make(now)];

  it('is no drift, and no answer is NaN', () => {
    for (const answer of [known(domainClassifier(reference, current)), reconstructed(reference, current)]) {
      expectPlain(answer);
      expect(answer.p).toBeGreaterThan(0.01);
    }
    expectPlain(known(fitReconstruction(reference)));
  });

  it('does not hide a shift of another column', () => {
    const shift = column(3, (cell) => cell + 3);
    const classified = known(domainClassifier(reference, shift(current)));
    expect(classified.p).toBeLessThan(1e-6);
    expect(classified.drivers[0]?.column).toBe(3);
    expect(reconstructed(reference, shift(current)).p).toBeLessThan(1e-6);
  });
});

describe('unknown', () => {
  const few = matrixOf(9, 3, row);

  it('is the answer with fewer than ten rows', () => {
    const unknown = { unknown: 'fewer than ten rows' };
    expect(domainClassifier(few, now)).toEqual({ method: 'domain-classifier', ...unknown });
    expect(domainClassifier(before, few)).toEqual({ method: 'domain-classifier', ...unknown });
    expect(fitReconstruction(few)).toEqual({ method: 'reconstruction', ...unknown });
    expect(compareReconstruction(known(fitReconstruction(before)), few)).toEqual({
      method: 'reconstruction',
      ...unknown,
    });
  });

  it('is not the answer with ten', () => {
    const ten = matrixOf(10, 3, row);
    expectPlain(known(domainClassifier(ten, ten)));
    expectPlain(reconstructed(ten, ten));
  });

  it('is the answer where nothing varies', () => {
    const [constant, empty] = [changed(before, () => 1), changed(before, () => Number.NaN)];
    for (const matrix of [constant, empty, { rows: 50, columns: 0, values: new Float64Array() }]) {
      expect(domainClassifier(matrix, matrix)).toEqual({ method: 'domain-classifier', unknown: 'nothing varies' });
      expect(fitReconstruction(matrix)).toEqual({
        method: 'reconstruction',
        unknown: 'fewer than two columns that vary',
      });
    }
  });

  it('is the answer where reconstruction has no error on either side', () => {
    const same = (matrix: Matrix): Matrix => changed(matrix, (_, line) => matrix.values[line * columns] ?? 0);
    const fitted = known(fitReconstruction(same(before)));
    expect(compareReconstruction(fitted, same(now))).toEqual({ method: 'reconstruction', unknown: 'nothing varies' });
    const different = known(compareReconstruction(fitted, now));
    expect(different.p).toBeLessThan(1e-6);
    expectPlain(different);
  });
});

describe('reconstruction', () => {
  it('does not see a change within the space of the components, which the domain classifier does', () => {
    const line = (spread: number) => (draw: () => number) => {
      const together = spread * draw();
      return [together + 0.1 * draw(), together + 0.1 * draw(), together + 0.1 * draw()];
    };
    const [narrow, broad] = [matrixOf(1000, 7, line(1)), matrixOf(1000, 8, line(2))];
    expect(reconstructed(narrow, broad).p).toBeGreaterThan(0.01);
    expect(known(domainClassifier(narrow, broad)).p).toBeLessThan(1e-6);
  });
});

describe('infinite cells', () => {
  it('are taken for missing, and counted', () => {
    const infinite = column(0, (cell, line) => (line < 20 ? Number.POSITIVE_INFINITY : line < 25 ? -1 / 0 : cell))(
      before,
    );
    const missing = column(0, (cell, line) => (line < 25 ? Number.NaN : cell))(before);
    const [given, wanted] = [known(domainClassifier(infinite, now)), known(domainClassifier(missing, now))];
    expect(given).toEqual({ ...wanted, infinite: { reference: 25, current: 0 } });
    const fitted = known(fitReconstruction(infinite));
    expect(fitted).toEqual({ ...known(fitReconstruction(missing)), infinite: 25 });
    expect(known(compareReconstruction(fitted, infinite)).infinite).toEqual({ reference: 25, current: 25 });
  });
});

describe('a mistake of the caller', () => {
  const narrow = matrixOf(300, 2, correlated(3, 0.5));

  it('is a different number of columns', () => {
    expect(() => domainClassifier(before, narrow)).toThrow(RangeError);
    expect(() => compareReconstruction(known(fitReconstruction(before)), narrow)).toThrow('expected 8 columns');
  });

  it('is a matrix of another size than it says', () => {
    const wrong = { ...before, rows: 299 };
    expect(() => domainClassifier(wrong, now)).toThrow(RangeError);
    expect(() => fitReconstruction(wrong)).toThrow('expected rows × columns values');
  });
});

describe('the same data', () => {
  it('give the same answer, and the seed decides how they are halved', () => {
    expect(domainClassifier(before, now)).toEqual(domainClassifier(before, now, { seed: 0 }));
    expect(domainClassifier(before, now)).not.toEqual(domainClassifier(before, now, { seed: 1 }));
    expect(reconstructed(before, now)).toEqual(reconstructed(before, now));
  });

  it('are left as they were', () => {
    const [copyBefore, copyNow] = [before.values.slice(), now.values.slice()];
    domainClassifier(before, now);
    reconstructed(before, now);
    expect(before.values).toEqual(copyBefore);
    expect(now.values).toEqual(copyNow);
  });

  it('on both sides are no drift', () => {
    expect(known(domainClassifier(before, before)).p).toBeGreaterThan(0.05);
  });

  it('give the same answer from a fit that was written down', () => {
    const fitted = known(fitReconstruction(before));
    const read = JSON.parse(JSON.stringify(fitted)) as typeof fitted;
    expect(compareReconstruction(read, now)).toEqual(compareReconstruction(fitted, now));
    expect(fitted.components.length).toBeLessThan(columns);
  });
});

describe('many rows', () => {
  it('are looked at up to 10,000 a side, each once and from everywhere', () => {
    const many = { rows: 25_000, columns: 2, values: new Float64Array(50_000) };
    const rows = shuffledRows(many, generator(4)).sort();
    expect(rows.length).toBe(mostRows);
    expect(new Set(rows).size).toBe(mostRows);
    rows.forEach((line, index) => void expect(Math.abs(line - index * 2.5)).toBeLessThan(3.5));
  });

  it('are looked at up to 2,000,000 cells', () => {
    expect(shuffledRows({ rows: 5000, columns: 768, values: new Float64Array() }, generator(4)).length).toBe(2604);
  });

  it('say how many were used', () => {
    const many = matrixOf(12_000, 5, correlated(2, 0.5));
    expect(known(domainClassifier(many, now2)).n).toBe(10_000);
    expect(known(domainClassifier(now2, many)).m).toBe(10_000);
    expect(reconstructed(many, many)).toMatchObject({ n: 5000, m: 10_000 });
  });
  const now2 = matrixOf(300, 2, correlated(2, 0.5));
});
