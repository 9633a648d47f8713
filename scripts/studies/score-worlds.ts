import type { Random } from '../../packages/stats/src/drift/decision/testing/random.ts';
import { scoreBinary } from '../../packages/stats/src/score/binary/metrics.ts';
import { scoreMulticlass } from '../../packages/stats/src/score/multiclass/metrics.ts';
import { scoreRanking } from '../../packages/stats/src/score/ranking/metrics.ts';
import { scoreRegression } from '../../packages/stats/src/score/regression/metrics.ts';
import type { Score } from '../../packages/stats/src/score/score.ts';

/** Where samples come from: rows are drawn and scored. */
export interface ScoreWorld {
  readonly name: string;
  readonly score: (random: Random, n: number) => Score[];
  /** What part of the usual rows and samples it gets, where a row takes long. */
  readonly part?: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Labels as likely as `truth` says, scores as the model says. */
function binaryWorld(
  name: string,
  draw: (random: Random) => { readonly truth: number; readonly score: number; readonly weight?: number },
): ScoreWorld {
  return {
    name: `binary: ${name}`,
    score: (random, n) => {
      const [labels, scores, weights] = [new Uint8Array(n), new Float64Array(n), new Float64Array(n)];
      for (let row = 0; row < n; row += 1) {
        const { truth, score, weight = 1 } = draw(random);
        labels[row] = random.uniform() < truth ? 1 : 0;
        scores[row] = score;
        weights[row] = weight;
      }
      return scoreBinary({ labels, scores, ...(weights.every((w) => w === 1) ? {} : { weights }) });
    },
  };
}

function multiclassWorld(name: string, pull: number, priors: readonly number[], trust = 1): ScoreWorld {
  return {
    name: `multiclass: ${name}`,
    score: (random, n) => {
      const classes = priors.length;
      const [labels, probabilities] = [new Uint8Array(n), new Float64Array(n * classes)];
      for (let row = 0; row < n; row += 1) {
        const raised = priors.map((prior) => prior * Math.exp(pull * random.normal()));
        const whole = raised.reduce((sum, x) => sum + x, 0);
        let left = random.uniform() * whole;
        let label = 0;
        while (label < classes - 1 && left >= (raised[label] ?? 0)) {
          left -= raised[label] ?? 0;
          label += 1;
        }
        labels[row] = label;
        const said = raised.map((x) => x ** trust);
        const all = said.reduce((sum, x) => sum + x, 0);
        for (let code = 0; code < classes; code += 1) probabilities[row * classes + code] = (said[code] ?? 0) / all;
      }
      return scoreMulticlass({ labels, probabilities, classes: priors.map((_, code) => code) });
    },
  };
}

function regressionWorld(
  name: string,
  draw: (random: Random) => { readonly actual: number; readonly predicted: number; readonly weight?: number },
): ScoreWorld {
  return {
    name: `regression: ${name}`,
    score: (random, n) => {
      const [actual, predicted, weights] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      for (let row = 0; row < n; row += 1) {
        const drawn = draw(random);
        actual[row] = drawn.actual;
        predicted[row] = drawn.predicted;
        weights[row] = drawn.weight ?? 1;
      }
      const weighted = weights.every((w) => w === 1) ? {} : { weights };
      return scoreRegression({ actual, predicted, quantile: 0.8, ...weighted });
    },
  };
}

/** Lists of twelve items for each user, of which the first five count; a row is a user. */
function rankingWorld(name: string, grades: (random: Random) => number, noise: number): ScoreWorld {
  const places = 12;
  return {
    name: `ranking: ${name}`,
    part: 0.75,
    score: (random, n) => {
      const [users, items] = [new Float64Array(n * places), new Float64Array(n * places)];
      const [relevance, scores] = [new Float64Array(n * places), new Float64Array(n * places)];
      for (let row = 0; row < n * places; row += 1) {
        users[row] = Math.floor(row / places);
        items[row] = row % places;
        relevance[row] = grades(random);
        scores[row] = (relevance[row] ?? 0) + noise * random.normal();
      }
      return scoreRanking({ users, items, relevance, scores }, { k: 5 });
    },
  };
}

export const scoreWorlds: readonly ScoreWorld[] = [
  binaryWorld('half ones, a fair model', (random) => {
    const logit = 1.5 * random.normal();
    return { truth: sigmoid(logit), score: sigmoid(logit) };
  }),
  binaryWorld('5 % ones, a good model', (random) => {
    const logit = -4.2 + 2 * random.normal();
    return { truth: sigmoid(logit), score: sigmoid(logit) };
  }),
  binaryWorld('overconfident, scores in tenths', (random) => {
    const logit = random.normal();
    return { truth: sigmoid(logit), score: Math.round(10 * sigmoid(2.5 * logit)) / 10 };
  }),
  binaryWorld('rows with weights of 0.2 to 5', (random) => {
    const logit = 1.5 * random.normal();
    return { truth: sigmoid(logit), score: sigmoid(logit), weight: 5 ** (2 * random.uniform() - 1) };
  }),
  multiclassWorld('three classes alike', 1.5, [1, 1, 1]),
  multiclassWorld('four classes of 60, 25, 10 and 5 %', 1.5, [0.6, 0.25, 0.1, 0.05]),
  multiclassWorld('three classes, overconfident', 1, [1, 1, 1], 2),
  regressionWorld('normal errors', (random) => {
    const actual = 10 + 2 * random.normal();
    return { actual, predicted: actual + 0.2 + random.normal() };
  }),
  regressionWorld('errors with heavy tails (t, 5 degrees)', (random) => {
    const actual = 10 + 2 * random.normal();
    return { actual, predicted: actual + random.normal() / Math.sqrt((2 * random.gamma(2.5)) / 5) };
  }),
  regressionWorld('prices: errors that grow with the value', (random) => {
    const actual = Math.exp(4 + 0.5 * random.normal());
    return { actual, predicted: actual * Math.exp(0.2 * random.normal()) };
  }),
  regressionWorld('rows with weights of 0.2 to 5', (random) => {
    const actual = 10 + 2 * random.normal();
    return { actual, predicted: actual + random.normal(), weight: 5 ** (2 * random.uniform() - 1) };
  }),
  rankingWorld('grades of 0 to 3', ({ uniform }) => Math.floor(4 * uniform() ** 3), 1),
  rankingWorld('a tenth of the items are relevant', ({ uniform }) => (uniform() < 0.1 ? 1 : 0), 0.5),
];
