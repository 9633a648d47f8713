import type { ModelPictures } from '@pitwall/sdk';
import {
  actualByPrediction,
  type BinaryData,
  calibrationCurve,
  curvePoints,
  isRefusal,
  prepareBinary,
  prepareProfit,
  prepareRegression,
  profitCurve,
  residualHistogram,
} from '@pitwall/stats';
import type { ModelSettings } from './config.ts';
import type { ModelRows } from './rows.ts';
import { binaryRows, paysOff, profitRows, regressionRows } from './scores.ts';

/** What a person looks at before reading. */
export function picturesOf(rows: ModelRows, settings: ModelSettings): ModelPictures {
  if (rows.judged.rows === 0) return {};
  return {
    ...(settings.task === 'binary' ? probabilitiesOf(rows, settings) : {}),
    ...(settings.task === 'regression' ? errorsOf(rows, settings) : {}),
    ...(paysOff(settings) ? profitOf(rows, settings) : {}),
  };
}

function probabilitiesOf(rows: ModelRows, settings: ModelSettings): ModelPictures {
  const data = prepareBinary(binaryRows(rows.judged, settings));
  return isRefusal(data) ? {} : { ...calibrationOf(data), ...curvesOf(data) };
}

function errorsOf(rows: ModelRows, settings: ModelSettings): ModelPictures {
  const data = prepareRegression(regressionRows(rows.judged, settings));
  if (isRefusal(data)) return {};
  const { weight: all } = data.total;
  return {
    residuals: residualHistogram(data).map(({ low, high, weight }) => ({ low, high, share: weight / all })),
    predicted: actualByPrediction(data).map(({ predicted, actual, deviation, weight }) => ({
      predicted,
      actual,
      deviation,
      share: weight / all,
    })),
  };
}

const twoSided = 1.96;

function calibrationOf(data: BinaryData): ModelPictures {
  const curve = calibrationCurve(data);
  if (isRefusal(curve)) return {};
  return {
    calibration: curve.map(({ promised, kept, error, weight }) => ({
      promised,
      kept,
      low: Math.max(0, kept - twoSided * error),
      high: Math.min(1, kept + twoSided * error),
      share: weight / data.total.weight,
    })),
  };
}

/** From nothing taken for a 1 to everything. */
function curvesOf(data: BinaryData): ModelPictures {
  const points = curvePoints(data);
  if (isRefusal(points)) return {};
  return {
    roc: [[0, 0], ...points.map(({ falsePositiveRate, recall }): [number, number] => [falsePositiveRate, recall])],
    precision_recall: points.map(({ recall, precision }) => [recall, precision]),
  };
}

function profitOf(rows: ModelRows, settings: ModelSettings): ModelPictures {
  const data = prepareProfit(profitRows(rows.judged, settings));
  if (isRefusal(data)) return {};
  const curve = profitCurve(data);
  return {
    profit: curve.map(({ step, profit }) => [step, profit]),
    drawdown: curve.map(({ step, drawdown }) => [step, drawdown]),
  };
}
