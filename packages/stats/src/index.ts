export {
  type Candidate,
  type Cause,
  type CauseEverywhere,
  type CauseSlice,
  type CauseUnknown,
  explainDrift,
} from './cause/explain-drift.ts';
export { type SegmentTable, segmentLimit } from './cause/segment-table.ts';
export { type DriftSplit, type SegmentChange, splitDrift, type UnknownSplit } from './cause/split-drift.ts';
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
export { groupEdges } from './drift/binning/quantile-groups.ts';
export { type ClassicDrift, classicDrift, classicThresholds } from './drift/classic.ts';
export type { Column } from './drift/column.ts';
export {
  type CategoryChange,
  categoriesOnlyIn,
  categoryChangeThresholds,
} from './drift/decision/category-changes.ts';
export {
  type ColumnDrift,
  type CompareOptions,
  compareColumn,
  type DistributionDrift,
} from './drift/decision/column.ts';
export { type Decision, decide, type Question } from './drift/decision/decide.ts';
export { compareFacet, describeFigure, effectThresholds, type FacetDrift } from './drift/decision/facet.ts';
export { compareMissing, type MissingDrift, missingThresholds } from './drift/decision/missing.ts';
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
export {
  type Severity,
  type SeverityThresholds,
  severities,
  severityAt,
  severityOf,
  severityThresholds,
} from './drift/severity.ts';
export { type Smoothing, sharesOf } from './drift/smoothing.ts';
export { totalVariation, totalVariationOfShares } from './drift/total-variation.ts';
export { wasserstein } from './drift/wasserstein.ts';
export { estimateBinary } from './estimate/binary.ts';
export type { CurrentRows } from './estimate/current.ts';
export {
  type EstimatedFigure,
  type EstimatedScore,
  type EstimateOptions,
  type EstimateReason,
  type EstimateRefusal,
  estimateReasons,
  estimateVersion,
  isEstimateRefusal,
  type UnknownEstimate,
} from './estimate/estimate.ts';
export { type EstimatedMetric, estimatedMetrics } from './estimate/figures.ts';
export { fitIsotonic, type Isotonic, type IsotonicRows, isotonicAt } from './estimate/isotonic.ts';
export { estimatedLossMetrics, estimateLosses, type OpenPredictions } from './estimate/loss.ts';
export { fitLossModel, type LossModel, type LossReference } from './estimate/loss-reference.ts';
export { estimatedProfitMetrics, estimateProfit, type OpenBets } from './estimate/profit.ts';
export { fitProfitCalibrator, type ProfitCalibrator } from './estimate/profit-reference.ts';
export { type Calibrator, fitCalibrator, type ReferenceRows } from './estimate/reference.ts';
export { compareReconstruction, type ReconstructionComparison } from './multivariate/compare-reconstruction.ts';
export { type DomainClassifier, domainClassifier } from './multivariate/domain-classifier.ts';
export type { Matrix } from './multivariate/matrix.ts';
export type { MultivariateComparison, MultivariateReason, MultivariateUnknown } from './multivariate/outcome.ts';
export { fitReconstruction, type Reconstruction } from './multivariate/reconstruction.ts';
export {
  baselineCategories,
  baselineOfTally,
  type CategoricalProfile,
  profileCategories,
  profileOfTally,
  rowsOfCategories,
} from './profile/categorical.ts';
export {
  type CompositeProfile,
  type Facet,
  facetsOf,
  missingOf,
  type Profile,
  projectionCount,
  projectionName,
  rowsOfProfile,
  type SimpleProfile,
} from './profile/composite.ts';
export { binOf, countOnEdges } from './profile/count.ts';
export { countNumbers, type NumberCounter } from './profile/counter.ts';
export { baselineEdges, isPointBin } from './profile/edges.ts';
export { type Merged, mergeProfiles } from './profile/merge.ts';
export { type Moments, mergeMoments, momentsOf, varianceOf } from './profile/moments.ts';
export { baselineNumbers, edgeSample, type NumericProfile, profileNumbers, rowsOf } from './profile/numeric.ts';
export { readProfile } from './profile/read.ts';
export { baselineTexts, profileTexts, rowsPerWord } from './profile/text.ts';
export { baselineTimes, hours, profileTimes, weekdays } from './profile/time.ts';
export { baselineVectors, profileVectors, signOf } from './profile/vector.ts';
export { type CalibrationBin, calibrationBins, calibrationCurve } from './score/binary/calibration.ts';
export { type CurvePoint, curvePoints, curvePointsShown } from './score/binary/curve-points.ts';
export { type BinaryData, type BinaryRows, prepareBinary } from './score/binary/data.ts';
export { binaryMetrics, scoreBinary } from './score/binary/metrics.ts';
export {
  type Answer,
  answers,
  type CompareOptions as CompareModelsOptions,
  type Difference,
  type ModelComparison,
  type UnknownDifference,
} from './score/compare/answer.ts';
export { comparableBinaryMetrics, compareBinary } from './score/compare/binary.ts';
export { compareCosts, type PairedCostRows } from './score/compare/costs.ts';
export { type DeLong, deLong, deLongInterval } from './score/compare/delong.ts';
export type { CompareMetricsOptions } from './score/compare/each-metric.ts';
export { headlineOf } from './score/compare/headline.ts';
export { absoluteErrors, brierLosses, logLosses, squaredErrors } from './score/compare/losses.ts';
export { type McNemar, mcnemar, pairedShares } from './score/compare/mcnemar.ts';
export { compareMulticlass, type PairedMulticlassRows } from './score/compare/multiclass.ts';
export { comparePaired } from './score/compare/paired-mean.ts';
export { compareProfit, type PairedProfitRows } from './score/compare/profit.ts';
export { comparableRankingMetrics, compareRanking, type PairedRankingRows } from './score/compare/ranking.ts';
export {
  comparableRegressionMetrics,
  compareRegression,
  type PairedRegressionRows,
} from './score/compare/regression.ts';
export { compareResampled } from './score/compare/resample.ts';
export {
  type Better,
  type Metric,
  type ScoreOptions,
  scoreAll,
  scoreMetric,
  type Task,
  tasks,
} from './score/metric.ts';
export type { ClassName } from './score/multiclass/classes.ts';
export {
  type AbsentRule,
  type MulticlassData,
  type MulticlassRows,
  prepareMulticlass,
  sumTolerance,
} from './score/multiclass/data.ts';
export { multiclassMetrics, scoreMulticlass } from './score/multiclass/metrics.ts';
export type { BettingRule } from './score/profit/betting-rule.ts';
export { type CostPoint, type CostSweep, sweepCosts } from './score/profit/cost-sweep.ts';
export {
  type Amount,
  type ClassCostRows,
  type CostData,
  type CostRows,
  type Costs,
  costMetrics,
  prepareClassCosts,
  prepareCosts,
  scoreCosts,
} from './score/profit/costs.ts';
export { type ProfitPoint, profitCurve } from './score/profit/curves.ts';
export { type ProfitData, type ProfitRows, prepareProfit, pushed } from './score/profit/data.ts';
export { fullKelly, type KellyRule, kellyStake, kellyStakes, usualKelly } from './score/profit/kelly.ts';
export type {
  Basis,
  BelievedScore,
  MarketScore,
  ProfitMetric,
  ProfitScore,
  RealisedScore,
} from './score/profit/metric.ts';
export { believedMetrics, marketMetrics, profitMetrics, realisedMetrics, scoreProfit } from './score/profit/metrics.ts';
export { decimalOdds, type OddsFormat, oddsFormats, oddsFromDecimal, toDecimalOdds } from './score/profit/odds.ts';
export { prepareRanking, type RankingData, type RankingRows } from './score/ranking/data.ts';
export { type RankingOptions, rankingMetrics, scoreRanking } from './score/ranking/metrics.ts';
export { prepareRegression, type RegressionData, type RegressionRows } from './score/regression/data.ts';
export { regressionMetrics, scoreRegression } from './score/regression/metrics.ts';
export {
  actualByPrediction,
  type PredictionBin,
  type ResidualBin,
  residualHistogram,
} from './score/regression/pictures.ts';
export {
  type Interval,
  isRefusal,
  type Score,
  type ScoreFigure,
  type ScoreReason,
  scoreReasons,
  scoreVersion,
  type UnknownScore,
} from './score/score.ts';
export { type CutColumn, cutNumbers, type NumberRange } from './segment/cut.ts';
export { findSegments, type Segment, type SegmentOptions, type SegmentSearch } from './segment/find.ts';
export { codeNames, type NamedColumn } from './segment/names.ts';
export { mostCodes, noSegment, type SegmentColumn, type SegmentRows } from './segment/rows.ts';
export { type AdwinDetection, type AdwinOptions, type AdwinState, adwin } from './sequential/adwin.ts';
export { type CusumOptions, type CusumState, cusum } from './sequential/cusum.ts';
export type { Detection, Detector } from './sequential/detector.ts';
export { type PageHinkleyOptions, type PageHinkleyState, pageHinkley } from './sequential/page-hinkley.ts';
export { pageHinkleyRunLength } from './sequential/page-hinkley-run-length.ts';
export { cusumRunLength, cusumThreshold } from './sequential/run-length.ts';
export { focusBins, niceEdges, niceTimeEdges } from './summary/bins.ts';
export { type LeastSquaresTrend, leastSquaresTrend } from './trend/least-squares.ts';
export { type MannKendall, mannKendall } from './trend/mann-kendall.ts';
export {
  isUnknownTrend,
  type SlopeInterval,
  type TrendPoint,
  type TrendReason,
  type UnknownTrend,
} from './trend/outcome.ts';
export { type TheilSen, theilSen } from './trend/theil-sen.ts';
export { type Trend, type TrendMethod, trend } from './trend/trend.ts';
