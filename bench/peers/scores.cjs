// Scores of a binary model whose rows are in memory: scores.cjs RULE ROWS
// Its counterparts in Python are scikit_scores.py and nannyml_estimates.py.
const { normals, uniforms } = require('./draws.cjs');

const chanceOf = (logit) => 1 / (1 + Math.exp(-logit));

/** A model that is somewhat too sure of itself, and odds of a bookmaker who knows about as much and keeps a part. */
function makeRows(rows, seed) {
  const [skill, price, luck] = [normals(seed), normals(seed + 1), uniforms(seed + 2)];
  const made = { scores: new Float64Array(rows), labels: new Float64Array(rows), odds: new Float64Array(rows) };
  for (let row = 0; row < rows; row += 1) {
    const logit = skill();
    made.scores[row] = chanceOf(1.2 * logit);
    made.labels[row] = luck() < chanceOf(logit) ? 1 : 0;
    made.odds[row] = 1 + Math.exp(0.3 * price() - logit) * 0.95;
  }
  return made;
}

/** What the system that Pitwall replaces measured: seven metrics of the predictions, and what the bets should bring. */
const original = new Set(['accuracy', 'log_loss', 'brier', 'precision', 'recall', 'f1', 'roc_auc', 'expected_value']);

async function originalMetrics(rows) {
  const { binaryMetrics, prepareBinary, prepareProfit, profitMetrics, scoreAll } = await import('@pitwall/stats');
  const [ofModel, ofBets] = [binaryMetrics, profitMetrics].map((all) => all.filter(({ name }) => original.has(name)));
  const { scores, labels, odds } = makeRows(rows, 1);
  const bets = { outcomes: labels, odds, oddsFormat: 'decimal', probabilities: scores };
  return () => [...scoreAll(ofModel, prepareBinary({ labels, scores })), ...scoreAll(ofBets, prepareProfit(bets))];
}

const began = () => process.emit('bench:start');

/** Each answers with a list of scores. */
const rules = {
  async eight(rows) {
    const measure = await originalMetrics(rows);
    began();
    return measure();
  },

  /** As in a service that measures time and again: the engine has compiled the loops. */
  async again(rows) {
    const measure = await originalMetrics(rows);
    for (let round = 0; round < 5; round += 1) measure();
    began();
    return measure();
  },

  async all(rows) {
    const { scoreBinary } = await import('@pitwall/stats');
    const { scores, labels } = makeRows(rows, 1);
    began();
    return scoreBinary({ labels, scores });
  },

  async monitor(rows) {
    const { PerformanceMonitor } = await import('pitwall');
    const { scores, labels, odds } = makeRows(rows, 1);
    began();
    const { metrics } = new PerformanceMonitor().evaluate({
      labels,
      probabilities: scores,
      odds,
      oddsFormat: 'decimal',
    });
    return Object.values(metrics);
  },

  async learn(rows) {
    const { estimateBinary, fitCalibrator } = await import('@pitwall/stats');
    const [reference, { scores }] = [makeRows(rows, 1), makeRows(rows, 4)];
    began();
    return estimateBinary(fitCalibrator(reference), { scores });
  },

  async estimate(rows) {
    const { estimateBinary, fitCalibrator } = await import('@pitwall/stats');
    const [reference, { scores }] = [makeRows(rows, 1), makeRows(rows, 4)];
    const calibrator = fitCalibrator(reference);
    began();
    return estimateBinary(calibrator, { scores });
  },
};

async function main(rule, rows) {
  const found = await rules[rule](rows);
  for (const { metric, name = metric, value, estimated = value } of found)
    process.stdout.write(`${name} ${estimated}\n`);
}

const [rule, rows] = process.argv.slice(2);
main(rule, Number(rows));
