export { type AndersonDarling, andersonDarling, andersonDarlingOfCounts } from './compare/anderson-darling.ts';
export { benjaminiHochberg } from './compare/benjamini-hochberg.ts';
export { type ChiSquared, chiSquared } from './compare/chi-squared.ts';
export { type GTest, gTest } from './compare/g-test.ts';
export {
  type KolmogorovSmirnov,
  type KolmogorovSmirnovCountsOptions,
  type KolmogorovSmirnovOfCounts,
  type KolmogorovSmirnovOptions,
  kolmogorovSmirnov,
  kolmogorovSmirnovOfCounts,
} from './compare/kolmogorov-smirnov.ts';
export { type MannWhitney, mannWhitney, mannWhitneyOfCounts } from './compare/mann-whitney.ts';
export { type Comparison, isUnknown, probability, type Reason, type Unknown } from './compare/outcome.ts';
export { type Proportion, type TwoProportions, twoProportions } from './compare/two-proportions.ts';
export { type Moments as SampleMoments, type WelchT, welchT } from './compare/welch-t.ts';
export { andersonDarlingSurvival } from './distribution/anderson-darling.ts';
export { betaCdf, betaQuantile, betaSurvival, betaUpperQuantile, incompleteBeta } from './distribution/beta.ts';
export { binomialCdf, binomialProbability, binomialQuantile, binomialSurvival } from './distribution/binomial.ts';
export {
  chiSquaredCdf,
  chiSquaredQuantile,
  chiSquaredSurvival,
  chiSquaredUpperQuantile,
} from './distribution/chi-squared.ts';
export { fCdf, fQuantile, fSurvival, fUpperQuantile } from './distribution/f.ts';
export { fisherExact } from './distribution/fisher-exact.ts';
export { gammaCdf, gammaQuantile, gammaSurvival, gammaUpperQuantile, incompleteGamma } from './distribution/gamma.ts';
export {
  kolmogorovCdf,
  kolmogorovQuantile,
  kolmogorovSurvival,
  kolmogorovUpperQuantile,
} from './distribution/kolmogorov.ts';
export { kolmogorovSmirnovSurvival, kolmogorovSmirnovSurvivalGivenTies } from './distribution/kolmogorov-smirnov.ts';
export { mannWhitneySurvival } from './distribution/mann-whitney.ts';
export { normalCdf, normalQuantile, normalSurvival, normalUpperQuantile } from './distribution/normal.ts';
export { studentTCdf, studentTQuantile, studentTSurvival, studentTUpperQuantile } from './distribution/student-t.ts';
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
