// Drift of columns that are in memory, one in two of which has moved a little: arrays.cjs RULE COLUMNS ROWS
// Its counterpart in Python is classic_arrays.py.

const { normals } = require('./draws.cjs');

function normalColumn(rows, seed, mean) {
  const draw = normals(seed);
  return Float64Array.from({ length: rows }, () => mean + draw());
}

function matrixOf(cells) {
  const [columns, rows] = [cells.length, cells[0].length];
  const values = Float64Array.from(
    { length: rows * columns },
    (_, at) => cells[at % columns][Math.floor(at / columns)],
  );
  return { rows, columns, values };
}

const began = () => process.emit('bench:start');

/** Each answers with how many columns have drifted. */
const rules = {
  async classic(pairs) {
    const { classicDrift } = await import('@pitwall/stats');
    began();
    return pairs.filter(([reference, current]) => classicDrift(reference, current).drift).length;
  },

  async profiles(pairs) {
    const { baselineEdges, compareColumn, decide, profileNumbers } = await import('@pitwall/stats');
    const baseline = pairs.map(([reference]) =>
      profileNumbers(reference, baselineEdges(reference.slice(0, 100_000).sort())),
    );
    began();
    const questions = pairs.map(([, current], column) => {
      const reference = baseline[column];
      return compareColumn(reference, profileNumbers(current, reference.edges)).distribution;
    });
    return decide(questions, 0.01).filter(({ drifted }) => drifted).length;
  },

  /** Rows of vectors; none of their columns is looked at by itself. */
  async vectors(pairs) {
    const { domainClassifier } = await import('@pitwall/stats');
    const [reference, current] = [0, 1].map((side) => matrixOf(pairs.map((pair) => pair[side])));
    began();
    return domainClassifier(reference, current).p < 0.01 ? pairs.length : 0;
  },

  async detector(pairs) {
    const { DriftDetector } = await import('pitwall');
    const [reference, current] = [0, 1].map((side) =>
      Object.fromEntries(pairs.map((pair, column) => [`column_${column + 1}`, pair[side]])),
    );
    began();
    const { features } = await new DriftDetector(reference).detectDrift(current);
    return Object.values(features).filter(({ drift }) => drift).length;
  },
};

async function main(rule, columns, rows) {
  const pairs = Array.from({ length: columns }, (_, column) => [
    normalColumn(rows, 2 * column + 1, 0),
    normalColumn(rows, 2 * column + 2, (column % 2) / 3),
  ]);
  process.stdout.write(`${await rules[rule](pairs)} of ${columns} drifted\n`);
}

const [rule, ...sizes] = process.argv.slice(2);
main(rule, ...sizes.map(Number));
