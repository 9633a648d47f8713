export { type ClassicDrift, classicDrift, classicThresholds } from './drift/classic.ts';
export type { Column } from './drift/column.ts';
export { energyDistance } from './drift/energy-distance.ts';
export {
  type Drift,
  type DriftFigure,
  driftVersion,
  type Measure,
  type Mode,
  measures,
  modes,
  type UnknownDrift,
  type UnknownReason,
  unknownReasons,
} from './drift/figure.ts';
export { hellinger, hellingerOfShares } from './drift/hellinger.ts';
export { js, jsOfShares } from './drift/jensen-shannon.ts';
export { ks, ksOfCounts } from './drift/kolmogorov-smirnov.ts';
export { ksStatistic } from './drift/ks-statistic.ts';
export { kl, klOfShares } from './drift/kullback-leibler.ts';
export { psi, psiOfShares } from './drift/psi.ts';
export { type Severity, severities, severityAt, severityOf, severityThresholds } from './drift/severity.ts';
export { type Smoothing, sharesOf } from './drift/smoothing.ts';
export { totalVariation, totalVariationOfShares } from './drift/total-variation.ts';
export { wasserstein } from './drift/wasserstein.ts';
export {
  baselineCategories,
  type CategoricalProfile,
  profileCategories,
  rowsOfCategories,
} from './profile/categorical.ts';
export { binOf, countOnEdges } from './profile/count.ts';
export { baselineEdges, isPointBin } from './profile/edges.ts';
export { type Merged, mergeProfiles, type Profile } from './profile/merge.ts';
export { type Moments, mergeMoments, momentsOf, varianceOf } from './profile/moments.ts';
export { baselineNumbers, type NumericProfile, profileNumbers, rowsOf } from './profile/numeric.ts';
export { focusBins, niceEdges, niceTimeEdges } from './summary/bins.ts';
