/** What the model knows of a game, each in 0–1 and seen from the home side. */
export interface Features {
  /** Efficiency of late against the opponent's, beyond what the closing line expects; 0.5 is even. */
  readonly teamEfficiency: number;
  /** Share of the usual minutes whose players can play. */
  readonly playerAvailability: number;
  /** Rest, travel and what else changes from game to game; 0.5 is even. */
  readonly dynamicFactors: number;
  /** Where the line moved between opening and closing; 0.5 is nowhere. */
  readonly marketSignals: number;
}

/** Points by which a feature at 1 instead of 0 beats the closing line, and the feature's mean. */
const weights: { readonly [feature in keyof Features]: { readonly points: number; readonly mean: number } } = {
  teamEfficiency: { points: 13, mean: 0.5 },
  playerAvailability: { points: 6, mean: 1 - 0.4 / 3 },
  dynamicFactors: { points: 4, mean: 0.5 },
  marketSignals: { points: 5, mean: 0.5 },
};

/** Margins scatter by about 11 points around what is expected: a logistic distribution with this scale. */
const marginScale = (11 * Math.sqrt(3)) / Math.PI;

/** Points by which the home side should beat the closing line. */
export function edgeOf(features: Features): number {
  return (Object.keys(weights) as (keyof Features)[])
    .map((feature) => (features[feature] - weights[feature].mean) * weights[feature].points)
    .reduce((sum, points) => sum + points, 0);
}

/** The probability of a margin above the one that lies `points` below the expected one. */
export function chanceOf(points: number): number {
  return 1 / (1 + Math.exp(-points / marginScale));
}

/** The inverse of `chanceOf`: a margin's deviation from the expected one, drawn with `uniform` in (0, 1). */
export function deviationOf(uniform: number): number {
  return marginScale * Math.log(uniform / (1 - uniform));
}

/** Courtside's model: the probability that the home side covers. It believes whatever numbers it is given. */
export function probabilityOf(features: Features): number {
  return chanceOf(edgeOf(features));
}
